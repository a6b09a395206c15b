import { isAdvisorError } from '@betting-advisor/core'
import {
  additive,
  balancedBook,
  efficientShin,
  gotoConversion,
  jensenShannon,
  multiplicative,
  type OverroundFormula,
  oddsRatio,
  power,
  shin,
} from '@betting-advisor/core/odds'
import { describe, expect, it } from 'vitest'
import { sampleBooks } from '../books.ts'
import {
  closedFormReference,
  jensenShannonReference,
  oddsRatioReference,
  powerReference,
  type Reference,
  shinReference,
} from '../overround-reference.ts'

/** Books that are hard on solvers: tiny margins, huge ones, long shots, prices just above 1, underrounds. */
const HARD: readonly (readonly number[])[] = [
  [2, 2],
  [3, 3, 3],
  [2.999, 2.999, 2.999],
  [1.01, 15, 1000],
  [1.0001, 1e6, 1e6],
  [1.0001, 1.0001, 1000],
  [1.02, 21],
  [1000, 1000, 1000],
  [2.0000001, 3.9999999, 3.9999999],
  [1.000001, 1.000001, 1.000001],
  [2, 3, 5, 10, 20, 50],
  [1.9999, 3.3334, 4.9998],
  [1.5, 3, 1e9],
]

function worstError(method: OverroundFormula, prices: readonly number[], expected: Reference, target = 1): number {
  const { probabilities, parameter } = method(prices, { target })
  const errors = probabilities.map((probability, index) => Math.abs(probability - (expected.probabilities[index] ?? 0)))
  const scale = Math.max(1, Math.abs(expected.parameter))
  return Math.max(...errors, Math.abs((parameter ?? 0) - expected.parameter) / scale / 100)
}

describe('against bisection with fifty digits', () => {
  it('power is right to 1e-14', () => {
    const impossible = (book: readonly number[]): boolean => book.filter((price) => price < 1.001).length > 1
    for (const prices of [...sampleBooks('power', 25), ...HARD.filter((book) => !impossible(book))]) {
      expect(worstError(power, prices, powerReference(prices)), String(prices)).toBeLessThan(1e-14)
    }
  })

  it('Shin is right to 1e-14', () => {
    for (const prices of [...sampleBooks('shin', 60), ...HARD]) {
      expect(worstError(shin, prices, shinReference(prices)), String(prices)).toBeLessThan(1e-14)
    }
  })

  it('odds ratio is right to 1e-14', () => {
    for (const prices of [...sampleBooks('odds ratio', 60), ...HARD.filter((book) => Math.min(...book) >= 1.0001)]) {
      expect(worstError(oddsRatio, prices, oddsRatioReference(prices)), String(prices)).toBeLessThan(1e-14)
    }
  })

  it('power and odds ratio are right for place markets', () => {
    for (const prices of sampleBooks('place', 12).filter((book) => book.length > 4)) {
      expect(worstError(power, prices, powerReference(prices, 2.5), 2.5)).toBeLessThan(1e-14)
      expect(worstError(oddsRatio, prices, oddsRatioReference(prices, 2.5), 2.5)).toBeLessThan(1e-14)
    }
  })

  it('Jensen-Shannon is right to 1e-12, and refuses where there is no solution', () => {
    const books = sampleBooks('jensen-shannon', 12, 1.01).filter((book) => book.length < 5)
    for (const prices of [
      ...books,
      [2.6, 2.4, 4.3],
      [1.02, 21],
      [1.01, 15, 1000],
      [2.999, 2.999, 2.999],
      [1.3, 6, 13, 48, 430],
    ]) {
      const expected = jensenShannonReference(prices)
      if (expected === null) expect(() => jensenShannon(prices)).toThrow('no solution')
      else expect(worstError(jensenShannon, prices, expected), String(prices)).toBeLessThan(1e-12)
    }
  })

  const closedForms = [multiplicative, additive, balancedBook, gotoConversion, efficientShin]
  it.each(closedForms.map((method) => ({ key: method.key, method })))(
    '$key is right to 1e-14, and refuses exactly what leaves (0, 1]',
    ({ method }) => {
      for (const prices of [...sampleBooks(method.key, 200), ...HARD]) {
        const expected = closedFormReference(method.key, prices)
        const valid = expected.every((probability) => probability > 0 && probability <= 1)
        const halved = 1 - ((prices.length - 2) / 2) * (prices.reduce((sum, price) => sum + 1 / price, 0) - 1)
        if (method === efficientShin && halved <= 0) continue
        try {
          const { probabilities } = method(prices)
          expect(valid, `${method.key} of ${prices}`).toBe(true)
          probabilities.forEach((probability, index) => {
            expect(Math.abs(probability - (expected[index] ?? 0)), String(prices)).toBeLessThan(1e-14)
          })
        } catch (error) {
          if (!isAdvisorError(error, 'OVERROUND_UNSOLVABLE')) throw error
          expect(valid, `${method.key} of ${prices}`).toBe(false)
        }
      }
    },
  )
})

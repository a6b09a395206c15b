import { InvalidValueError } from '@betting-advisor/core'
import { additive, consensus, multiplicative, OverroundError, power, shin } from '@betting-advisor/core/odds'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { marginBook } from './books.ts'

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)

describe('the consensus of several books', () => {
  it('of one book is that book', () => {
    fc.assert(
      fc.property(marginBook, fc.constantFrom('linear' as const, 'logarithmic' as const), (prices, pool) => {
        const { probabilities, deviations, weights } = consensus([{ prices }], power, { pool, sharpness: 2 })
        power(prices).probabilities.forEach((probability, index) => {
          expect(probabilities[index]).toBeCloseTo(probability, 12)
          expect(deviations[index]).toBeCloseTo(0, 12)
        })
        expect(weights).toEqual([1])
      }),
    )
  })

  it('adds up to 1 and lies between the books', () => {
    fc.assert(
      fc.property(marginBook, fc.double({ min: 0, max: 5, noNaN: true }), (prices, weight) => {
        const other = prices.toReversed()
        const { probabilities, removals } = consensus([{ prices }, { prices: other, weight }], multiplicative)
        expect(total(probabilities)).toBeCloseTo(1, 12)
        probabilities.forEach((probability, index) => {
          const each = removals.map((removal) => removal.probabilities[index] ?? 0)
          expect(probability).toBeGreaterThanOrEqual(Math.min(...each) - 1e-12)
          expect(probability).toBeLessThanOrEqual(Math.max(...each) + 1e-12)
        })
      }),
    )
  })

  it('weighs by what is given, and by sharpness', () => {
    // The overrounds are 2 % and 4 %.
    const books = [{ prices: [2 / 1.02, 2 / 1.02] }, { prices: [4 / 1.04, 4 / 3 / 1.04] }]
    expect(consensus(books, multiplicative).weights).toEqual([0.5, 0.5])
    const { weights, probabilities } = consensus(books, multiplicative, { sharpness: 1 })
    expect(weights[0]).toBeCloseTo(2 / 3, 10)
    expect(probabilities[0]).toBeCloseTo((2 * 0.5 + 0.25) / 3, 10)
    const [first = { prices: [] }, second = { prices: [] }] = books
    expect(consensus([{ ...first, weight: 0 }, second], multiplicative).probabilities[0]).toBeCloseTo(0.25, 12)
  })

  it('pools logarithmically by geometric means', () => {
    const books = [{ prices: [2, 2] }, { prices: [1.25, 5] }]
    const odds = Math.sqrt((0.5 / 0.5) * (0.8 / 0.2))
    const { probabilities } = consensus(books, multiplicative, { pool: 'logarithmic' })
    expect(probabilities[0]).toBeCloseTo(odds / (1 + odds), 13)
  })

  it('says how much the books disagree', () => {
    const { deviations } = consensus([{ prices: [2, 2] }, { prices: [1.25, 5] }], multiplicative)
    expect(deviations).toEqual([expect.closeTo(0.15, 13), expect.closeTo(0.15, 13)])
  })

  it('keeps the target of place markets', () => {
    const prices = [1.4, 1.5, 2.2, 2.4]
    const { probabilities } = consensus([{ prices }, { prices: prices.toReversed() }], additive, { target: 2 })
    expect(total(probabilities)).toBeCloseTo(2, 12)
    expect(() => consensus([{ prices }], additive, { target: 2, pool: 'logarithmic' })).toThrow('target must be 1')
  })

  it('refuses what cannot be put together', () => {
    const book = { prices: [1.9, 1.9] }
    expect(() => consensus([], shin)).toThrow('number of books must be at least 1')
    expect(() => consensus([book, { prices: [3, 3, 3] }], shin)).toThrow(
      'books[1].prices.length must be as in the first book, 2',
    )
    expect(() => consensus([{ ...book, weight: -1 }], shin)).toThrow('books[0].weight')
    expect(() => consensus([{ ...book, weight: Number.NaN }], shin)).toThrow('books[0].weight')
    expect(() => consensus([{ ...book, weight: 0 }], shin)).toThrow('sum of weights')
    expect(() => consensus([book], shin, { sharpness: Number.NaN })).toThrow('sharpness')
    expect(() => consensus([{ prices: [1, 2] }], shin)).toThrow(InvalidValueError)
    expect(() => consensus([{ prices: [1.01, 15, 1000] }], additive)).toThrow(OverroundError)
  })

  it('stays finite with the wildest weights', () => {
    const books = [
      { prices: [1.9, 1.9], weight: 1e308 },
      { prices: [2.05, 2.05], weight: 1e308 },
    ]
    expect(total(consensus(books, multiplicative, { sharpness: 3 }).weights)).toBeCloseTo(1, 12)
  })
})

import { isAdvisorError } from '@betting-advisor/core'
import {
  additive,
  addOverround,
  balancedBook,
  efficientShin,
  fairPrices,
  jensenShannon,
  multiplicative,
  type OverroundFormula,
  type OverroundRemoval,
  oddsRatio,
  overroundMethod,
  power,
  shin,
} from '@betting-advisor/core/odds'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyBook, fairProbabilities, marginBook, methodTable } from '../books.ts'

/** `null` where the method refuses; every other error is a failure. */
function remove(method: OverroundFormula, prices: readonly number[], target = 1): OverroundRemoval | null {
  try {
    return method(prices, { target })
  } catch (error) {
    if (isAdvisorError(error, 'OVERROUND_UNSOLVABLE')) return null
    throw error
  }
}

const close = (a: number, b: number, tolerance: number): boolean => Math.abs(a - b) <= tolerance

describe.each(methodTable)('$key', ({ method }) => {
  it('gives probabilities that add up to 1', () => {
    fc.assert(
      fc.property(anyBook, (prices) => {
        const removal = remove(method, prices)
        if (removal === null) return
        expect(removal.probabilities.every((probability) => probability > 0 && probability <= 1)).toBe(true)
        expect(removal.probabilities.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(1, 12)
        expect(Number.isFinite(removal.overround)).toBe(true)
        expect(removal.parameter === null || Number.isFinite(removal.parameter)).toBe(true)
      }),
    )
  })

  it('keeps the order of the outcomes', () => {
    fc.assert(
      fc.property(anyBook, (prices) => {
        const removal = remove(method, prices)
        if (removal === null) return
        const sorted = prices
          .map((price, index) => ({ price, probability: removal.probabilities[index] ?? 0 }))
          .sort((a, b) => a.price - b.price)
        sorted.forEach(({ probability }, index) => {
          expect(probability).toBeGreaterThanOrEqual((sorted[index + 1]?.probability ?? 0) - 1e-14)
        })
      }),
    )
  })

  it('does not depend on the order in which prices are given', () => {
    fc.assert(
      fc.property(marginBook, fc.nat(), (prices, shift) => {
        const order = prices.map((_, index) => (index + shift) % prices.length)
        const removal = remove(method, prices)
        const moved = remove(
          method,
          order.map((index) => prices[index] ?? 0),
        )
        expect(moved === null).toBe(removal === null)
        order.forEach((from, to) => {
          expect(close(moved?.probabilities[to] ?? 0, removal?.probabilities[from] ?? 0, 1e-13)).toBe(true)
        })
      }),
    )
  })

  it('leaves a fair book as it is', () => {
    fc.assert(
      fc.property(fairProbabilities, (probabilities) => {
        const removal = method(probabilities.map((probability) => 1 / probability))
        removal.probabilities.forEach((probability, index) => {
          expect(probability).toBeCloseTo(probabilities[index] ?? 0, 13)
        })
      }),
    )
  })

  it('makes equal prices equal probabilities', () => {
    for (const count of method === efficientShin ? [2, 3, 5] : [2, 3, 5, 20, 100]) {
      for (const probability of method(Array.from({ length: count }, () => count / 1.05)).probabilities) {
        expect(probability).toBeCloseTo(1 / count, 14)
      }
    }
  })

  it('lowers every probability when there is an overround', () => {
    if (method === efficientShin) return
    fc.assert(
      fc.property(marginBook, (prices) => {
        const removal = remove(method, prices)
        if (removal === null) return
        prices.forEach((price, index) => {
          expect(removal.probabilities[index]).toBeLessThan(1 / price)
        })
      }),
    )
  })

  it('gives the long shot of two no more than multiplicative does', () => {
    const pair = marginBook.filter((prices) => prices.length === 2)
    fc.assert(
      fc.property(pair, (prices) => {
        const removal = remove(method, prices)
        if (removal === null) return
        expect(Math.min(...removal.probabilities)).toBeLessThanOrEqual(
          Math.min(...multiplicative(prices).probabilities) + 1e-15,
        )
      }),
    )
  })

  it('is undone by adding the overround again', () => {
    fc.assert(
      fc.property(fairProbabilities, fc.double({ min: 0.001, max: 0.15, noNaN: true }), (probabilities, margin) => {
        let prices: readonly number[]
        try {
          ;({ prices } = addOverround(probabilities, margin, method))
        } catch (error) {
          if (isAdvisorError(error, 'OVERROUND_UNSOLVABLE')) return
          throw error
        }
        const removal = method(prices)
        expect(removal.overround).toBeCloseTo(margin, 12)
        removal.probabilities.forEach((probability, index) => {
          expect(close(probability, probabilities[index] ?? 0, 1e-12)).toBe(true)
        })
      }),
    )
  })

  it('reports the overround and fair prices', () => {
    const removal = method([2, 3, 5])
    expect(removal.method).toBe(method.key)
    expect(removal.overround).toBeCloseTo(1 / 30, 15)
    expect(removal.parameter === null).toBe(method.parameterName === null)
    fairPrices(removal).forEach((price, index) => {
      expect(price * (removal.probabilities[index] ?? 0)).toBeCloseTo(1, 14)
    })
  })
})

describe('methods that are the same', () => {
  const same = (a: OverroundFormula, b: OverroundFormula, prices: readonly number[]): void => {
    const one = remove(a, prices)
    const other = remove(b, prices)
    if (one === null || other === null) return
    one.probabilities.forEach((probability, index) => {
      expect(close(probability, other.probabilities[index] ?? 0, 1e-13)).toBe(true)
    })
  }

  it('Shin, additive and efficient Shin with two outcomes', () => {
    fc.assert(
      fc.property(
        anyBook.filter(({ length }) => length === 2),
        (prices) => {
          same(shin, additive, prices)
          same(shin, efficientShin, prices)
        },
      ),
    )
  })

  it('efficient Shin and balanced book with three outcomes', () => {
    fc.assert(
      fc.property(
        marginBook.filter(({ length }) => length === 3),
        (prices) => same(efficientShin, balancedBook, prices),
      ),
    )
  })

  it('margin weights proportional to the odds are additive', () => {
    fc.assert(
      fc.property(marginBook, (prices) => {
        const removal = remove(additive, prices)
        if (removal === null) return
        const margin = removal.overround
        fairPrices(removal).forEach((fair, index) => {
          const price = prices[index] ?? 0
          expect(fair / ((prices.length * price) / (prices.length - margin * price))).toBeCloseTo(1, 9)
        })
      }),
    )
  })

  it('odds ratio shifts every logit by ln c', () => {
    fc.assert(
      fc.property(marginBook, (prices) => {
        const { probabilities, parameter } = oddsRatio(prices)
        prices.forEach((price, index) => {
          const probability = probabilities[index] ?? 0
          const shift = Math.log((1 - probability) / probability) - Math.log(price - 1)
          expect(shift).toBeCloseTo(Math.log(parameter ?? 0), 8)
        })
      }),
    )
  })

  it('has closed forms for two outcomes', () => {
    const [a, b] = [1.41, 2.97]
    expect(oddsRatio([a, b]).parameter).toBeCloseTo(1 / Math.sqrt((a - 1) * (b - 1)), 14)
    expect(balancedBook([a, b]).probabilities[0]).toBeCloseTo((1 - 1 / b) / (2 - 1 / a - 1 / b), 14)
  })

  it('names lead to the methods, aliases too, but "logarithmic" is refused', () => {
    expect(overroundMethod('power')).toBe(power)
    expect(overroundMethod('wpo')).toBe(additive)
    expect(overroundMethod('logit-shift')).toBe(oddsRatio)
    expect(overroundMethod('jsd')).toBe(jensenShannon)
    expect(() => overroundMethod('logarithmic')).toThrow('overround method must be one of multiplicative')
    expect(() => overroundMethod('toString')).toThrow('overround method')
  })
})

describe('place markets', () => {
  const prices = [1.53, 1.67, 1.25, 2.38, 2.38, 4.5, 5.5, 6.5, 7]

  it.each(methodTable.filter(({ method }) => !method.singleWinner))('$key adds up to three winners', ({ method }) => {
    const { probabilities, overround } = method(prices, { target: 3 })
    expect(probabilities.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(3, 13)
    expect(overround).toBeCloseTo(
      prices.reduce((sum, price) => sum + 1 / price, -3),
      13,
    )
    expect(addOverround(probabilities, overround, method, { target: 3 }).prices).toEqual(
      prices.map((price) => expect.closeTo(price, 11)),
    )
  })

  it('has the values that its definitions give', () => {
    const z = (prices.reduce((sum, price) => sum + 1 / price, 0) - 3) / 6
    expect(balancedBook(prices, { target: 3 }).probabilities[0]).toBeCloseTo((1 / 1.53 - z) / (1 - z), 14)
  })

  it('is refused by methods for one winner', () => {
    expect(() => shin(prices, { target: 3 })).toThrow('its target must be 1')
    expect(() => efficientShin(prices, { target: 3 })).toThrow('its target must be 1')
  })

  it('is refused when a favourite would be more than certain', () => {
    expect(() => multiplicative([1.01, 9, 9], { target: 2 })).toThrow('leave (0, 1]')
  })
})

import { InvalidValueError, isAdvisorError } from '@betting-advisor/core'
import {
  additive,
  addOverround,
  balancedBookWithCost,
  efficientShin,
  gotoConversion,
  jensenShannon,
  multiplicative,
  OverroundError,
  power,
  removeOverround,
  shin,
} from '@betting-advisor/core/odds'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allMethods, methodTable } from '../books.ts'

describe.each(methodTable)('$key', ({ method }) => {
  it.each([
    { prices: [], message: 'number of prices must be an integer from 2 to 10000, was 0' },
    { prices: [2], message: 'number of prices must be an integer from 2 to 10000, was 1' },
    { prices: [2, 1], message: 'prices[1] must be a finite number above 1, was 1' },
    { prices: [0.9, 0.1], message: 'prices[0] must be a finite number above 1, was 0.9' },
    { prices: [2, 0, 3], message: 'prices[1] must be a finite number above 1, was 0' },
    { prices: [-2, 3], message: 'prices[0] must be a finite number above 1, was -2' },
    { prices: [2, Number.NaN], message: 'prices[1] must be a finite number above 1, was NaN' },
    { prices: [2, Number.POSITIVE_INFINITY], message: 'prices[1] must be a finite number above 1, was Infinity' },
    { prices: [Number.NEGATIVE_INFINITY, 2], message: 'prices[0] must be a finite number above 1, was -Infinity' },
  ])('refuses $prices', ({ prices, message }) => {
    expect(() => method(prices)).toThrow(message)
    expect(() => method(prices)).toThrow(InvalidValueError)
  })

  it('refuses an absurd number of outcomes and accepts a great many', () => {
    expect(() => method(Array.from({ length: 10_001 }, () => 10_000))).toThrow('was 10001')
    const many = Array.from({ length: 10_000 }, () => 9_999.9)
    expect(method(many).probabilities[9_999]).toBeCloseTo(1e-4, 12)
  })

  it.each([0, -1, 3, Number.NaN, Number.POSITIVE_INFINITY])('refuses a target of %d in a book of three', (target) => {
    expect(() => method([3, 3, 3], { target })).toThrow('target must be above 0 and below the number of outcomes, 3')
  })

  it('never returns anything but probabilities, whatever the numbers', () => {
    const wild = fc.array(fc.oneof(fc.double(), fc.double({ min: 1, max: 1.001 }), fc.double({ min: 1, max: 1e300 })), {
      maxLength: 8,
    })
    fc.assert(
      fc.property(wild, fc.double(), (prices, target) => {
        for (const options of [undefined, { target }]) {
          try {
            const { probabilities, overround, parameter } = method(prices, options)
            expect(probabilities.every((probability) => probability > 0 && probability <= 1)).toBe(true)
            expect(Number.isFinite(overround) && Number.isFinite(parameter ?? 0)).toBe(true)
          } catch (error) {
            if (!isAdvisorError(error)) throw error
          }
        }
      }),
      { numRuns: 400 },
    )
  })

  it('refuses an underround when asked to', () => {
    expect(() => method([4.2, 3.7], { underround: 'refuse' })).toThrow('adds up to less than the target')
    expect(() => method([3, 3, 3], { underround: 'refuse' })).not.toThrow()
    expect(() => method([1.9, 1.9], { underround: 'refuse' })).not.toThrow()
  })
})

describe('an underround', () => {
  it.each(methodTable.filter(({ method }) => !method.overroundOnly))('is allowed by $key', ({ method }) => {
    const { probabilities, overround } = removeOverround([4.2, 3.7], method)
    expect(overround).toBeLessThan(0)
    expect(probabilities.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(1, 14)
  })

  it('makes the insiders of Shin negative', () => {
    expect(shin([2.2, 3.6, 4.4]).parameter).toBeLessThan(0)
  })

  it('is refused by Jensen-Shannon, which only ever lowers', () => {
    expect(() => jensenShannon([4.2, 3.7])).toThrow(OverroundError)
  })
})

describe('a long shot that would not survive', () => {
  const prices = [1.01, 15, 1000]

  it.each([additive, gotoConversion, efficientShin, jensenShannon])('is refused by %o', (method) => {
    expect(() => method(prices)).toThrow(OverroundError)
  })

  it('survives in power and Shin, small', () => {
    expect(power(prices).probabilities[2]).toBeCloseTo(2.3e-5, 6)
    expect(shin(prices).probabilities[2]).toBeCloseTo(1.3e-5, 6)
    expect(multiplicative(prices).probabilities[2]).toBeCloseTo(9.5e-4, 5)
  })

  it('is named in the error, with the method and a remedy', () => {
    const fault = (() => {
      try {
        return additive(prices)
      } catch (error) {
        return error
      }
    })()
    expect(isAdvisorError(fault, 'OVERROUND_UNSOLVABLE')).toBe(true)
    expect(fault).toMatchObject({ method: 'additive', reason: 'outside-unit-interval', book: prices })
    expect(String(fault)).toContain('additive has no answer for [1.01, 15, 1000]')
    expect(String(fault)).toContain('Power and multiplicative cover such books')
  })

  it('does not turn the order upside down in efficient Shin', () => {
    expect(() => efficientShin([2, 3, 5, 10, 20, 50])).toThrow(OverroundError)
  })
})

describe('adding an overround', () => {
  it.each([
    { probabilities: [], overround: 0.05, message: 'number of probabilities' },
    { probabilities: [0.5, 0.6], overround: 0.05, message: 'sum of probabilities must be the target, 1' },
    { probabilities: [0, 1], overround: 0.05, message: 'probabilities[0] must be above 0 and below 1, was 0' },
    { probabilities: [1.5, -0.5], overround: 0.05, message: 'probabilities[0]' },
    { probabilities: [Number.NaN, 0.5], overround: 0.05, message: 'probabilities[0]' },
    { probabilities: [0.5, 0.5], overround: 1, message: 'overround must be above -1 and below 1' },
    { probabilities: [0.5, 0.5], overround: -1, message: 'overround must be' },
    { probabilities: [0.5, 0.5], overround: Number.NaN, message: 'overround must be' },
  ])('refuses $probabilities with $overround', ({ probabilities, overround, message }) => {
    for (const method of allMethods) expect(() => addOverround(probabilities, overround, method)).toThrow(message)
  })

  it.each(methodTable)('gives prices or a typed refusal, whatever the overround ($key)', ({ method }) => {
    fc.assert(
      fc.property(fc.double({ min: -0.99, max: 1.99, noNaN: true }), (overround) => {
        try {
          const { prices } = addOverround([0.7, 0.25, 0.05], overround, method)
          expect(prices.every((price) => price > 1 && Number.isFinite(price))).toBe(true)
          expect(prices.reduce((sum, price) => sum + 1 / price, -1)).toBeCloseTo(overround, 10)
        } catch (error) {
          if (!isAdvisorError(error, 'OVERROUND_UNSOLVABLE')) throw error
        }
      }),
    )
  })

  it('refuses operating costs outside [0, 1)', () => {
    expect(() => balancedBookWithCost(1)).toThrow('cost must be a number in [0, 1), was 1')
    expect(() => balancedBookWithCost(Number.NaN)).toThrow('cost')
  })

  it('covers operating costs', () => {
    const book = balancedBookWithCost(0.01)
    const { prices } = addOverround([0.5, 0.3, 0.2], 0.05, book)
    expect(book(prices).probabilities).toEqual([0.5, 0.3, 0.2].map((probability) => expect.closeTo(probability, 14)))
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InvalidValueError } from '../../src/errors/invalid-value-error.ts'
import { growthRate } from '../../src/staking/growth.ts'
import { kellyFraction, kellyLayFraction } from '../../src/staking/kelly.ts'

const price = fc.double({ min: 1.01, max: 1000, noNaN: true })
const probability = fc.double({ min: 0, max: 1, noNaN: true })
const commission = fc.double({ min: 0, max: 0.5, noNaN: true })

/** The fraction that grows fastest, by golden section: slow, and knows nothing of Kelly's formula. */
function fastest(growth: (fraction: number) => number): number {
  const ratio = (Math.sqrt(5) - 1) / 2
  let low = 0
  let high = 1
  for (let step = 0; step < 200; step++) {
    const a = high - ratio * (high - low)
    const b = low + ratio * (high - low)
    if (growth(a) >= growth(b)) high = b
    else low = a
  }
  return (low + high) / 2
}

describe('kellyFraction', () => {
  test.each([
    [2, 0.6, 0, 0.2],
    [5, 0.25, 0, 0.0625],
    [6, 0.25, 0.2, 0.0625],
    [1.8, 0.4, 0, 0],
    [2, 1, 0, 1],
    [2, 0, 0, 0],
    [1.01, 0.995, 0, 0.495],
  ])('at price %d with probability %d and commission %d is %d', (at, p, c, expected) => {
    expect(kellyFraction(at, p, c)).toBeCloseTo(expected, 12)
  })

  test('is the fraction that grows fastest', () => {
    fc.assert(
      fc.property(price, probability, commission, (at, p, c) => {
        const fraction = kellyFraction(at, p, c)
        const found = fastest((f) => growthRate(at, p, f, c))
        expect(growthRate(at, p, fraction, c)).toBeGreaterThanOrEqual(growthRate(at, p, found, c) - 1e-12)
        expect(fraction).toBeGreaterThanOrEqual(0)
        expect(fraction).toBeLessThanOrEqual(1)
      }),
    )
  })

  test('grows by the relative entropy of the probability to the break-even probability', () => {
    fc.assert(
      fc.property(price, fc.double({ min: 0.001, max: 0.999, noNaN: true }), (at, p) => {
        fc.pre(p * at > 1)
        const entropy = p * Math.log(p * at) + (1 - p) * Math.log((1 - p) / (1 - 1 / at))
        expect(growthRate(at, p, kellyFraction(at, p))).toBeCloseTo(entropy, 10)
      }),
    )
  })

  test('a commission is a shorter price', () => {
    fc.assert(
      fc.property(price, probability, commission, (at, p, c) => {
        expect(kellyFraction(at, p, c)).toBeCloseTo(kellyFraction(1 + (at - 1) * (1 - c), p), 9)
      }),
    )
  })
})

describe('kellyLayFraction', () => {
  test('backs the complement', () => {
    fc.assert(
      fc.property(price, probability, commission, (at, p, c) => {
        const complement = kellyFraction(1 + (1 - c) / (at - 1), 1 - p)
        expect(kellyLayFraction(at, p, c)).toBeCloseTo(complement, 9)
      }),
    )
  })

  test('a price is never worth both backing and laying', () => {
    fc.assert(
      fc.property(price, probability, commission, (at, p, c) => {
        expect(Math.min(kellyFraction(at, p, c), kellyLayFraction(at, p, c))).toBeLessThan(1e-12)
      }),
    )
  })

  test('the liability may be the whole bankroll when the selection cannot win', () => {
    expect(kellyLayFraction(2, 0, 0.05)).toBe(1)
  })
})

describe('growthRate', () => {
  test('tells the truth about staking everything', () => {
    expect(growthRate(2, 0.6, 1)).toBe(Number.NEGATIVE_INFINITY)
    expect(growthRate(2, 1, 1)).toBeCloseTo(Math.LN2, 15)
  })

  test('keeps the digits of tiny stakes', () => {
    // The exact value of p·ln(1 + f) + q·ln(1 − f) to second order, where naive logarithms lose four digits.
    expect(growthRate(2, 0.5, 1e-6)).toBeCloseTo(-5e-13, 22)
  })
})

describe('out of range', () => {
  test.each([
    ['price', () => kellyFraction(1, 0.5)],
    ['price', () => kellyFraction(Number.NaN, 0.5)],
    ['price', () => kellyLayFraction(Number.POSITIVE_INFINITY, 0.5)],
    ['probability', () => kellyFraction(2, -0.1)],
    ['probability', () => kellyLayFraction(2, 1.1)],
    ['probability', () => growthRate(2, Number.NaN, 0.5)],
    ['commission', () => kellyFraction(2, 0.5, 1)],
    ['commission', () => kellyLayFraction(2, 0.5, -0.01)],
    ['fraction', () => growthRate(2, 0.5, 1.5)],
  ])('%s is named', (argument, call) => {
    expect(call).toThrow(InvalidValueError)
    expect(call).toThrow(argument)
  })
})

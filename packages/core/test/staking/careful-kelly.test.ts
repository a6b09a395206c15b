import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InvalidValueError } from '../../src/errors/invalid-value-error.ts'
import { kellyFraction } from '../../src/staking/kelly.ts'
import { quadraticRiskConstrainedKelly, riskConstrainedKelly } from '../../src/staking/risk-constrained-kelly.ts'
import { betaShrunkenKelly, shrunkenKelly } from '../../src/staking/uncertain-kelly.ts'

const price = fc.double({ min: 1.1, max: 20, noNaN: true })
const edge = fc.double({ min: 1.001, max: 1.3, noNaN: true })

describe('shrunkenKelly', () => {
  test('shrinks by a fifth at price 2, probability 0.6 ± 0.05', () => {
    const { kelly, shrinkage, fraction } = shrunkenKelly(2, 0.6, 0.05)
    expect(kelly).toBeCloseTo(0.2, 12)
    expect(shrinkage).toBeCloseTo(0.8, 12)
    expect(fraction).toBeCloseTo(0.16, 12)
  })

  test('is full Kelly without doubt and falls as doubt grows', () => {
    fc.assert(
      fc.property(price, edge, (at, factor) => {
        const p = Math.min(0.95, factor / at)
        fc.pre(p * at > 1.0001)
        const fractions = [0, 0.01, 0.03, 0.1].map((doubt) => shrunkenKelly(at, p, doubt).fraction)
        expect(fractions[0]).toBe(kellyFraction(at, p))
        expect(fractions).toEqual(fractions.toSorted((a, b) => b - a))
      }),
    )
  })

  test('nothing remains of nothing', () => {
    expect(shrunkenKelly(2, 0.5, 0.1)).toEqual({ kelly: 0, shrinkage: 0, fraction: 0 })
    expect(betaShrunkenKelly(2, 0.5, 0.1)).toEqual({ kelly: 0, shrinkage: 0, fraction: 0 })
  })
})

describe('betaShrunkenKelly', () => {
  /** Expected growth at a shrinkage, by the midpoint rule over 200 000 estimates: slow, and sure. */
  function growth(at: number, p: number, deviation: number, shrinkage: number): number {
    const precision = (p * (1 - p)) / deviation ** 2 - 1
    const [alpha, beta] = [p * precision, (1 - p) * precision]
    let mass = 0
    let sum = 0
    for (let node = 0; node < 200_000; node++) {
      const estimate = (node + 0.5) / 200_000
      const density = Math.exp((alpha - 1) * Math.log(estimate / p) + (beta - 1) * Math.log((1 - estimate) / (1 - p)))
      const stake = shrinkage * Math.max(0, (estimate * at - 1) / (at - 1))
      mass += density
      sum += density * (p * Math.log1p(stake * (at - 1)) + (1 - p) * Math.log1p(-stake))
    }
    return sum / mass
  }

  test.each([
    [3, 0.4, 0.05],
    [1.5, 0.7, 0.03],
    [2, 0.52, 0.1],
    [10, 0.13, 0.02],
  ])('at price %d, probability %d ± %d grows best at its shrinkage', (at, p, deviation) => {
    const { shrinkage } = betaShrunkenKelly(at, p, deviation)
    const best = growth(at, p, deviation, shrinkage)
    expect(best).toBeGreaterThan(growth(at, p, deviation, shrinkage - 0.002))
    expect(best).toBeGreaterThan(growth(at, p, deviation, shrinkage + 0.002))
  })

  test('agrees with the approximation where doubt is small', () => {
    expect(betaShrunkenKelly(2, 0.6, 0.005).shrinkage).toBeCloseTo(shrunkenKelly(2, 0.6, 0.005).shrinkage, 3)
    expect(betaShrunkenKelly(2, 0.6, 1e-7).shrinkage).toBeCloseTo(1, 9)
    expect(betaShrunkenKelly(2, 0.6, 0).shrinkage).toBe(1)
  })

  test('stays within [0, 1] for any doubt', () => {
    fc.assert(
      fc.property(price, edge, fc.double({ min: 0.001, max: 0.99, noNaN: true }), (at, factor, part) => {
        const p = Math.min(0.95, factor / at)
        const { shrinkage } = betaShrunkenKelly(at, p, part * Math.sqrt(p * (1 - p)))
        expect(shrinkage).toBeGreaterThanOrEqual(0)
        expect(shrinkage).toBeLessThanOrEqual(1)
      }),
    )
  })
})

describe('riskConstrainedKelly', () => {
  test('is the other root of p·(1 + f·b)^(−λ) + q·(1 − f)^(−λ) = 1', () => {
    fc.assert(
      fc.property(
        price,
        edge,
        fc.double({ min: 0.3, max: 0.95, noNaN: true }),
        fc.double({ min: 0.001, max: 0.5, noNaN: true }),
        (at, factor, level, probability) => {
          const p = Math.min(0.95, factor / at)
          const exponent = Math.log(probability) / Math.log(level)
          const full = kellyFraction(at, p)
          const fraction = riskConstrainedKelly(at, p, { level, probability })
          expect(fraction).toBeLessThanOrEqual(full)
          const risk = (f: number) => p * (1 + f * (at - 1)) ** -exponent + (1 - p) * (1 - f) ** -exponent
          expect(risk(fraction)).toBeLessThanOrEqual(1 + 1e-12)
          if (fraction < full) expect(risk(fraction * (1 + 1e-6))).toBeGreaterThan(risk(fraction))
        },
      ),
    )
  })

  test('a coin of 0.6 that may fall to 70 % once in ten stakes about a quarter of Kelly', () => {
    expect(riskConstrainedKelly(2, 0.6, { level: 0.7, probability: 0.1 })).toBeCloseTo(0.05425728546328515, 13)
  })

  test('is full Kelly where that keeps the limit', () => {
    expect(riskConstrainedKelly(2, 0.55, { level: 0.5, probability: 0.5 })).toBe(kellyFraction(2, 0.55))
    expect(riskConstrainedKelly(2, 1, { level: 0.5, probability: 0.01 })).toBe(1)
    expect(riskConstrainedKelly(2, 0.4, { level: 0.5, probability: 0.01 })).toBe(0)
  })

  test('its quadratic approximation is close for small edges', () => {
    const limit = { level: 0.7, probability: 0.1 }
    const exact = riskConstrainedKelly(2, 0.51, limit)
    expect(quadraticRiskConstrainedKelly(2, 0.51, limit) / exact).toBeCloseTo(1, 3)
    expect(quadraticRiskConstrainedKelly(2, 0.4, limit)).toBe(0)
  })
})

test.each([
  ['deviation', () => shrunkenKelly(2, 0.6, -1)],
  ['deviation', () => betaShrunkenKelly(2, 0.6, 0.5)],
  ['deviation', () => betaShrunkenKelly(2, 0.6, Number.NaN)],
  ['probability', () => betaShrunkenKelly(2, 1, 0.1)],
  ['price', () => betaShrunkenKelly(1, 0.5, 0.1)],
  ['drawdown.level', () => riskConstrainedKelly(2, 0.6, { level: 0, probability: 0.1 })],
  ['drawdown.probability', () => riskConstrainedKelly(2, 0.6, { level: 0.5, probability: 1 })],
  ['at most 1000', () => riskConstrainedKelly(2, 0.6, { level: 0.999, probability: 1e-9 })],
  ['price', () => quadraticRiskConstrainedKelly(0.5, 0.6, { level: 0.5, probability: 0.1 })],
])('a bad %s is named', (argument, call) => {
  expect(call).toThrow(InvalidValueError)
  expect(call).toThrow(argument)
})

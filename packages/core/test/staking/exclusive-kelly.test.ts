import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InvalidValueError } from '../../src/errors/invalid-value-error.ts'
import { exclusiveKelly } from '../../src/staking/exclusive-kelly.ts'
import { kellyFraction } from '../../src/staking/kelly.ts'
import { anyMarket, expectedGrowth, jointOutcomes, slopes } from './joint-outcomes.ts'

function expectFractions(found: readonly number[], expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length)
  for (const [index, value] of expected.entries()) expect(found[index]).toBeCloseTo(value, 12)
}

describe('exclusiveKelly', () => {
  test('on one outcome is the single Kelly stake', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1.01, max: 100, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 0.2, noNaN: true }),
        (price, probability, commission) => {
          const { fractions } = exclusiveKelly({ prices: [price], probabilities: [probability], commission })
          expect(fractions[0]).toBeCloseTo(kellyFraction(price, probability, commission), 8)
        },
      ),
    )
  })

  test('worked by hand: 2.5, 3.2 and 2.8 at 0.55, 0.25 and 0.2', () => {
    // R = 0.2 / (1 − 1/2.5 − 1/3.2) = 0.2 / 0.2875
    const reserve = 0.2 / 0.2875
    const { fractions, reserve: kept } = exclusiveKelly({ prices: [2.5, 3.2, 2.8], probabilities: [0.55, 0.25, 0.2] })
    expectFractions(fractions, [0.55 - reserve / 2.5, 0.25 - reserve / 3.2, 0])
    expect(kept).toBeCloseTo(reserve, 12)
  })

  test('backs an outcome below its fair price as insurance of the others', () => {
    // At R = 0.6552 the middle outcome (0.24 × 4 = 0.96 < 1) is worth having.
    const { fractions } = exclusiveKelly({ prices: [2.5, 4, 3], probabilities: [0.56, 0.24, 0.2] })
    expect(fractions[1]).toBeGreaterThan(0)
  })

  test('a tie with the reserve stays out', () => {
    const { fractions, reserve } = exclusiveKelly({ prices: [3, 3, 3], probabilities: [0.5, 0.3, 0.2] })
    expectFractions(fractions, [0.3, 0.1, 0])
    expect(reserve).toBeCloseTo(0.6, 12)
  })

  test('an arbitrage over all that can happen takes the whole bankroll, by belief', () => {
    const { fractions, reserve, growth } = exclusiveKelly({ prices: [2.2, 2.2], probabilities: [0.5, 0.5] })
    expectFractions(fractions, [0.5, 0.5])
    expect(reserve).toBe(0)
    expect(growth).toBeCloseTo(Math.log(1.1), 12)
  })

  test('what cannot be backed is no bet', () => {
    const { fractions } = exclusiveKelly({ prices: [null, 4], probabilities: [0.6, 0.4] })
    expectFractions(fractions, [0, 0.2])
  })

  test('probabilities that lack rounding dust to 1 leave no field', () => {
    const { reserve } = exclusiveKelly({ prices: [2.2, 2.2], probabilities: [0.5, 0.5 - 1e-12] })
    expect(reserve).toBe(0)
  })

  test('meets the conditions of a maximum, by the list of outcomes', () => {
    fc.assert(
      fc.property(anyMarket(8), (market) => {
        const { fractions, reserve, growth } = exclusiveKelly(market)
        const joint = jointOutcomes([market])
        for (const [bet, slope] of slopes(joint, fractions).entries()) {
          if ((fractions[bet] ?? 0) > 0) expect(Math.abs(slope)).toBeLessThan(1e-9)
          else expect(slope).toBeLessThan(1e-9)
        }
        expect(growth).toBeCloseTo(expectedGrowth(joint, fractions), 12)
        expect(fractions.reduce((sum, fraction) => sum + fraction, reserve)).toBeCloseTo(1, 12)
      }),
      { numRuns: 300 },
    )
  })

  test('follows a permutation of the outcomes', () => {
    fc.assert(
      fc.property(anyMarket(6), ({ prices, probabilities }) => {
        const forwards = exclusiveKelly({ prices, probabilities }).fractions
        const backwards = exclusiveKelly({
          prices: prices.toReversed(),
          probabilities: probabilities.toReversed(),
        }).fractions
        expectFractions(backwards.toReversed(), forwards)
      }),
    )
  })

  test.each([
    ['prices', { prices: [], probabilities: [] }],
    ['prices', { prices: new Array<number>(1001).fill(2), probabilities: new Array<number>(1001).fill(0) }],
    ['prices[1]', { prices: [2, 1], probabilities: [0.5, 0.5] }],
    ['probabilities', { prices: [2, 2], probabilities: [0.5] }],
    ['probabilities[0]', { prices: [2, 2], probabilities: [Number.NaN, 0.5] }],
    ['sum of probabilities', { prices: [2, 2], probabilities: [0.6, 0.5] }],
    ['commission', { prices: [2, 2], probabilities: [0.5, 0.5], commission: 1 }],
  ])('a bad %s is named', (argument, market) => {
    expect(() => exclusiveKelly(market)).toThrow(InvalidValueError)
    expect(() => exclusiveKelly(market)).toThrow(argument)
  })
})

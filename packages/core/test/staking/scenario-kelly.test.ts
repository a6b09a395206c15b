import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createSeededRandom } from '../../src/chance/seeded-random.ts'
import { InvalidValueError } from '../../src/errors/invalid-value-error.ts'
import { scenarioKelly } from '../../src/staking/scenario-kelly.ts'
import { simultaneousKelly } from '../../src/staking/simultaneous-kelly.ts'
import { anyMarket, jointOutcomes } from './joint-outcomes.ts'

describe('scenarioKelly', () => {
  test('over all joint outcomes of independent markets agrees with their product', () => {
    fc.assert(
      fc.property(fc.array(anyMarket(2), { minLength: 1, maxLength: 4 }), fc.boolean(), (markets, limited) => {
        const joint = jointOutcomes(markets)
        const limit = limited ? { drawdown: { level: 0.6, probability: 0.1 } } : {}
        const listed = scenarioKelly({
          returns: joint.map(({ returns }) => returns),
          probabilities: joint.map(({ probability }) => probability),
          ...limit,
        })
        const product = simultaneousKelly(markets, limit)
        for (const [bet, fraction] of product.fractions.flat().entries()) {
          expect(listed.fractions[bet]).toBeCloseTo(fraction, 8)
        }
        expect(listed.growth).toBeCloseTo(product.growth, 11)
      }),
      { numRuns: 40 },
    )
  })

  test('stakes less on bets that win together than on independent ones', () => {
    const returns = [
      [1, 1],
      [1, -1],
      [-1, 1],
      [-1, -1],
    ]
    const together = scenarioKelly({ returns, probabilities: [0.45, 0.1, 0.1, 0.35] })
    const apart = scenarioKelly({ returns, probabilities: [0.3025, 0.2475, 0.2475, 0.2025] })
    expect(together.total).toBeLessThan(apart.total)
  })

  test('samples of a model close in on its exact stakes', () => {
    const random = createSeededRandom('samples')
    const exact = simultaneousKelly([
      { prices: [2.2], probabilities: [0.5] },
      { prices: [4], probabilities: [0.28] },
    ])
    const returns = Array.from({ length: 40_000 }, () => [random() < 0.5 ? 1.2 : -1, random() < 0.28 ? 3 : -1])
    const sampled = scenarioKelly({ returns })
    expect(sampled.fractions[0]).toBeCloseTo(exact.fractions[0]?.[0] ?? 0, 1.7)
    expect(sampled.fractions[1]).toBeCloseTo(exact.fractions[1]?.[0] ?? 0, 1.7)
  })

  test.each([
    ['returns', { returns: [] }],
    ['returns[0]', { returns: [[]] }],
    ['returns[1]', { returns: [[1], [1, 2]] }],
    ['returns[0][0]', { returns: [[-1.5]] }],
    ['probabilities', { returns: [[1]], probabilities: [] }],
    ['probabilities[1]', { returns: [[1], [-1]], probabilities: [1, -0.1] }],
    ['sum of probabilities', { returns: [[1], [-1]], probabilities: [0.5, 0.4] }],
  ])('a bad %s is named', (argument, scenarios) => {
    expect(() => scenarioKelly(scenarios)).toThrow(InvalidValueError)
    expect(() => scenarioKelly(scenarios)).toThrow(argument)
  })
})

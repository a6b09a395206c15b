import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createSeededRandom } from '../../src/chance/seeded-random.ts'
import { fitOrderedLogit, orderedLogit, type RatedResult } from '../../src/models/ordered-logit.ts'

describe('orderedLogit', () => {
  test('gives probabilities that follow the difference', () => {
    fc.assert(
      fc.property(fc.double({ min: -2000, max: 2000, noNaN: true }), (difference) => {
        const model = { slope: 0.005, away: -0.7, home: 0.6 }
        const { home, draw, away } = orderedLogit(model, difference)
        expect(home + draw + away).toBeCloseTo(1, 12)
        for (const value of [home, draw, away]) expect(value).toBeGreaterThanOrEqual(0)
        expect(orderedLogit(model, difference + 10).home).toBeGreaterThanOrEqual(home)
        expect(orderedLogit(model, difference + 10).away).toBeLessThanOrEqual(away)
      }),
    )
  })
})

describe('fitOrderedLogit', () => {
  const random = createSeededRandom('logit')
  const truth = { slope: 0.006, away: -0.5, home: 0.55 }
  const results = Array.from({ length: 20_000 }, (): RatedResult => {
    const difference = (random() - 0.5) * 600
    const { home, draw } = orderedLogit(truth, difference)
    const drawn = random()
    return { difference, outcome: drawn < home ? 2 : drawn < home + draw ? 1 : 0 }
  })

  test('finds the model that made the results', () => {
    const found = fitOrderedLogit(results)
    expect((found?.slope ?? 0) / truth.slope).toBeCloseTo(1, 1)
    expect(found?.away).toBeCloseTo(truth.away, 1)
    expect(found?.home).toBeCloseTo(truth.home, 1)
  })

  test('no number of the model can be moved without losing likelihood', () => {
    const some = results.slice(0, 500)
    const found = fitOrderedLogit(some)
    if (found === null) throw new Error('expected a model')
    // The six imagined results belong to what is maximised.
    const unit = Math.sqrt(some.reduce((sum, { difference }) => sum + difference ** 2, 0) / some.length)
    const imagined = [-unit, unit].flatMap((difference) =>
      ([0, 1, 2] as const).map((outcome) => ({ difference, outcome })),
    )
    const likelihood = (model: typeof found) =>
      [...some, ...imagined].reduce((sum, { difference, outcome }) => {
        const { home, draw, away } = orderedLogit(model, difference)
        return sum + Math.log([away, draw, home][outcome] ?? 0)
      }, 0)
    const best = likelihood(found)
    for (const step of [1e-3, -1e-3]) {
      expect(likelihood({ ...found, slope: found.slope * (1 + step) })).toBeLessThan(best)
      expect(likelihood({ ...found, away: found.away + step })).toBeLessThan(best)
      expect(likelihood({ ...found, home: found.home + step })).toBeLessThan(best)
    }
  })

  test('stays finite whatever the results', () => {
    const any = fc.array(
      fc.record({
        difference: fc.double({ min: -1e4, max: 1e4, noNaN: true }),
        outcome: fc.constantFrom(0 as const, 1 as const, 2 as const),
      }),
      { minLength: 1, maxLength: 40 },
    )
    fc.assert(
      fc.property(any, (some) => {
        const found = fitOrderedLogit(some)
        if (found === null) throw new Error('expected a model')
        for (const value of Object.values(found)) expect(Number.isFinite(value)).toBe(true)
        expect(found.away).toBeLessThan(found.home)
      }),
    )
    expect(fitOrderedLogit([])).toBeNull()
  })
})

describe('bad input', () => {
  const logit = { slope: 0.004, away: -0.6, home: 0.6 }
  const bad: readonly (readonly [argument: string, () => unknown])[] = [
    ['difference', () => orderedLogit(logit, Number.NaN)],
    ['slope', () => orderedLogit({ ...logit, slope: Number.POSITIVE_INFINITY }, 0)],
    ['away', () => orderedLogit({ ...logit, away: Number.NaN }, 0)],
    ['home', () => orderedLogit({ ...logit, home: -0.7 }, 0)],
    ['results[1].difference', () => fitOrderedLogit([1, Number.NaN].map((difference) => ({ difference, outcome: 1 })))],
    ['results[0].outcome', () => fitOrderedLogit([{ ...JSON.parse('{"outcome":3}'), difference: 1 }])],
  ]

  test.each(bad)('names %s', (argument, run) => {
    expect(run).toThrow(expect.objectContaining({ code: 'INVALID_VALUE', argument }))
  })
})

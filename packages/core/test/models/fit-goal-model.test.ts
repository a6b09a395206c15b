import { describe, expect, test } from 'vitest'
import { createSeededRandom } from '../../src/chance/seeded-random.ts'
import { InvalidValueError } from '../../src/errors/invalid-value-error.ts'
import { expectedGoals, fitGoalModel, type GoalModel } from '../../src/models/fit-goal-model.ts'
import { goalLikelihood } from '../../src/models/goal-likelihood.ts'
import type { MatchResult } from '../../src/models/match-result.ts'
import { DAY, after as momentAfter, timestamp } from '../../src/units/timestamp.ts'
import { playSeason, START } from './season.ts'

/** The log likelihood again, score by score from the definition. */
function logLikelihood(model: GoalModel, results: readonly MatchResult[], weight = (_: MatchResult) => 1): number {
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1))
  const poisson = (mean: number, n: number) => (Math.exp(-mean) * mean ** n) / factorial(n)
  return results.reduce((sum, result) => {
    const goals = expectedGoals(model, result.home, result.away)
    if (goals === null) throw new Error('expected known teams')
    const score = `${result.homeGoals}-${result.awayGoals}`
    const { rho } = model
    const factor =
      {
        '0-0': 1 - goals.home * goals.away * rho,
        '0-1': 1 + goals.home * rho,
        '1-0': 1 + goals.away * rho,
        '1-1': 1 - rho,
      }[score] ?? 1
    return (
      sum +
      weight(result) * Math.log(factor * poisson(goals.home, result.homeGoals) * poisson(goals.away, result.awayGoals))
    )
  }, 0)
}

/** The same model with one of its numbers moved, strengths still adding up to 0. */
function moved(
  model: GoalModel,
  what: 'intercept' | 'homeAdvantage' | 'rho' | 'attack' | 'defence',
  by: number,
  team = '',
): GoalModel {
  if (what === 'attack' || what === 'defence') {
    const strengths = model[what]
    const share = by / (strengths.size - 1)
    return {
      ...model,
      [what]: new Map([...strengths].map(([name, value]) => [name, value + (name === team ? by : -share)])),
    }
  }
  return { ...model, [what]: model[what] + by }
}

describe('fitGoalModel', () => {
  const season = playSeason('fit')
  const model = fitGoalModel(season.results)

  test('no number of the model can be moved without losing likelihood', () => {
    const best = logLikelihood(model, season.results)
    expect(model.logLikelihood).toBeCloseTo(best, 8)
    for (const step of [1e-3, -1e-3]) {
      for (const what of ['intercept', 'homeAdvantage', 'rho'] as const) {
        expect(logLikelihood(moved(model, what, step), season.results)).toBeLessThan(best)
      }
      for (const team of model.attack.keys()) {
        expect(logLikelihood(moved(model, 'attack', step, team), season.results)).toBeLessThan(best)
        expect(logLikelihood(moved(model, 'defence', step, team), season.results)).toBeLessThan(best)
      }
    }
  })

  test('strengths add up to 0', () => {
    for (const strengths of [model.attack, model.defence]) {
      expect([...strengths.values()].reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 10)
    }
  })

  test('finds the strengths that made the results, the closer the more there are', () => {
    const distance = (rounds: number) => {
      const long = playSeason('long', 12, rounds)
      const found = fitGoalModel(long.results)
      return Math.max(
        ...[...long.attack].map(([team, value]) => Math.abs((found.attack.get(team) ?? Number.NaN) - value)),
      )
    }
    expect(distance(40)).toBeLessThan(0.12)
    expect(distance(40)).toBeLessThan(distance(1))
    expect(fitGoalModel(playSeason('long', 12, 40).results).rho).toBeCloseTo(-0.08, 1)
  })

  test('dependence never loses likelihood', () => {
    const plain = fitGoalModel(season.results, { dependence: false })
    expect(plain.rho).toBe(0)
    expect(plain.logLikelihood).toBeLessThanOrEqual(model.logLikelihood)
    expect(plain.logLikelihood).toBeCloseTo(logLikelihood(plain, season.results), 8)
  })

  test('goals scored and expected are equal for every team where goals are independent', () => {
    // The equations of the Poisson maximum: a reference that needs no optimiser.
    const plain = fitGoalModel(season.results, { dependence: false })
    for (const team of plain.attack.keys()) {
      let scored = 0
      let expected = 0
      for (const { home, away, homeGoals, awayGoals } of season.results) {
        const goals = expectedGoals(plain, home, away)
        if (home === team) {
          scored += homeGoals
          expected += goals?.home ?? 0
        }
        if (away === team) {
          scored += awayGoals
          expected += goals?.away ?? 0
        }
      }
      expect(expected).toBeCloseTo(scored, 7)
    }
  })

  test('old results weigh less', () => {
    const decay = 0.01
    const at = momentAfter(START, 150 * DAY)
    const faded = fitGoalModel(season.results, { decay, at })
    const known = season.results.filter((result) => result.at <= at)
    const weight = (result: MatchResult) => Math.exp((-decay * (at - result.at)) / DAY)
    expect(faded.matches).toBe(known.length)
    expect(faded.logLikelihood).toBeCloseTo(logLikelihood(faded, known, weight), 8)
    for (const step of [1e-3, -1e-3]) {
      expect(logLikelihood(moved(faded, 'attack', step, 'Team A'), known, weight)).toBeLessThan(faded.logLikelihood)
    }
  })

  test('what comes later changes nothing', () => {
    const at = momentAfter(START, 60 * DAY)
    const known = season.results.filter((result) => result.at <= at)
    const later = season.results.map((result) => (result.at <= at ? result : { ...result, homeGoals: 9 }))
    expect(fitGoalModel(later, { at })).toEqual(fitGoalModel(known, { at }))
  })

  test('shrinkage pulls strengths together and fits any results', () => {
    const few = season.results.slice(0, 15)
    const loose = fitGoalModel(few, { shrinkage: 0.5 })
    const tight = fitGoalModel(few, { shrinkage: 50 })
    const spread = ({ attack }: GoalModel) => Math.max(...attack.values()) - Math.min(...attack.values())
    expect(spread(tight)).toBeLessThan(spread(loose))
    expect(
      fitGoalModel([{ at: START, home: 'A', away: 'B', homeGoals: 0, awayGoals: 0 }], { shrinkage: 1 }).attack.get('A'),
    ).toBeLessThan(0.1)
  })

  test('gradient and Hessian are those of finite differences', () => {
    const random = createSeededRandom('differences')
    const matches = Array.from({ length: 60 }, (_, index) => ({
      home: index % 4,
      away: (index + 1 + (index % 3)) % 4 === index % 4 ? (index + 2) % 4 : (index + 1 + (index % 3)) % 4,
      homeGoals: Math.floor(random() * 3),
      awayGoals: Math.floor(random() * 3),
      weight: 0.5 + random(),
    }))
    const likelihood = goalLikelihood(matches, 4, 0.7, true)
    const { size } = likelihood
    const x = Float64Array.from({ length: size }, () => (random() - 0.5) * 0.3)
    const gradient = new Float64Array(size)
    const curvature = new Float64Array(size * size)
    likelihood.derivatives(x, gradient, curvature)
    const shift = (i: number, by: number) => x.map((value, index) => (index === i ? value + by : value))
    const gradientAt = (place: Float64Array) => {
      const found = new Float64Array(size)
      likelihood.derivatives(place, found, new Float64Array(size * size))
      return found
    }
    for (let i = 0; i < size; i++) {
      const slope = (likelihood.value(shift(i, 1e-5)) - likelihood.value(shift(i, -1e-5))) / 2e-5
      expect(gradient[i]).toBeCloseTo(slope, 5)
      const up = gradientAt(shift(i, 1e-5))
      const down = gradientAt(shift(i, -1e-5))
      for (let j = 0; j < size; j++) {
        expect(-(curvature[i * size + j] ?? 0)).toBeCloseTo(((up[j] ?? 0) - (down[j] ?? 0)) / 2e-5, 4)
      }
    }
  })

  test('does not know teams it has not seen', () => {
    expect(expectedGoals(model, 'Team A', 'Nobody')).toBeNull()
    expect(expectedGoals(model, 'Nobody', 'Team A')).toBeNull()
  })

  const result = (home: string, away: string, homeGoals: number, awayGoals: number): MatchResult => ({
    at: timestamp(0),
    home,
    away,
    homeGoals,
    awayGoals,
  })

  test.each([
    ['at least one result', () => fitGoalModel([])],
    ['at least one result', () => fitGoalModel([result('A', 'B', 1, 1)], { at: timestamp(-1) })],
    ['at least one goal for every team', () => fitGoalModel([result('B', 'A', 0, 1), result('A', 'B', 1, 0)])],
    [
      'at least one goal against every team',
      () => fitGoalModel([result('A', 'B', 1, 0), result('A', 'C', 1, 0), result('B', 'C', 1, 1)]),
    ],
    ['connected', () => fitGoalModel([result('A', 'B', 1, 1), result('C', 'D', 1, 1)])],
    ['results[0].homeGoals', () => fitGoalModel([result('A', 'B', -1, 0)])],
    ['results[0].away', () => fitGoalModel([result('A', 'A', 1, 0)])],
    ['decay', () => fitGoalModel(season.results, { decay: -1 })],
    ['shrinkage', () => fitGoalModel(season.results, { shrinkage: Number.NaN })],
  ])('is refused: %s', (message, call) => {
    expect(call).toThrow(InvalidValueError)
    expect(call).toThrow(message)
  })
})

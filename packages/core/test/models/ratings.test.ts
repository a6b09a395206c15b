import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InvalidValueError } from '../../src/errors/invalid-value-error.ts'
import { createEloRatings, eloExpectation, eloUpdate } from '../../src/models/elo.ts'
import { createGlicko2Ratings, glicko2Update } from '../../src/models/glicko2.ts'
import { createPiRatings, piExpectation, piUpdate } from '../../src/models/pi-ratings.ts'
import type { TeamRatings } from '../../src/models/team-ratings.ts'
import { DAY, after as momentAfter, timestamp } from '../../src/units/timestamp.ts'
import { playSeason, START } from './season.ts'

const rating = fc.double({ min: 500, max: 3000, noNaN: true })

describe('Elo', () => {
  test('what one side wins, the other loses', () => {
    fc.assert(
      fc.property(rating, rating, fc.constantFrom(0, 0.5, 1), (home, away, score) => {
        const next = eloUpdate(home, away, score)
        expect(next.home + next.away).toBeCloseTo(home + away, 9)
        expect(Math.sign(next.home - home)).toBe(Math.sign(score - eloExpectation(home, away, 60)))
      }),
    )
  })

  test('expectations of both sides add up to 1', () => {
    fc.assert(
      fc.property(rating, rating, (a, b) => {
        expect(eloExpectation(a, b) + eloExpectation(b, a)).toBeCloseTo(1, 12)
      }),
    )
    expect(eloExpectation(1600, 1400)).toBeCloseTo(1 / (1 + 10 ** -0.5), 14)
  })

  test('a draw at home against an equal costs points', () => {
    expect(eloUpdate(1500, 1500, 0.5, { k: 20, homeAdvantage: 100 }).home).toBeCloseTo(1497.1987000039423, 9)
  })
})

describe('Glicko-2', () => {
  test('Glickman’s own example', () => {
    const next = glicko2Update({ rating: 1500, deviation: 200, volatility: 0.06 }, [
      { rating: 1400, deviation: 30, score: 1 },
      { rating: 1550, deviation: 100, score: 0 },
      { rating: 1700, deviation: 300, score: 0 },
    ])
    expect(next.rating).toBeCloseTo(1464.05067, 4)
    expect(next.deviation).toBeCloseTo(151.51652, 4)
    expect(next.volatility).toBeCloseTo(0.05999598, 7)
  })

  test('without games only the deviation grows', () => {
    const next = glicko2Update({ rating: 1600, deviation: 50, volatility: 0.06 }, [])
    expect(next).toMatchObject({ rating: 1600, volatility: 0.06 })
    expect(next.deviation).toBeCloseTo(Math.hypot(50, 0.06 * 173.7178), 9)
  })

  test('a game makes surer, a win raises, and nothing is ever NaN', () => {
    fc.assert(
      fc.property(
        rating,
        fc.double({ min: 1, max: 350, noNaN: true }),
        fc.double({ min: 0.01, max: 0.5, noNaN: true }),
        rating,
        fc.double({ min: 1, max: 350, noNaN: true }),
        (own, deviation, volatility, other, spread) => {
          const before = { rating: own, deviation, volatility }
          const won = glicko2Update(before, [{ rating: other, deviation: spread, score: 1 }])
          const lost = glicko2Update(before, [{ rating: other, deviation: spread, score: 0 }])
          expect(won.rating).toBeGreaterThan(lost.rating)
          for (const value of [...Object.values(won), ...Object.values(lost)]) expect(Number.isFinite(value)).toBe(true)
          expect(won.deviation).toBeLessThan(Math.hypot(deviation, won.volatility * 173.7178) + 1e-9)
        },
      ),
    )
  })

  test('the volatility solves Glickman’s equation', () => {
    const player = { rating: 1500, deviation: 60, volatility: 0.06 }
    const games = Array.from({ length: 8 }, () => ({ rating: 1800, deviation: 60, score: 1 }))
    const { volatility } = glicko2Update(player, games, 0.9)
    expect(volatility).toBeGreaterThan(0.06) // eight surprises in a row
    const phi = 60 / 173.7178
    const trust = 1 / Math.sqrt(1 + (3 * phi * phi) / Math.PI ** 2)
    const expected = 1 / (1 + Math.exp((trust * 300) / 173.7178))
    const variance = 1 / (8 * trust * trust * expected * (1 - expected))
    const delta = variance * 8 * trust * (1 - expected)
    const total = phi * phi + variance + volatility ** 2
    const left = (volatility ** 2 * (delta * delta - total)) / (2 * total * total)
    expect(left).toBeCloseTo(Math.log(volatility ** 2 / 0.06 ** 2) / 0.81, 10)
  })

  test('results of a period count at its end', () => {
    const ratings = createGlicko2Ratings({ period: 7 * DAY, homeAdvantage: 0 })
    const win = { home: 'A', away: 'B', homeGoals: 3, awayGoals: 0 }
    ratings.update({ at: timestamp(0), ...win })
    expect(ratings.difference('A', 'B')).toBe(0)
    ratings.update({ at: timestamp(8 * DAY), ...win, home: 'C', away: 'D' })
    expect(ratings.difference('A', 'B')).toBeGreaterThan(100)
  })
})

describe('Pi ratings', () => {
  test('worked by hand', () => {
    const { home, away } = piUpdate({ home: 0.5, away: 0.2 }, { home: 0.8, away: 0.1 }, -2)
    const expected = 10 ** (0.5 / 3) - 10 ** (0.1 / 3)
    const change = -3 * Math.log10(1 + 2 + expected) * 0.035
    expect(home.home).toBeCloseTo(0.5 + change, 14)
    expect(home.away).toBeCloseTo(0.2 + 0.7 * change, 14)
    expect(away.away).toBeCloseTo(0.1 - change, 14)
    expect(away.home).toBeCloseTo(0.8 - 0.7 * change, 14)
  })

  test('an expected result changes nothing, and expectation is odd', () => {
    expect(piUpdate({ home: 0, away: 0 }, { home: 0, away: 0 }, 0)).toEqual({
      home: { home: 0, away: 0 },
      away: { home: 0, away: 0 },
    })
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), (r) => {
        expect(piExpectation(-r)).toBeCloseTo(-piExpectation(r), 9)
      }),
    )
  })
})

describe.each([
  ['Elo', () => createEloRatings()],
  ['Glicko-2', () => createGlicko2Ratings()],
  ['Pi', () => createPiRatings()],
] as const)('%s ratings of teams', (name, create: () => TeamRatings) => {
  test('rank teams as their true strengths do', () => {
    const season = playSeason('ratings', 12, 3)
    const ratings = create()
    for (const result of season.results) ratings.update(result)
    ratings.update({ at: momentAfter(START, 4000 * DAY), home: 'X', away: 'Y', homeGoals: 0, awayGoals: 0 }) // ends the last period
    const teams = [...season.attack.keys()]
    const strength = (team: string) => (season.attack.get(team) ?? 0) + (season.defence.get(team) ?? 0)
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
    const x = teams.map(strength)
    const y = teams.map(ratings.rating)
    const covariance = mean(x.map((value, index) => (value - mean(x)) * ((y[index] ?? 0) - mean(y))))
    const spread = (values: readonly number[]) => Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)))
    expect(covariance / (spread(x) * spread(y))).toBeGreaterThan(0.8)
    expect(ratings.name).toBe(name)
  })

  test('refuse a result that cannot be', () => {
    const result = { at: timestamp(0), home: 'A', away: 'B', homeGoals: 1, awayGoals: 0 }
    expect(() => create().update({ ...result, away: 'A' })).toThrow(InvalidValueError)
    expect(() => create().update({ ...result, homeGoals: 0.5 })).toThrow('homeGoals')
  })
})

test.each([
  ['k', () => createEloRatings({ k: 0 })],
  ['homeAdvantage', () => createEloRatings({ homeAdvantage: Number.NaN })],
  ['score', () => eloUpdate(1500, 1500, 2)],
  ['tau', () => createGlicko2Ratings({ tau: 0 })],
  ['tau', () => glicko2Update({ rating: 1500, deviation: 200, volatility: 0.06 }, [], 3)],
  ['player.deviation', () => glicko2Update({ rating: 1500, deviation: 0, volatility: 0.06 }, [])],
  ['period', () => createGlicko2Ratings({ period: 0 })],
  ['learningRate', () => createPiRatings({ learningRate: -1 })],
  ['crossover', () => createPiRatings({ crossover: 2 })],
  ['goalDifference', () => piUpdate({ home: 0, away: 0 }, { home: 0, away: 0 }, Number.NaN)],
])('a bad %s is named', (argument, call) => {
  expect(call).toThrow(InvalidValueError)
  expect(call).toThrow(argument)
})

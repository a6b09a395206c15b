import { checkNumber, checkPositive } from '../units/check.ts'
import { checkMatchResult, type MatchResult } from './match-result.ts'
import type { TeamRatings } from './team-ratings.ts'

/** A team's strength at home and away, in goals of an average opponent's terms. */
export interface PiRating {
  readonly home: number
  readonly away: number
}

/** How ratings learn. */
export interface PiSettings {
  /** How fast a rating follows results, above 0; 0.035 by default. */
  readonly learningRate?: number
  /** How much of what is learnt at home counts away and the other way round, in [0, 1]; 0.7 by default. */
  readonly crossover?: number
}

/** What ratings of 3 are worth ten times as many goals; both numbers are of the method. */
const BASE = 10
const DIVISOR = 3

/**
 * The goal difference that a rating expects against an average team: sign(r)·(10^(|r|/3) − 1) (Constantinou and Fenton 2013).
 *
 * @throws InvalidValueError `INVALID_VALUE` when `rating` is not finite.
 * @example
 * ```ts
 * piExpectation(0.5) // 0.4677…
 * ```
 */
export function piExpectation(rating: number): number {
  checkNumber('rating', rating)
  // Beyond 60 goals the number means nothing, and the power would overflow.
  return Math.sign(rating) * (BASE ** (Math.min(Math.abs(rating), 6) / DIVISOR) - 1)
}

/**
 * Ratings of both teams after a match (Constantinou and Fenton 2013): the error of the expected goal difference, dampened to
 * 3·log₁₀(1 + |error|), moves the rating of the place where it happened, and in part that of the other place.
 *
 * @param goalDifference - Home goals less away goals.
 * @throws InvalidValueError `INVALID_VALUE` when an argument is out of range.
 * @example
 * ```ts
 * piUpdate({ home: 0.5, away: 0.2 }, { home: 0.8, away: 0.1 }, -2).home // { home: 0.4443…, away: 0.1610… }
 * ```
 */
export function piUpdate(
  home: PiRating,
  away: PiRating,
  goalDifference: number,
  settings: PiSettings = {},
): { home: PiRating; away: PiRating } {
  const rate = checkPositive('learningRate', settings.learningRate ?? 0.035)
  const crossover = checkNumber('crossover', settings.crossover ?? 0.7, 0, 1)
  for (const [name, side] of Object.entries({ home, away })) {
    checkNumber(`${name}.home`, side.home)
    checkNumber(`${name}.away`, side.away)
  }
  const error = checkNumber('goalDifference', goalDifference) - (piExpectation(home.home) - piExpectation(away.away))
  const change = Math.sign(error) * DIVISOR * Math.log10(1 + Math.abs(error)) * rate
  return {
    home: { home: home.home + change, away: home.away + crossover * change },
    away: { home: away.home - crossover * change, away: away.away - change },
  }
}

/**
 * Pi ratings of teams, one match after the other.
 *
 * @throws InvalidValueError `INVALID_VALUE` when a setting is out of range.
 * @example
 * ```ts
 * const ratings = createPiRatings()
 * ratings.update({ at: timestamp(0), home: 'A', away: 'B', homeGoals: 2, awayGoals: 0 })
 * ratings.difference('A', 'B') > 0 // true
 * ```
 */
export function createPiRatings(settings: PiSettings = {}): TeamRatings {
  checkPositive('learningRate', settings.learningRate ?? 0.035)
  checkNumber('crossover', settings.crossover ?? 0.7, 0, 1)
  const ratings = new Map<string, PiRating>()
  const rating = (team: string) => ratings.get(team) ?? { home: 0, away: 0 }
  return {
    name: 'Pi',
    rating: (team) => (rating(team).home + rating(team).away) / 2,
    difference: (home, away) => piExpectation(rating(home).home) - piExpectation(rating(away).away),
    update(result: MatchResult) {
      const { home, away, homeGoals, awayGoals } = checkMatchResult(result)
      const next = piUpdate(rating(home), rating(away), homeGoals - awayGoals, settings)
      ratings.set(home, next.home)
      ratings.set(away, next.away)
    },
  }
}

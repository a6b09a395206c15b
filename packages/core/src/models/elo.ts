import { checkNumber, checkPositive } from '../units/check.ts'
import { checkMatchResult, type MatchResult } from './match-result.ts'
import type { TeamRatings } from './team-ratings.ts'

/** How ratings move. */
export interface EloSettings {
  /** The most that one match can move a rating; above 0, 20 by default. */
  readonly k?: number
  /** Points that playing at home is worth; 60 by default. */
  readonly homeAdvantage?: number
  /** Rating of a team not seen before; 1500 by default. */
  readonly initial?: number
}

/**
 * Expected score of a match, win 1 and draw ½: 1 / (1 + 10^((away − home − advantage) / 400)) (Elo 1978).
 *
 * It is not the probability of a win where draws are possible.
 *
 * @throws InvalidValueError `INVALID_VALUE` when an argument is not finite.
 * @example
 * ```ts
 * eloExpectation(1600, 1400) // 0.7597…
 * ```
 */
export function eloExpectation(home: number, away: number, homeAdvantage = 0): number {
  checkNumber('home', home)
  checkNumber('away', away)
  checkNumber('homeAdvantage', homeAdvantage)
  return 1 / (1 + 10 ** ((away - home - homeAdvantage) / 400))
}

/**
 * Ratings after a match: what one side wins, k·(score − expectation), the other loses (Elo 1978).
 *
 * @param score - Of the home side: 1 for a win, ½ for a draw, 0 for a loss.
 * @throws InvalidValueError `INVALID_VALUE` when an argument is out of range.
 * @example
 * ```ts
 * eloUpdate(1600, 1400, 1, { k: 20, homeAdvantage: 0 }) // { home: 1604.80…, away: 1395.19… }
 * ```
 */
export function eloUpdate(
  home: number,
  away: number,
  score: number,
  settings: EloSettings = {},
): { home: number; away: number } {
  const k = checkPositive('k', settings.k ?? 20)
  checkNumber('score', score, 0, 1)
  const change = k * (score - eloExpectation(home, away, settings.homeAdvantage ?? 60))
  return { home: home + change, away: away - change }
}

/**
 * Elo ratings of teams, one match after the other.
 *
 * @throws InvalidValueError `INVALID_VALUE` when a setting is out of range.
 * @example
 * ```ts
 * const ratings = createEloRatings()
 * ratings.update({ at: timestamp(0), home: 'A', away: 'B', homeGoals: 2, awayGoals: 0 })
 * ratings.difference('A', 'B') > 0 // true
 * ```
 */
export function createEloRatings(settings: EloSettings = {}): TeamRatings {
  const initial = checkNumber('initial', settings.initial ?? 1500)
  const advantage = checkNumber('homeAdvantage', settings.homeAdvantage ?? 60)
  checkPositive('k', settings.k ?? 20)
  const ratings = new Map<string, number>()
  const rating = (team: string) => ratings.get(team) ?? initial
  return {
    name: 'Elo',
    rating,
    difference: (home, away) => rating(home) + advantage - rating(away),
    update(result: MatchResult) {
      const { home, away, homeGoals, awayGoals } = checkMatchResult(result)
      const score = (Math.sign(homeGoals - awayGoals) + 1) / 2
      const next = eloUpdate(rating(home), rating(away), score, settings)
      ratings.set(home, next.home)
      ratings.set(away, next.away)
    },
  }
}

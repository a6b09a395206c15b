import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { findRoot } from '../numerics/find-root.ts'
import { checkNumber, checkPositive } from '../units/check.ts'
import { DAY } from '../units/timestamp.ts'
import { checkMatchResult, type MatchResult } from './match-result.ts'
import type { TeamRatings } from './team-ratings.ts'

/** A strength with how sure it is and how much it varies. */
export interface Glicko2Rating {
  /** 1500 is average. */
  readonly rating: number
  /** Standard error of the rating, above 0; 350 says that nothing is known. */
  readonly deviation: number
  /** How much the strength itself varies, above 0; about 0.06. */
  readonly volatility: number
}

/** One game of a rating period. */
export interface Glicko2Game {
  readonly rating: number
  readonly deviation: number
  /** 1 for a win, ½ for a draw, 0 for a loss. */
  readonly score: number
}

/** Points of the public scale in one of the internal scale. */
const SCALE = 173.7178

/**
 * A rating after one rating period (Glickman 2013).
 *
 * Without games only the deviation grows.
 *
 * @param tau - How much volatility may change, in (0, 2]; 0.3 to 1.2 is usual.
 * @throws InvalidValueError `INVALID_VALUE` when an argument is out of range.
 * @example
 * ```ts
 * glicko2Update({ rating: 1500, deviation: 200, volatility: 0.06 }, [
 *   { rating: 1400, deviation: 30, score: 1 },
 *   { rating: 1550, deviation: 100, score: 0 },
 *   { rating: 1700, deviation: 300, score: 0 },
 * ]) // { rating: 1464.05…, deviation: 151.51…, volatility: 0.05999… }
 * ```
 */
export function glicko2Update(player: Glicko2Rating, games: readonly Glicko2Game[], tau = 0.5): Glicko2Rating {
  if (!(typeof tau === 'number' && tau > 0 && tau <= 2)) throw new InvalidValueError('tau', tau, 'a number in (0, 2]')
  const mu = (checkNumber('player.rating', player.rating) - 1500) / SCALE
  const phi = checkPositive('player.deviation', player.deviation) / SCALE
  const sigma = checkPositive('player.volatility', player.volatility)
  if (games.length === 0) return { ...player, deviation: Math.hypot(phi, sigma) * SCALE }
  let information = 0
  let surprise = 0
  for (const [index, game] of games.entries()) {
    const opponent = (checkNumber(`games[${index}].rating`, game.rating) - 1500) / SCALE
    const spread = checkPositive(`games[${index}].deviation`, game.deviation) / SCALE
    const score = checkNumber(`games[${index}].score`, game.score, 0, 1)
    const trust = 1 / Math.sqrt(1 + (3 * spread * spread) / (Math.PI * Math.PI))
    const expected = 1 / (1 + Math.exp(-trust * (mu - opponent)))
    // Against an opponent out of sight the product underflows to 0, and the game would tell nothing at all.
    information += trust * trust * Math.max(expected * (1 - expected), 1e-12)
    surprise += trust * (score - expected)
  }
  const variance = 1 / information
  const nextSigma = nextVolatility(phi, sigma, variance, variance * surprise, tau)
  const prior = phi * phi + nextSigma * nextSigma
  const nextPhi = 1 / Math.sqrt(1 / prior + information)
  return {
    rating: (mu + nextPhi * nextPhi * surprise) * SCALE + 1500,
    deviation: nextPhi * SCALE,
    volatility: nextSigma,
  }
}

/** Step 5 of Glickman's description: the root in ln volatility². */
function nextVolatility(phi: number, sigma: number, variance: number, delta: number, tau: number): number {
  const anchor = 2 * Math.log(sigma)
  const f = (x: number) => {
    const power = Math.exp(x)
    const total = phi * phi + variance + power
    return (power * (delta * delta - total)) / (2 * total * total) - (x - anchor) / (tau * tau)
  }
  // Steps that double leave the anchor behind however little of it a step of τ is.
  let step = tau
  let low = anchor - step
  while (f(low) < 0) {
    step *= 2
    low = anchor - step
  }
  const excess = delta * delta - phi * phi - variance
  // There f is not above 0: of its two terms neither is.
  const high = excess > 0 ? Math.max(anchor, Math.log(excess)) : anchor
  return Math.exp(findRoot(f, low, high) / 2)
}

/** How Glicko-2 ratings of teams are kept. */
export interface Glicko2Settings {
  /** How much volatility may change, in (0, 2]; 0.5 by default. */
  readonly tau?: number
  /** Length of a rating period in milliseconds, above 0; 30 days by default. */
  readonly period?: number
  /** Points that playing at home is worth; 60 by default. */
  readonly homeAdvantage?: number
}

interface Pending {
  readonly team: string
  readonly game: Glicko2Game
}

/**
 * Glicko-2 ratings of teams. Results of a rating period count together at its end, as the method asks; between periods without
 * games a team's deviation grows.
 *
 * @throws InvalidValueError `INVALID_VALUE` when a setting is out of range.
 * @example
 * ```ts
 * const ratings = createGlicko2Ratings({ period: 7 * DAY })
 * ratings.update({ at: timestamp(0), home: 'A', away: 'B', homeGoals: 2, awayGoals: 0 })
 * ```
 */
export function createGlicko2Ratings(settings: Glicko2Settings = {}): TeamRatings {
  const tau = settings.tau ?? 0.5
  if (!(typeof tau === 'number' && tau > 0 && tau <= 2)) throw new InvalidValueError('tau', tau, 'a number in (0, 2]')
  const period = checkPositive('period', settings.period ?? 30 * DAY)
  const advantage = checkNumber('homeAdvantage', settings.homeAdvantage ?? 60)
  const ratings = new Map<string, Glicko2Rating>()
  const unknown: Glicko2Rating = { rating: 1500, deviation: 350, volatility: 0.06 }
  const rating = (team: string) => ratings.get(team) ?? unknown
  let pending: Pending[] = []
  let current: number | null = null

  function close(periods: number): void {
    for (let count = 0; count < Math.min(periods, 200); count++) {
      const games = Map.groupBy(pending, ({ team }) => team)
      pending = []
      const next = new Map<string, Glicko2Rating>()
      for (const team of new Set([...ratings.keys(), ...games.keys()])) {
        const updated = glicko2Update(
          rating(team),
          (games.get(team) ?? []).map(({ game }) => game),
          tau,
        )
        next.set(team, { ...updated, deviation: Math.min(updated.deviation, unknown.deviation) })
      }
      for (const [team, value] of next) ratings.set(team, value)
    }
  }

  return {
    name: 'Glicko-2',
    rating: (team) => rating(team).rating,
    difference: (home, away) => rating(home).rating + advantage - rating(away).rating,
    update(result: MatchResult) {
      const { at, home, away, homeGoals, awayGoals } = checkMatchResult(result)
      const number = Math.floor(at / period)
      if (current !== null && number > current) close(number - current)
      current = Math.max(current ?? number, number)
      const score = (Math.sign(homeGoals - awayGoals) + 1) / 2
      // Playing at home makes the opponent weaker by the advantage, and playing away stronger.
      const host = rating(home)
      const guest = rating(away)
      pending.push({ team: home, game: { rating: guest.rating - advantage, deviation: guest.deviation, score } })
      pending.push({
        team: away,
        game: { rating: host.rating + advantage, deviation: host.deviation, score: 1 - score },
      })
    },
  }
}

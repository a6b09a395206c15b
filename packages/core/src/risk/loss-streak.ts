import type { Money } from '../units/money.ts'
import type { Timestamp } from '../units/timestamp.ts'

/** A settled bet, as far as a loss streak cares. */
export interface SettledOutcome {
  readonly at: Timestamp
  /** Before commission. */
  readonly gross: Money
}

/**
 * Losses in a row at the end of `settled`, by what bets brought before commission, looking at no more than `lookback` bets; bets settled
 * before `from` do not count, those that brought nothing neither break nor extend the streak.
 */
export function lossStreak(settled: readonly SettledOutcome[], lookback: number, from: Timestamp): number {
  let streak = 0
  let seen = 0
  for (let index = settled.length - 1; index >= 0 && seen < lookback; index--) {
    const bet = settled[index]
    if (bet === undefined || bet.at < from || bet.gross > 0) break
    if (bet.gross === 0) continue
    streak++
    seen++
  }
  return streak
}

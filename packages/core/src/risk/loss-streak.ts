import type { Order } from '../order/order.ts'
import type { Timestamp } from '../units/timestamp.ts'

/** A settled bet, as far as a loss streak cares. */
export interface SettledOutcome {
  readonly at: Timestamp
  readonly outcome: Order['outcome']
}

/**
 * Losses in a row at the end of `settled`, looking at no more than `lookback` bets; bets settled before `from` do not count, voids
 * neither break nor extend the streak.
 */
export function lossStreak(settled: readonly SettledOutcome[], lookback: number, from: Timestamp): number {
  let streak = 0
  let seen = 0
  for (let index = settled.length - 1; index >= 0 && seen < lookback; index--) {
    const bet = settled[index]
    if (bet === undefined || bet.at < from || bet.outcome === 'won') break
    if (bet.outcome !== 'lost') continue
    streak++
    seen++
  }
  return streak
}

import type { Engine } from '../engine/engine.ts'
import type { Strategy } from '../engine/strategy.ts'
import type { Intent } from '../order/intent.ts'
import { hasStarted, oldestQuote } from '../risk/in-play.ts'
import type { Timestamp } from '../units/timestamp.ts'

/**
 * How old the quote of an order may be that is about to leave, by the strategy that asked for it and what its market is by then; `null` where
 * it may not leave.
 */
export function oldestQuotes(
  { board }: Pick<Engine, 'board'>,
  strategies: readonly Pick<Strategy, 'name' | 'inPlay'>[],
  maxQuoteAgeMs: number,
  now: () => Timestamp,
): (intent: Intent) => number | null {
  const byName = new Map(strategies.map(({ name, inPlay }) => [name, inPlay]))
  return ({ strategy, market, venue, startsAt }) => {
    const view = board.get(market)
    const started = view === undefined ? now() >= startsAt : hasStarted(view, venue, now(), startsAt)
    return oldestQuote(byName.get(strategy), started, maxQuoteAgeMs)
  }
}

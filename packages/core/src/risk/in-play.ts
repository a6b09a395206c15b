import type { MarketView } from '../market/board.ts'
import type { VenueId } from '../units/ids.ts'
import type { Timestamp } from '../units/timestamp.ts'

/** How a strategy bets on events that have started. */
export interface InPlayRules {
  /** The oldest a quote may be, in milliseconds, where that is less than what the account allows: prices in play move within seconds. */
  readonly maxQuoteAgeMs: number
}

/** Whether a strategy bets on events that have started, and how. */
export type InPlay = 'never' | InPlayRules

/** Whether the event of a market is taken to have started: its market is in play, at the venue or as it was told of, or its time has come. */
export function hasStarted(
  view: MarketView,
  venue: VenueId,
  at: Timestamp,
  startsAt: Timestamp = view.market.event.startsAt,
): boolean {
  return view.inPlay || view.at(venue)?.inPlay === true || at >= Math.min(startsAt, view.market.event.startsAt)
}

/**
 * How old a quote may be that is bet on, in milliseconds; `null` where nothing may be bet on any more: the rule on bets in play, for the gate, the
 * last look and the send gate alike.
 *
 * @param maxQuoteAgeMs - What the account allows.
 */
export function oldestQuote(inPlay: InPlay | undefined, started: boolean, maxQuoteAgeMs: number): number | null {
  if (!started) return maxQuoteAgeMs
  if (inPlay === undefined || inPlay === 'never') return null
  return Math.min(inPlay.maxQuoteAgeMs, maxQuoteAgeMs)
}

import type { Clock } from '../../clock/clock.ts'
import { InvariantError } from '../../errors/invariant-error.ts'
import type { MarketUpdate } from '../../market/market-update.ts'
import type { Venue } from '../../ports/venue.ts'
import { simulatedVenue } from '../simulated-venue.ts'
import type { Exchange } from './exchange.ts'
import { exchangeModel } from './exchange-model.ts'

/** How an engine is connected to a simulated exchange in its own process. */
export interface ExchangeVenueSettings {
  readonly exchange: Exchange
  /** @default the system's clock */
  readonly clock?: Clock
  /** How long an answer is waited for, in milliseconds of the clock. @default 10000 */
  readonly timeoutMs?: number
}

/** A simulated exchange as an engine sees it. */
export type ExchangeVenue = Venue &
  Required<Pick<Venue, 'doCancel' | 'doAmend' | 'list' | 'orderNews'>> & {
    /** News of a market: what the exchange shows from now on. */
    observe(update: MarketUpdate): void
  }

/**
 * Connects an engine to a simulated exchange. Whatever the exchange does, a lost or late answer leaves an order unknown here.
 *
 * @throws AdvisorError `VENUE_UNAVAILABLE`, from whatever asks, when the exchange gives no answer.
 * @example
 * ```ts
 * const venue = createExchangeVenue({ exchange: createExchange({ seed: '2026' }) })
 * venue.traits.lateAcceptMs // 15000
 * ```
 */
export function createExchangeVenue({
  exchange,
  timeoutMs = 10_000,
  ...settings
}: ExchangeVenueSettings): ExchangeVenue {
  const venue = simulatedVenue(exchangeModel(exchange), { timeoutMs, ...settings })
  // When a market is over, whoever keeps the exchange tells it, for all who are connected.
  const { observeResult: _, beforeBooks: __, observeBook: ___, doCancel, doAmend, list, orderNews, ...others } = venue
  if (doCancel === undefined || doAmend === undefined || list === undefined || orderNews === undefined) {
    throw new InvariantError('An exchange cancels, amends, lists and tells news.')
  }
  return { ...others, doCancel, doAmend, list, orderNews }
}

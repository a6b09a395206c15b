import type { VenueId } from '../units/ids.ts'
import type { Price } from '../units/price.ts'
import type { Timestamp } from '../units/timestamp.ts'
import type { MarketView } from './board.ts'
import type { Side } from './market-update.ts'

interface QuoteBase {
  readonly venue: VenueId
  readonly side: Side
  readonly price: Price
  readonly quotedAt: Timestamp
  readonly receivedAt: Timestamp
  /** How old it is, in milliseconds, by the older of its two times. */
  readonly age: number
}

declare const fresh: unique symbol

/** A quote that may be bet on: live and young. Only {@link quoteOf} mints one. */
export interface FreshQuote extends QuoteBase {
  readonly kind: 'fresh'
  readonly [fresh]: true
}

/** A quote that may be looked at and not bet on. */
export interface StaleQuote extends QuoteBase {
  readonly kind: 'stale'
  /** For people: too old, out of a cache, delayed. */
  readonly why: string
}

/** A price at a venue with its time. */
export type Quote = FreshQuote | StaleQuote

/**
 * How old a price is at `now`, in milliseconds, by the older of the moments it was shown and it arrived.
 *
 * @example
 * ```ts
 * quoteAge({ quotedAt: timestamp(1000), receivedAt: timestamp(1200) }, timestamp(3000)) // 2000
 * ```
 */
export function quoteAge(quote: Pick<QuoteBase, 'quotedAt' | 'receivedAt'>, now: Timestamp): number {
  return now - Math.min(quote.quotedAt, quote.receivedAt)
}

/**
 * The quote of one selection at one venue, or `null` where the venue shows none.
 *
 * @param index - Index of the selection in the market's selections.
 * @param maxAge - The oldest that still counts as fresh, in milliseconds.
 * @example
 * ```ts
 * const now = after(market.receivedAt, 2 * SECOND)
 * quoteOf(market, venueId('keenline'), 'back', 0, now, 5 * SECOND)?.kind // 'fresh'
 * quoteOf(market, venueId('keenline'), 'back', 0, now, SECOND)?.kind // 'stale'
 * ```
 */
export function quoteOf(
  view: MarketView,
  venue: VenueId,
  side: Side,
  index: number,
  now: Timestamp,
  maxAge: number,
): Quote | null {
  const shown = view.prices(venue, side)
  const receivedAt = view.pricesReceivedAt(venue, side)
  const price = shown?.prices[index]
  if (shown === undefined || receivedAt === undefined || price === undefined || price === null) return null
  const base = { venue, side, price, quotedAt: shown.quotedAt, receivedAt }
  const age = quoteAge(base, now)
  if (shown.freshness !== 'live') return { ...base, age, kind: 'stale', why: `the price is ${shown.freshness}` }
  if (age > maxAge)
    return { ...base, age, kind: 'stale', why: `the price is ${age / 1000} s old, more than ${maxAge / 1000} s` }
  return { ...base, age, kind: 'fresh' } as FreshQuote
}

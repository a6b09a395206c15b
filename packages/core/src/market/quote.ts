import type { VenueId } from '../units/ids.ts'
import type { Money } from '../units/money.ts'
import { isPrice, type Price } from '../units/price.ts'
import type { Timestamp } from '../units/timestamp.ts'
import type { MarketView } from './board.ts'
import type { Side } from './market-update.ts'

interface QuoteBase {
  readonly venue: VenueId
  readonly side: Side
  readonly price: Price
  /** What is offered at this price, in minor units of its book's currency; `null` where that is not told. */
  readonly size: number | null
  /** The most that may be staked at it, as the venue tells it in the currency of its terms; `null` where that is not told. */
  readonly maxStake: Money | null
  /** What the venue's adapter knows it by; `null` where there is nothing of the kind. */
  readonly token: string | null
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

/** When a price was shown and when it arrived. */
type Times = Pick<QuoteBase, 'quotedAt' | 'receivedAt'>

/** The times of what a subscription keeps; `null` while nothing of it can be believed. */
function timesByFeed(view: MarketView, name: string): Times | null {
  const feed = view.feed(name)
  return feed === undefined || feed.asOf === null ? null : { quotedAt: feed.asOf, receivedAt: feed.heardAt }
}

/** When what a venue shows held; `null` where it shows nothing, or its feed cannot be believed. */
function timesOf(view: MarketView, venue: VenueId, side: Side): Times | null {
  const shown = view.prices(venue, side)
  const receivedAt = view.pricesReceivedAt(venue, side)
  if (shown !== undefined && receivedAt !== undefined) {
    return shown.feed === undefined ? { quotedAt: shown.quotedAt, receivedAt } : timesByFeed(view, shown.feed)
  }
  const { book } = view
  return book === null || book.venue !== venue ? null : timesByFeed(view, book.feed)
}

/** Whether what a venue shows is kept by a feed that cannot be believed now. */
export function isFeedLost(view: MarketView, venue: VenueId, side: Side): boolean {
  const shown = view.prices(venue, side)
  const isKept = shown === undefined ? view.book?.venue === venue : shown.feed !== undefined
  return isKept && timesOf(view, venue, side) === null
}

/**
 * How old what a venue shows is at `now`, in milliseconds: where a subscription keeps it, as old as that was last heard of; else by the
 * older of the moments it was shown and it arrived. Without end where nothing is shown, or the subscription is lost.
 *
 * @example
 * ```ts
 * shownAge(market, venueId('keenline'), 'back', after(market.receivedAt, SECOND)) // 1000
 * shownAge(market, venueId('unheard-of'), 'back', market.receivedAt) === Number.POSITIVE_INFINITY // true
 * ```
 */
export function shownAge(view: MarketView, venue: VenueId, side: Side, now: Timestamp): number {
  const times = timesOf(view, venue, side)
  return times === null ? Number.POSITIVE_INFINITY : quoteAge(times, now)
}

/**
 * The quote of one selection at one venue, or `null` where the venue shows none: of what it tells as news, else the best of its book.
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
  const offer = offerOf(view, venue, side, index)
  if (offer === null) return null
  const times = timesOf(view, venue, side)
  if (times === null) {
    const unknown = { quotedAt: view.receivedAt, receivedAt: view.receivedAt, age: Number.POSITIVE_INFINITY }
    return { venue, side, ...offer, ...unknown, kind: 'stale', why: 'the feed of the price is lost or unreliable' }
  }
  const base = { venue, side, ...offer, ...times }
  const age = quoteAge(base, now)
  const freshness = view.prices(venue, side)?.freshness ?? 'live'
  if (freshness !== 'live') return { ...base, age, kind: 'stale', why: `the price is ${freshness}` }
  if (age > maxAge)
    return { ...base, age, kind: 'stale', why: `the price is ${age / 1000} s old, more than ${maxAge / 1000} s` }
  return { ...base, age, kind: 'fresh' } as FreshQuote
}

/** The price of a selection and what there is of it; `null` where there is none. */
function offerOf(
  view: MarketView,
  venue: VenueId,
  side: Side,
  index: number,
): Pick<QuoteBase, 'price' | 'size' | 'maxStake' | 'token'> | null {
  const shown = view.prices(venue, side)
  if (shown !== undefined) {
    const price = shown.prices[index]
    if (price === undefined || price === null) return null
    return { price, size: null, maxStake: shown.maxStakes?.[index] ?? null, token: shown.tokens?.[index] ?? null }
  }
  const { book } = view
  const selection = view.market.selections[index]
  if (book === null || book.venue !== venue || book.state.status !== 'open' || selection === undefined) return null
  const runner = book.runner(selection.id)
  if (runner === -1 || book.status(runner) !== 'active') return null
  const price = side === 'back' ? book.bestBack(runner) : book.bestLay(runner)
  if (price === null || !isPrice(price)) return null
  const size = side === 'back' ? book.backSize(runner, 0) : book.laySize(runner, 0)
  return { price, size, maxStake: null, token: null }
}

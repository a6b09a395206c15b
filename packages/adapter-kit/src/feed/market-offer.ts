import type { OutcomeKind, SelectionRole, Side } from '@betting-advisor/core'

/** When something is: epoch milliseconds, a `Date`, or ISO 8601 text with its zone. */
export type Moment = number | Date | string

/** An event as a feed of your own knows it; ids need be unique within the feed only. */
export interface OfferedEvent {
  readonly id: string
  /** What it is part of, such as `soccer_epl`. */
  readonly competition: string
  readonly startsAt: Moment
}

/** What one venue shows for the selections of a market, in their order; `null`, or 1, where it shows none. */
export interface OfferedPrices {
  /** The key of the bookmaker or exchange. */
  readonly venue: string
  readonly prices: readonly (number | null)[]
  /** `back` by default. */
  readonly side?: Side
  /** When the venue was last seen to show them; the moment of the answer by default. */
  readonly quotedAt?: Moment
}

/** Prices by venue, or a list where more is to be said of them. */
export type PricesByVenue = Readonly<Record<string, readonly (number | null)[]>> | readonly OfferedPrices[]

/** A selection as a feed of your own knows it; its id need be unique within its market only. */
export interface OfferedSelection {
  readonly id: string
  readonly name: string
  /** What it is in its market, by which models know it; none by default. */
  readonly role?: SelectionRole | null
  readonly line: number | null
}

/** A market as a feed of your own shows it. It is plain data, and checked only by the source that tells it. */
export interface MarketOffer {
  readonly event: OfferedEvent & { readonly name: string; readonly home: string | null; readonly away: string | null }
  /** Which market of the event, such as `h2h`; with the line it is part of the market's id. */
  readonly kind: string
  readonly outcome: OutcomeKind
  readonly line: number | null
  readonly winners: number
  readonly selections: readonly OfferedSelection[]
  readonly prices: readonly OfferedPrices[]
}

/** A list of what each venue shows. */
export function listOfPrices(prices: PricesByVenue): readonly OfferedPrices[] {
  return isList(prices) ? prices : Object.entries(prices).map(([venue, each]) => ({ venue, prices: each }))
}

function isList(prices: PricesByVenue): prices is readonly OfferedPrices[] {
  return Array.isArray(prices)
}

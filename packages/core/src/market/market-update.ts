import type { VenueId } from '../units/ids.ts'
import type { Money } from '../units/money.ts'
import type { Price } from '../units/price.ts'
import type { Timestamp } from '../units/timestamp.ts'
import type { Market } from './market.ts'
import type { MarketAtVenue } from './market-at-venue.ts'
import type { MarketStatus } from './market-status.ts'
import type { VenueTerms } from './venue-terms.ts'

/** Which way a bet goes: for a selection or against it. */
export type Side = 'back' | 'lay'

/** How a price got here: straight from its venue, out of a cache, or deliberately delayed. Only live prices can be bet on. */
export type Freshness = 'live' | 'cached' | 'delayed'

/** What one venue shows for all selections of one market at one moment. */
export interface VenuePrices {
  readonly venue: VenueId
  readonly side: Side
  /** When the venue was last seen to show these prices. */
  readonly quotedAt: Timestamp
  readonly freshness: Freshness
  /**
   * The subscription that tells when they change, where there is one: they are as old as it, however long they have not changed.
   *
   * @default none: they are as old as their own times
   */
  readonly feed?: string
  /** Aligned with `market.selections`; `null` where the venue shows none. */
  readonly prices: readonly (Price | null)[]
  /**
   * The most that may be staked at each price, as the backer's stake in minor units of the terms' currency, aligned as well; `null` where
   * that is not told.
   *
   * @default nothing is told
   */
  readonly maxStakes?: readonly (Money | null)[]
  /**
   * What the venue's own adapter knows each price by, such as the id of a line; aligned as well. It goes into the quote, the intent and
   * back to the adapter, and nobody else reads it.
   *
   * @default none
   */
  readonly tokens?: readonly (string | null)[]
  /**
   * What it takes in this market, and what it keeps of it. Once told, they hold until others are.
   *
   * @default as its traits have it, without commission
   */
  readonly terms?: VenueTerms
}

/** News of one market: everything known of the venues named, nothing of the others. */
export interface MarketUpdate {
  readonly market: Market
  /** Whether it takes bets, for every venue that does not say so of itself in {@link MarketUpdate.states}. */
  readonly status: MarketStatus
  readonly inPlay: boolean
  /** When it arrived here. */
  readonly receivedAt: Timestamp
  readonly venues: readonly VenuePrices[]
  /**
   * How it stands at venues that say so of themselves. Once told, a venue's own word holds until it says another.
   *
   * @default as the rest of the news has it
   */
  readonly states?: readonly MarketAtVenue[]
}

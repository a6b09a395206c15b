import type { Market, MarketId, Timestamp, VenuePrices } from '@betting-advisor/core'
import type { LeftOut } from './left-out.ts'

/** A market of an event and what is shown for it. */
export interface ShownMarket {
  readonly market: Market
  readonly venues: readonly VenuePrices[]
}

/** What an answer is read into markets with. */
export interface ReadingContext {
  readonly receivedAt: Timestamp
  /** The markets as they were last told. */
  readonly known: (id: MarketId) => Market | undefined
  /** Takes what cannot be used. */
  readonly leftOut: Pick<LeftOut, 'add'>
}

/** The most selections of a market; every one that was ever offered is kept. A market with more is left out. */
export const MOST_SELECTIONS = 1_000

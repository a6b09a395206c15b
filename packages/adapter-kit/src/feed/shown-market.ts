import type { Market, VenuePrices } from '@betting-advisor/core'

/** A market of an event and what is shown for it. */
export interface ShownMarket {
  readonly market: Market
  readonly venues: readonly VenuePrices[]
}

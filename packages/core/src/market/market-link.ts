import type { AccountKey, EventId, MarketId, SelectionId } from '../units/ids.ts'

/** A market as one of several that are one bet. */
export interface LinkedMarket {
  readonly market: MarketId
  /** In the order of its link: selections of one place are one outcome. */
  readonly selections: readonly SelectionId[]
}

/** That markets of several venues or feeds are one bet. It aligns their selections and renames nothing. */
export interface MarketLink {
  readonly account: AccountKey
  readonly id: string
  /** Under which the exposure of each of its markets is counted from the first bet on it on; that stays, whatever becomes of the link. */
  readonly event: EventId
  readonly markets: readonly LinkedMarket[]
}

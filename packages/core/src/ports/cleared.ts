import type { Matched } from '../order/matched.ts'
import type { BetOutcome } from '../order/order.ts'
import type { MarketId, OrderRef, VenueId } from '../units/ids.ts'
import type { Money } from '../units/money.ts'

/**
 * A venue's word on how an order on the account ended. What is matched of it is what was paid for, at the price that was paid: what was voided of
 * it, or a price that was reduced, is told here as well.
 */
export interface ClearedOrder extends Matched {
  /** The reference it was placed with; `null` where it has none. */
  readonly ref: OrderRef | null
  readonly venueOrderId: string
  readonly market: MarketId
  readonly outcome: BetOutcome
  /** What the venue paid, before commission; zero for a void. */
  readonly profit: Money
  /** Rises with every word on this order that says something else: an integer, not negative. */
  readonly version: number
}

/** A venue's word on what it charges for a market in all. */
export interface ClearedMarket {
  readonly venue: VenueId
  readonly market: MarketId
  readonly commission: Money
  /** Rises with every word on this market that says something else: an integer, not negative. */
  readonly version: number
}

/** What a venue has settled, or settled again; of each order and each market its last word. */
export interface Cleared {
  readonly orders: readonly ClearedOrder[]
  readonly markets: readonly ClearedMarket[]
}

/** What the store has of a word that is told. */
export interface KnownWord {
  /** That of the last word on the same order or market. */
  readonly version: number
  /** Whether that word was the same in what it paid or charged. */
  readonly isSame: boolean
}

/**
 * What the store has of the words of a venue, for those that bear no version of their own: after a restart, whether one is new cannot be told
 * by anything else. `null` is what there was no word on.
 */
export interface KnownWords {
  order(told: Omit<ClearedOrder, 'version'>): Promise<KnownWord | null>
  market(told: Omit<ClearedMarket, 'version'>): Promise<KnownWord | null>
}

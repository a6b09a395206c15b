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

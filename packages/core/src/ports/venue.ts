import type { Side } from '../market/market-update.ts'
import type { Intent } from '../order/intent.ts'
import type { OrderReason } from '../order/order.ts'
import type { OrderRef, VenueId } from '../units/ids.ts'
import type { Money } from '../units/money.ts'
import type { PriceUnits } from '../units/price.ts'

/** What a venue can do and how long it may take to tell the truth. */
export interface VenueTraits {
  /** Whether its bets are real. A venue of the real world makes no mutating call in `DRY_RUN`. */
  readonly world: 'venue' | 'simulated'
  readonly sides: readonly Side[]
  /** The least stake it takes, in the account's currency. */
  readonly minStake: Money
  /** Stakes are whole multiples of this. */
  readonly stakeStep: Money
  /** The longest after sending that it may still accept an order; `null` where unknown, and then nothing is ever taken for absent. */
  readonly lateAcceptMs: number | null
  /** The longest until an accepted order shows in a lookup. */
  readonly visibilityLagMs: number
}

/** What came of one attempt to place an order. Whatever is not listed as definite is `unknown`. */
export type PlaceOutcome =
  | {
      readonly kind: 'accepted'
      readonly venueOrderId: string
      readonly matchedStake: Money
      readonly averagePrice: PriceUnits | null
    }
  | { readonly kind: 'rejected'; readonly reason: OrderReason }
  | { readonly kind: 'not-sent'; readonly reason: OrderReason }
  | { readonly kind: 'unknown'; readonly reason: OrderReason }

/** What a venue knows of our orders. */
export interface VenueOrder {
  readonly ref: OrderRef
  readonly venueOrderId: string
  readonly matchedStake: Money
  readonly averagePrice: PriceUnits | null
}

/** The answer to a lookup: `complete` only when the absence of an order in it means something. */
export interface LookupResult {
  readonly complete: boolean
  readonly orders: readonly VenueOrder[]
}

/**
 * Where bets are placed. Methods with the `do` prefix are the order desk's alone.
 *
 * One that waits for something real, such as a socket, holds the clock meanwhile; nobody else does it for a venue, since one that
 * sleeps on the clock would never wake.
 */
export interface Venue {
  readonly specification: 1
  readonly name: string
  readonly traits: VenueTraits
  /** Whether orders for this venue id go through here. */
  takes(venue: VenueId): boolean
  /** Sends one order: exactly one attempt, never retried, never throwing for what the venue says or fails to say. */
  doPlace(order: Intent, signal: AbortSignal): Promise<PlaceOutcome>
  /** Asks for orders by our references. @throws AdvisorError when the venue can't be asked. */
  lookup(refs: readonly OrderRef[], signal: AbortSignal): Promise<LookupResult>
}

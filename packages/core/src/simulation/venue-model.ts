import type { BookView } from '../market/book-view.ts'
import type { MarketUpdate } from '../market/market-update.ts'
import type { Amendment } from '../order/amendment.ts'
import type { Intent } from '../order/intent.ts'
import type { Cleared } from '../ports/cleared.ts'
import { venueTraits } from '../ports/part-checks.ts'
import type {
  AmendOutcome,
  BetList,
  CancelOutcome,
  LookupResult,
  OrderNews,
  PlaceOutcome,
  ReplaceOutcome,
  VenueTraits,
} from '../ports/venue.ts'
import type { MarketId, OrderRef, VenueId } from '../units/ids.ts'
import { aFunction, aNumber, aText, type Check, type Complete, having, optional } from '../units/shape.ts'
import type { Timestamp } from '../units/timestamp.ts'

/** Hears what came of a request, and when: once, in the call that made it or in a later one. */
export type Answered<Outcome> = (outcome: Outcome, at: Timestamp) => void

/**
 * A venue as a plain state machine: it waits for nothing, reads no clock, and lives in the time that it is told. The same calls give the
 * same answers, so that one model serves a backtest, paper trading and fault suites.
 *
 * Every call says when it happens; one that is earlier than the last counts as happening with that. What takes time is answered in a
 * later call: whoever drives a model lets it {@link VenueModel.advance} to {@link VenueModel.nextAt}, and in any case before the
 * books that it looks at change.
 */
export interface VenueModel {
  readonly name: string
  /** What is true of it, as an adapter would state it; `origin` is `simulated`. */
  readonly traits: VenueTraits
  /** Whether orders for this venue id go here. */
  takes(venue: VenueId): boolean
  /** News of a market: what it is, and the prices that venues show. */
  observe(update: MarketUpdate): void
  /** The book of a market has changed. Absent where books are not looked at. */
  observeBook?(book: BookView, at: Timestamp): void
  /** A market is over: what is open of it lapses. Its orders can be asked for as long as anybody may want to know, a day in simulations of ours. */
  settle(market: MarketId, at: Timestamp): void
  /** Takes or refuses an order. Several of one market that leave together come one after the other, at the same moment. */
  place(order: Intent, at: Timestamp, answered: Answered<PlaceOutcome>): void
  /** Cancels what is open of an order. Absent where nothing stays open. */
  cancel?(ref: OrderRef, at: Timestamp, answered: Answered<CancelOutcome>): void
  /** Makes an open limit order smaller or changes how it persists: it keeps its place in the queue. Absent where that is not offered. */
  amend?(ref: OrderRef, change: Required<Amendment>, at: Timestamp, answered: Answered<AmendOutcome>): void
  /**
   * Cancels what is open of an order, and then places another, which comes last in the queue; where nothing was cancelled, nothing is
   * placed. Absent where there is no such operation; `traits.replaces` says what it does.
   */
  replace?(ref: OrderRef, replacement: Intent, at: Timestamp, answered: Answered<ReplaceOutcome>): void
  /** What it knows of these orders; `null` where it cannot be asked just now. */
  lookup(refs: readonly OrderRef[], at: Timestamp, answered: Answered<LookupResult | null>): void
  /** Every bet that lives or was placed since; `null` where it cannot be asked just now. Absent where it cannot list. */
  list?(since: Timestamp, at: Timestamp, answered: Answered<BetList | null>): void
  /** What it has settled at a moment or later; `null` where it cannot be asked just now. Absent where its orders end by results. */
  cleared?(since: Timestamp, at: Timestamp, answered: Answered<Cleared | null>): void
  /** News of orders, as it happens by itself. Absent where nothing does. */
  readonly news?: ModelNews
  /** When something happens by itself next; `null` for never. */
  nextAt(): Timestamp | null
  /** Lets time pass. */
  advance(at: Timestamp): void
}

/** All order news of a model, numbered from 1. */
export interface ModelNews {
  /** The number of the newest piece. */
  readonly position: number
  /** The pieces after a number, at most so many, and the number of the last; what is forgotten by then is a gap. */
  after(position: number, limit: number): { readonly news: readonly OrderNews[]; readonly position: number }
  /** Nobody will ask for what came up to this number. */
  forget(position: number): void
  /** Resolves with the next piece, or when something is due sooner than all before: whoever waits looks again. */
  stirred(): Promise<void>
}

/** Whether something is a model of a venue. */
export const aVenueModel: Check = having('a model of a venue', {
  name: aText,
  traits: venueTraits,
  takes: aFunction,
  observe: aFunction,
  observeBook: optional(aFunction),
  settle: aFunction,
  place: aFunction,
  cancel: optional(aFunction),
  amend: optional(aFunction),
  replace: optional(aFunction),
  lookup: aFunction,
  list: optional(aFunction),
  cleared: optional(aFunction),
  news: optional(
    having('news of orders', { after: aFunction, forget: aFunction, stirred: aFunction, position: aNumber }),
  ),
  nextAt: aFunction,
  advance: aFunction,
} satisfies Complete<VenueModel>)

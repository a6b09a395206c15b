import type { MarketResult } from '../market/market-result.ts'
import type { MarketUpdate } from '../market/market-update.ts'
import type { Order } from '../order/order.ts'
import type { ByteRange } from '../ports/book-feed.ts'
import type { ClearedOrder } from '../ports/cleared.ts'
import type { Message } from '../ports/message.ts'
import type { ByHand } from '../ports/store/audit.ts'
import type { AdoptResult, AdvanceResult, BeginResult } from '../ports/store/orders.ts'
import type { AccountChanges, Restored } from '../ports/store/runs.ts'
import type { AmendOutcome, CancelOutcome, KnownOrder, PlaceOutcome, ReplaceOutcome } from '../ports/venue.ts'
import type { DecisionKey, MarketId, RunId } from '../units/ids.ts'
import type { Money } from '../units/money.ts'
import type { Timestamp } from '../units/timestamp.ts'

/** What a person, or the shell on a person's behalf, tells an engine. */
export type EngineCommand =
  | { readonly kind: 'halt'; readonly reason: string }
  | { readonly kind: 'resume'; readonly reason: string }
  | { readonly kind: 'lift-lock'; readonly id: string; readonly by?: ByHand }
  /** No new bets until then, and nobody can shorten it. */
  | { readonly kind: 'cool-off'; readonly until: Timestamp; readonly reason: string }
  /** Nothing new goes to this venue until the lock that this sets is lifted. */
  | { readonly kind: 'pause-venue'; readonly venue: string; readonly reason: string; readonly by?: ByHand }
  /** Cancel what is open of an order, or of every one that this engine can cancel (`null`). */
  | { readonly kind: 'cancel'; readonly key: DecisionKey | null; readonly reason: string }

/** What new orders wait for: a venue that takes none, its stream of orders, a store that keeps no events. */
export type PauseCause = 'orders' | 'order-stream' | 'events'

/** What a venue says of the end of an order. */
export interface ClearedWord {
  readonly key: DecisionKey
  readonly order: ClearedOrder
  /** As the store has it, where it is not live any more. */
  readonly stored?: Order
}

/** Everything an engine ever hears; given the same inputs in the same order, it decides the same. */
export type EngineInput =
  /** The first input of every run: what the store holds. */
  | { readonly type: 'restored'; readonly at: Timestamp; readonly run: RunId; readonly restored: Restored }
  /** What the store says has changed in the account, by other engines and people as well. */
  | { readonly type: 'synced'; readonly at: Timestamp; readonly changes: AccountChanges }
  /** A venue and the ledger are being compared again: nothing new is placed there until `reconciled`. */
  | { readonly type: 'reconciling'; readonly at: Timestamp; readonly venue: string; readonly reason: string }
  /** A venue and the ledger agree: bets may be placed there. */
  | { readonly type: 'reconciled'; readonly at: Timestamp; readonly venue: string }
  /**
   * Nothing new may be ordered at a venue, or anywhere (`venue` is `null`), for as long as something lasts that is wrong; `reason` is `null`
   * when it is over.
   */
  | {
      readonly type: 'pause'
      readonly at: Timestamp
      readonly venue: string | null
      readonly cause: PauseCause
      readonly reason: string | null
    }
  | { readonly type: 'market'; readonly at: Timestamp; readonly update: MarketUpdate }
  /**
   * A subscription was heard of, or lost: what it keeps holds as of then, or cannot be believed (`null`); and the books of these markets,
   * which the engine knows, have changed in the same turn. Whoever tells may tell the next with the same object.
   */
  | {
      readonly type: 'feed'
      readonly at: Timestamp
      readonly feed: string
      readonly asOf: Timestamp | null
      readonly changed: readonly MarketId[]
      /** Where the message that changed them is recorded; `null` where it is not. */
      readonly bytes: ByteRange | null
    }
  /** Closing prices, for CLV alone: no strategy sees them. */
  | { readonly type: 'closing'; readonly at: Timestamp; readonly update: MarketUpdate }
  | { readonly type: 'result'; readonly at: Timestamp; readonly result: MarketResult }
  /** A market was settled wrongly: how it really ended, and its settled orders as the store has them. */
  | {
      readonly type: 'correction'
      readonly at: Timestamp
      readonly result: MarketResult
      readonly orders: readonly Order[]
    }
  /** The store's answer to a `begin` effect. */
  | { readonly type: 'begun'; readonly at: Timestamp; readonly key: DecisionKey; readonly result: BeginResult }
  /** What came of a `place` effect, or what a lookup found later. */
  | { readonly type: 'placed'; readonly at: Timestamp; readonly key: DecisionKey; readonly outcome: PlaceOutcome }
  /** What came of a `cancel` effect. */
  | { readonly type: 'cancelled'; readonly at: Timestamp; readonly key: DecisionKey; readonly outcome: CancelOutcome }
  /** What came of a `replace` effect, for the order that was to be replaced and the one in its place (`by`). */
  | {
      readonly type: 'replaced'
      readonly at: Timestamp
      readonly key: DecisionKey
      readonly by: DecisionKey
      readonly outcome: ReplaceOutcome
    }
  /** What came of an `amend` effect. */
  | { readonly type: 'amended'; readonly at: Timestamp; readonly key: DecisionKey; readonly outcome: AmendOutcome }
  /** News of an order from its venue: from its stream, a listing or a lookup. */
  | {
      readonly type: 'order-news'
      readonly at: Timestamp
      readonly key: DecisionKey
      readonly order: KnownOrder
      /** As the store has it, where it is not live any more. */
      readonly stored?: Order
    }
  /** A venue says how orders of a market ended. */
  | { readonly type: 'cleared'; readonly at: Timestamp; readonly words: readonly ClearedWord[] }
  /** A venue says what it charges for a market, and with which of its orders that is written down. */
  | {
      readonly type: 'market-cleared'
      readonly at: Timestamp
      readonly key: DecisionKey
      readonly amount: Money
      readonly venueVersion: number
      /** The order as the store has it: it has ended. */
      readonly stored: Order
    }
  /** A bet was found at the venue that was not known here; the store has it now. */
  | { readonly type: 'adopted'; readonly at: Timestamp; readonly result: AdoptResult }
  /** A venue has proven that it never had an order. */
  | { readonly type: 'absent'; readonly at: Timestamp; readonly key: DecisionKey; readonly proof: string }
  /** The store's answer to an `advance` effect. */
  | { readonly type: 'advanced'; readonly at: Timestamp; readonly key: DecisionKey; readonly result: AdvanceResult }
  | { readonly type: 'command'; readonly at: Timestamp; readonly command: EngineCommand }
  /** The time has come that strategies asked to be called at. */
  | { readonly type: 'timer'; readonly at: Timestamp }
  /** Somebody tells a strategy something. */
  | { readonly type: 'message'; readonly at: Timestamp; readonly strategy: string; readonly message: Message }

import type { BetEnding } from '../../order/bet-ending.ts'
import type { Intent } from '../../order/intent.ts'
import type { Order, OrderEvent } from '../../order/order.ts'
import type { RejectionCode } from '../../order/rejection.ts'
import type { Balances } from '../../order/transfer.ts'
import type { AccountKey, DecisionKey, MarketId } from '../../units/ids.ts'
import type { OneOrMore } from '../../units/one-or-more.ts'
import type { Timestamp } from '../../units/timestamp.ts'
import type { Lease } from '../coordination.ts'
import type { ByHand } from './audit.ts'

/** The store's answer to an intent. */
export type BeginResult =
  | { readonly kind: 'reserved'; readonly order: Order; readonly balances: Balances }
  /** The decision is recorded already, however long ago; `entry` is the highest of its series, from which the next one counts. */
  | { readonly kind: 'exists'; readonly order: Order; readonly entry: number }
  | { readonly kind: 'denied'; readonly code: RejectionCode; readonly detail: string }

/** The store's answer to intents that are begun together: all of them, in their order, or why none is; `key` is the one in the way. */
export type BeginAllResult =
  | { readonly kind: 'reserved'; readonly orders: OneOrMore<Order>; readonly balances: Balances }
  | (Exclude<BeginResult, { readonly kind: 'reserved' }> & { readonly key: DecisionKey })

/** The store's answer to events of an order: applied, those that say something new, or none applicable to the order as it stands there. */
export type AdvanceResult =
  | {
      readonly kind: 'changed'
      /** The state in which the order was before. */
      readonly from: Order['state']
      readonly order: Order
      /** The order that was to replace it, where this one held something for that until now. */
      readonly uncovered?: Order
      readonly balances: Balances
    }
  | { readonly kind: 'ignored'; readonly order: Order; readonly detail: string }

/** Most orders that a store advances in one step: others wait while their account is held. */
export const MOST_STEPS = 500

/** Events of one order, which are applied together. */
export interface OrderStep {
  readonly key: DecisionKey
  readonly events: readonly OrderEvent[]
}

/** The store's answer to a bet that was found at a venue. */
export type AdoptResult =
  | { readonly kind: 'adopted'; readonly order: Order; readonly balances: Balances }
  /** It is known by its reference; nothing was changed. */
  | { readonly kind: 'exists'; readonly order: Order }

/** Which orders to list. */
export interface OrderQuery {
  readonly account: AccountKey
  readonly states?: readonly Order['state'][]
  readonly strategy?: string
  /** Only orders decided at or after. */
  readonly since?: Timestamp
  /** Only orders decided before. */
  readonly until?: Timestamp
  readonly market?: MarketId
  /** At most this many, newest first. @default 200, at most 10000 */
  readonly limit?: number
  /** Only orders that come after this one in the listing. */
  readonly after?: DecisionKey
}

/** Orders as they are, and as they came to be. */
export interface OrderReader {
  orders(query: OrderQuery): Promise<readonly Order[]>
  order(key: DecisionKey): Promise<Order | null>
  /** Everything that ever happened to an order, oldest first. */
  history(key: DecisionKey): Promise<readonly OrderEvent[]>
}

/** What a person may say of an order beside the engines of a store. */
export interface OrderControl {
  /**
   * Calls an order of unknown outcome absent, on a person's word and not by proof: its money is free again. One that the venue turns out to
   * have after all halts the account. Nothing happens to an order of which more is known.
   *
   * @param by - Who says so; then an audit entry is kept with it.
   * @throws StoreError `UNKNOWN_ORDER`
   */
  callAbsent(key: DecisionKey, reason: string, at: Timestamp, by?: string): Promise<AdvanceResult>
  /**
   * Ends an order with a person's figures, with an audit entry: one that has ended is corrected, any other settled or returned. One of which
   * nothing was matched can only be returned; nothing happens to one that its venue may not have taken.
   *
   * @throws InvalidValueError `INVALID_VALUE` when more is lost than was matched, or a void brings anything; StoreError `UNKNOWN_ORDER`
   */
  settleByHand(key: DecisionKey, ending: BetEnding, at: Timestamp, by: ByHand): Promise<AdvanceResult>
  /**
   * Records a bet that a person placed by hand, with an audit entry: like one that was found at a venue, it is counted whatever the limits
   * say. One that is known by its reference or key already is left as it is, and nothing is noted.
   *
   * @throws InvalidValueError `INVALID_VALUE` unless its origin is `reported`; StoreError `UNKNOWN_ACCOUNT`
   */
  report(intent: Intent, history: readonly OrderEvent[], by: ByHand): Promise<AdoptResult>
}

/** Where orders are recorded and moved on. */
export interface OrderStore extends OrderReader, OrderControl {
  /**
   * Records the intent, reserves its liability and takes its claims, or does nothing. Denies while a lock or the kill switch holds, and
   * where a claim, an exposure, a loss limit, the rate or the funds have no room, asked in that order (`denialOf`). An order that adds
   * nothing to a market's exposure passes the limits on exposure and loss. The order counts for the event under which its market was
   * first bet on, whatever its intent names.
   *
   * A run that was not heard of for longer than `PEER_TIMEOUT` by the store's clock, where time is real, is denied (`RUN_SILENT`).
   *
   * @throws StoreError `UNKNOWN_RUN`; `RUN_ENDED` when the run has ended, or one with other settings has taken its place;
   * `STAMP_AHEAD` when it was decided more than a minute after now, by the store's clock where both clocks are real.
   */
  begin(intent: Intent): Promise<BeginResult>
  /**
   * Begins several intents of one account, all or none, in one step: each as {@link OrderStore.begin} would after those before it, so that
   * they share what room there is. One that is recorded already is told before any is denied, then the first that is denied.
   *
   * @throws InvalidValueError `INVALID_VALUE` when there is none, they are not of one account, or one is there twice; otherwise as `begin`,
   * and nothing is recorded.
   */
  beginAll(intents: OneOrMore<Intent>): Promise<BeginAllResult>
  /**
   * Applies what one answer brings to an order, in one step, by the rules of `transition`: money, claims and exposure move with it.
   * Events that say nothing new are passed over.
   *
   * @throws StoreError `UNKNOWN_ORDER`; `FENCED` when the pass of a leader is not valid any more; `STAMP_AHEAD` when an event lies more than a
   * minute ahead of the store's clock, where that and the clock of the order's run are real.
   */
  advance(key: DecisionKey, events: readonly OrderEvent[], fence?: Lease): Promise<AdvanceResult>
  /**
   * Applies events to several orders of one account, all or none, in one step: each as {@link OrderStore.advance} would after those before it.
   * So a market whose bets hedge each other is settled without a moment in which some of it is; every answer tells the balances after all.
   *
   * @throws InvalidValueError `INVALID_VALUE` when there is no order or more than `MOST_STEPS`, they are not of one account, or one is there
   * twice; otherwise as `advance`, and nothing is changed.
   */
  advanceAll(steps: OneOrMore<OrderStep>, fence?: Lease): Promise<OneOrMore<AdvanceResult>>
  /**
   * Records a bet that was found at a venue: its liability is reserved and its claims and exposure are taken whatever the limits say, and
   * `history` is applied to it. Whoever asked for that much risk before is over its limits then, and gets no more.
   *
   * @throws StoreError `FENCED`
   */
  adopt(intent: Intent, history: readonly OrderEvent[], fence?: Lease): Promise<AdoptResult>
}

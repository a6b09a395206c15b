import type { Lock } from '../limits/lock.ts'
import type { Amendment } from '../order/amendment.ts'
import type { Intent } from '../order/intent.ts'
import type { Order, OrderEvent } from '../order/order.ts'
import type { AdvisorEvent } from '../ports/advisor-event.ts'
import type { ByHand } from '../ports/store/audit.ts'
import type { OrderStep } from '../ports/store/orders.ts'
import type { Halt } from '../ports/store/stops.ts'
import type { DecisionKey } from '../units/ids.ts'
import type { OneOrMore } from '../units/one-or-more.ts'
import type { Timestamp } from '../units/timestamp.ts'

/** What an engine wants done; whoever runs it does it and feeds the answer back as an input. */
export type EngineEffect =
  /** Record the intent and reserve its liability in one transaction; answer with `begun`. */
  | { readonly type: 'begin'; readonly intent: Intent }
  /** Record all of these intents or none, in one transaction; answer with one `begun` for each. */
  | { readonly type: 'begin-all'; readonly intents: OneOrMore<Intent> }
  /** Send the order, once; answer with `placed`. */
  | { readonly type: 'place'; readonly order: Order }
  /**
   * Send the orders, each once, in their order, those of one venue and market that follow each other with one attempt. As soon as one is
   * not taken, those after it are not sent. Answer with one `placed` for each.
   */
  | { readonly type: 'place-all'; readonly orders: OneOrMore<Order> }
  /** Cancel what is open of the order, with one attempt; answer with `cancelled`. */
  | { readonly type: 'cancel'; readonly order: Order }
  /** Put the one order in the place of the other by the venue's own operation, with one attempt; answer with `replaced`. */
  | { readonly type: 'replace'; readonly order: Order; readonly by: Order }
  /** Amend the order, with one attempt; answer with `amended`. */
  | { readonly type: 'amend'; readonly order: Order; readonly change: Required<Amendment> }
  /** Apply events to a stored order in one step; answer with `advanced`. Those of one order are applied in the order in which they come. */
  | { readonly type: 'advance'; readonly key: DecisionKey; readonly events: readonly OrderEvent[] }
  /** Apply events to several stored orders of one market in one step, all or none; answer with `advanced` for each, once it is done. */
  | { readonly type: 'advance-all'; readonly steps: OneOrMore<OrderStep> }
  | { readonly type: 'set-lock'; readonly lock: Lock; readonly by?: ByHand }
  /** Store the kill switch that the engine itself has turned on; one that was commanded is stored by whoever commands. */
  | { readonly type: 'set-halt'; readonly halt: Halt }
  | { readonly type: 'lift-lock'; readonly lock: Lock; readonly at: Timestamp; readonly by?: ByHand }
  /** Keep and announce an event. */
  | { readonly type: 'tell'; readonly event: AdvisorEvent }

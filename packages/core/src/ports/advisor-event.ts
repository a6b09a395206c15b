import type { Lock } from '../limits/lock.ts'
import type { Order } from '../order/order.ts'
import type { AccountKey, RunId } from '../units/ids.ts'
import type { Timestamp } from '../units/timestamp.ts'
import type { Advice } from './advice.ts'

interface EventBase {
  readonly at: Timestamp
  readonly account: AccountKey
  readonly run: RunId
}

/**
 * What people are called for: an order whose outcome nobody knows for too long, a bet of ours that the store did not know, a bet that
 * somebody else placed on the account, an order that was given up and that the venue has, more matched of a bet than it was settled for,
 * a second bet under the reference of one order, legs of one decision of which some are there and others cannot be had, a venue that settled a bet otherwise than its result says or has not settled it in time, a ledger that does not add up, a venue that cannot be reconciled with, a venue that refused
 * for the protection of its customer, one that takes no order any more, a stream of orders that has ended, events
 * that cannot be kept, and the kill switch.
 */
export type AlertCode =
  | 'ORDER_UNRESOLVED'
  | 'ORDER_ADOPTED'
  | 'FOREIGN_BET'
  | 'LATE_FOUND'
  | 'LATE_FILL'
  | 'IMPOSSIBLE_FILL'
  | 'DOUBLE_BET'
  | 'LEGS_BROKEN'
  | 'RESULT_DIFFERS'
  | 'SETTLEMENT_OVERDUE'
  | 'LEDGER_BROKEN'
  | 'RECONCILIATION_FAILED'
  | 'PLAYER_PROTECTION'
  | 'ORDERS_REFUSED'
  | 'ORDER_STREAM_DOWN'
  | 'EVENTS_DROPPED'
  | 'HALTED'

/** What an event says. */
export type AdvisorEventBody =
  | { readonly type: 'run-started'; readonly source: string; readonly strategies: readonly string[] }
  | { readonly type: 'run-ended'; readonly reason: string }
  | { readonly type: 'advice'; readonly advice: Advice }
  | { readonly type: 'order'; readonly order: Order }
  | { readonly type: 'lock-set'; readonly lock: Lock }
  | { readonly type: 'lock-ended'; readonly lock: Lock; readonly how: 'expired' | 'lifted' }
  | { readonly type: 'halted'; readonly reason: string }
  | { readonly type: 'resumed'; readonly reason: string }
  | { readonly type: 'warning'; readonly code: string; readonly message: string }
  /** Somebody has to look at this. One that is told again under the same key is the same matter. */
  | { readonly type: 'alert'; readonly code: AlertCode; readonly key: string; readonly message: string }
  /** It was told before and is over. */
  | { readonly type: 'alert-resolved'; readonly code: AlertCode; readonly key: string }

/** Something worth telling and keeping. */
export type AdvisorEvent = EventBase & AdvisorEventBody

/** An event as it is kept. */
export interface StoredEvent {
  /** Rising, from 1. */
  readonly id: number
  readonly event: AdvisorEvent
}

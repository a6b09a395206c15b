import type { Order } from '../order/order.ts'
import type { Lock } from '../risk/lock.ts'
import type { AccountKey, RunId } from '../units/ids.ts'
import type { Timestamp } from '../units/timestamp.ts'
import type { Advice } from './advice.ts'

interface EventBase {
  readonly at: Timestamp
  readonly account: AccountKey
  readonly run: RunId
}

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

/** Something worth telling and keeping. */
export type AdvisorEvent = EventBase & AdvisorEventBody

/** An event as it is kept. */
export interface StoredEvent {
  /** Rising, from 1. */
  readonly id: number
  readonly event: AdvisorEvent
}

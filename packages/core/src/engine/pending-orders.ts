import type { Order, OrderReason } from '../order/order.ts'
import type { DecisionKey } from '../units/ids.ts'
import { type Timestamp, timestamp } from '../units/timestamp.ts'
import type { EngineContext } from './engine-context.ts'

/** Orders of one engine on which their venue has not decided yet. */
export interface PendingOrders {
  /** When the time of the first of them is up; `null` where there is none. */
  readonly next: Timestamp | null
  /** An order has changed. */
  orderChanged(order: Order): void
  /** Time has passed: nobody knows any more what becomes of those whose time is up. */
  lookAgain(): void
}

/** Why an order is unknown on which its venue has not decided in the time that it had set. */
export const UNDECIDED: OrderReason = {
  code: 'VENUE_UNDECIDED',
  message: 'its venue has not said in time what it decided',
}

/** Waits for the decisions of venues on one engine's own orders; those of others are theirs, or the leader's. */
export function createPendingOrders({ advance, now, run }: EngineContext): PendingOrders {
  const waiting = new Map<DecisionKey, Timestamp>()
  return {
    get next() {
      if (waiting.size === 0) return null
      let first = Number.POSITIVE_INFINITY
      for (const until of waiting.values()) first = Math.min(first, until)
      return timestamp(first)
    },
    orderChanged({ intent, state, pendingUntil }) {
      if (state === 'PENDING' && pendingUntil !== null && intent.run === run()) waiting.set(intent.key, pendingUntil)
      else waiting.delete(intent.key)
    },
    lookAgain() {
      if (waiting.size === 0) return
      const at = now()
      for (const [key, until] of waiting) {
        if (until > at) continue
        waiting.delete(key)
        advance(key, { type: 'unknown', at, reason: UNDECIDED })
      }
    },
  }
}

import type { OrderReason } from '../order/order.ts'
import type { PendingOrder, RefusedOrder } from '../ports/venue.ts'
import type { OrderRef } from '../units/ids.ts'
import type { Timestamp } from '../units/timestamp.ts'

/** Orders that a simulated venue has and has not decided on, and those that it refused when it did. */
export interface Undecided {
  /** It has the order, and decides on it then. */
  wait(ref: OrderRef, until: Timestamp): PendingOrder
  /** It has decided against it. */
  refuse(ref: OrderRef, reason: OrderReason): RefusedOrder
  /** It has taken it, which its bet shows from now on. */
  take(ref: OrderRef): void
  /** Nobody will ask for it any more. */
  forget(ref: OrderRef): void
  find(ref: OrderRef): PendingOrder | RefusedOrder | undefined
}

/** Nothing waits yet. */
export function createUndecided(): Undecided {
  const known = new Map<OrderRef, PendingOrder | RefusedOrder>()
  function note<Word extends PendingOrder | RefusedOrder>(word: Word): Word {
    known.set(word.ref, word)
    return word
  }
  return {
    wait: (ref, until) => note({ ref, state: 'pending', venueOrderId: null, until }),
    refuse: (ref, reason) => note({ ref, state: 'rejected', venueOrderId: null, reason }),
    take: (ref) => void known.delete(ref),
    forget: (ref) => void known.delete(ref),
    find: (ref) => known.get(ref),
  }
}

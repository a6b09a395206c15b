import type { Order, OrderEvent } from '../order/order.ts'
import type { DecisionKey } from '../units/ids.ts'
import { add, type Money, ZERO } from '../units/money.ts'

/** What venues were heard to say of orders, as long as the store has not answered it. */
export interface UnstoredAnswers {
  /** An event goes to the store. */
  sent(key: DecisionKey, event: OrderEvent): void
  /** What the venue calls the order, as far as that is on its way to the store. */
  venueOrderId(key: DecisionKey): string | null
  /** The store's version of an order. Gives what was told to be matched where it was settled for less, once. */
  answered(order: Order): Money | null
}

/** Nothing told yet. */
export function createUnstoredAnswers(): UnstoredAnswers {
  const ids = new Map<DecisionKey, string>()
  const fills = new Map<DecisionKey, Money>()
  return {
    sent(key, event) {
      const named = 'venueOrderId' in event ? event.venueOrderId : null
      if (named != null && !ids.has(key)) ids.set(key, named)
      if (event.type !== 'matched') return
      const filled = add(event.matchedStake, event.voidedStake ?? ZERO)
      if (filled > (fills.get(key) ?? 0)) fills.set(key, filled)
    },
    venueOrderId: (key) => ids.get(key) ?? null,
    answered({ intent: { key }, state, venueOrderId, matchedStake, voidedStake }) {
      if (venueOrderId !== null) ids.delete(key)
      const told = fills.get(key)
      if (told === undefined) return null
      const isMissing = matchedStake + voidedStake < told
      const isSettled = state === 'SETTLED' || state === 'VOIDED'
      if (isMissing && !isSettled) return null
      fills.delete(key)
      return isMissing ? told : null
    },
  }
}

import type { Order } from '../order/order.ts'
import type { DecisionKey } from '../units/ids.ts'

/** Tells news of orders from what is known already, whether it was heard as an answer or with everything that has changed. */
export interface StaleOrderFilter {
  /** Whether this is newer than all that was heard of the order; from then on it is not. */
  isNews(order: Order): boolean
  /** Everything up to this version of the account has been heard. */
  heardUpTo(version: number): void
}

/** Knows an account up to a version of it. */
export function createStaleOrderFilter(known: number): StaleOrderFilter {
  const newer = new Map<DecisionKey, number>()
  let heard = known
  return {
    isNews({ intent: { key }, version }) {
      if (version <= (newer.get(key) ?? heard)) return false
      newer.set(key, version)
      return true
    },
    heardUpTo(version) {
      if (version <= heard) return
      heard = version
      for (const [key, own] of newer) if (own <= heard) newer.delete(key)
    },
  }
}

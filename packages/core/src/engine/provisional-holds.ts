import type { Intent } from '../order/intent.ts'
import type { DecisionKey } from '../units/ids.ts'
import type { Timestamp } from '../units/timestamp.ts'

/** What has been decided and not yet confirmed by the store, and when orders were decided, for the rate limit. */
export interface ProvisionalHolds {
  readonly size: number
  /** What they can lose together, in minor units. */
  readonly liability: number
  hold(intent: Intent): void
  /** The store has recorded it, or another engine's order of the same decision. */
  confirm(key: DecisionKey): void
  /** The store has refused it: it never was an order. Gives back what was held. */
  deny(key: DecisionKey): Intent | null
  /** Orders decided after `from`. */
  decidedAfter(from: number): number
}

/**
 * No holds, and the decisions that a store remembers.
 *
 * @param decisions - Ascending.
 * @param windowMs - How long decisions are remembered.
 */
export function createProvisionalHolds(decisions: readonly Timestamp[], windowMs: number): ProvisionalHolds {
  const held = new Map<DecisionKey, Intent>()
  const decided = decisions.slice()
  let liability = 0

  function release(key: DecisionKey): Intent | null {
    const intent = held.get(key)
    if (intent === undefined) return null
    held.delete(key)
    liability -= intent.liability
    return intent
  }

  return {
    get size() {
      return held.size
    },
    get liability() {
      return liability
    },
    hold(intent) {
      held.set(intent.key, intent)
      liability += intent.liability
      const old = decided.findIndex((at) => at > intent.decidedAt - windowMs)
      decided.splice(0, old === -1 ? decided.length : old)
      decided.push(intent.decidedAt)
    },
    confirm(key) {
      release(key)
    },
    deny(key) {
      const intent = release(key)
      const index = intent === null ? -1 : decided.lastIndexOf(intent.decidedAt)
      if (index !== -1) decided.splice(index, 1)
      return intent
    },
    decidedAfter(from) {
      let count = 0
      for (let index = decided.length - 1; index >= 0 && (decided[index] ?? from) > from; index--) count += 1
      return count
    },
  }
}

import type { Intent } from '../order/intent.ts'
import type { DecisionKey } from '../units/ids.ts'
import type { Timestamp } from '../units/timestamp.ts'

/** What has been decided and not yet confirmed by the store, and when orders were decided, for the rate limit. */
export interface ProvisionalHolds {
  readonly size: number
  /** What each can lose alone, added up, in minor units. */
  readonly liability: number
  /** What their markets can lose more with them, in minor units. */
  readonly reserved: number
  /** The same of those at one venue, by its name. */
  reservedAt(wallet: string): number
  /** @param added - How much more its market can lose with it. */
  hold(intent: Intent, added: number): void
  /** The store has recorded it, or another engine's order of the same decision. */
  confirm(key: DecisionKey): void
  /** The store has refused it: it never was an order. Gives back what was held. */
  deny(key: DecisionKey): Intent | null
  /** The store has an order; said twice, or held before, it counts once, and at the moment at which it was decided. */
  recorded(intent: Intent): void
  /** Orders decided after `from`. */
  decidedAfter(from: number): number
}

interface Decision {
  readonly at: Timestamp
  readonly key: DecisionKey | null
}

/**
 * No holds, and the decisions that a store remembers.
 *
 * @param decisions - Ascending.
 * @param windowMs - How long decisions are remembered.
 */
export function createProvisionalHolds(decisions: readonly Timestamp[], windowMs: number): ProvisionalHolds {
  const held = new Map<DecisionKey, { readonly intent: Intent; readonly added: number }>()
  const decided: Decision[] = decisions.map((at) => ({ at, key: null }))
  let liability = 0
  let reserved = 0

  function release(key: DecisionKey): Intent | null {
    const hold = held.get(key)
    if (hold === undefined) return null
    held.delete(key)
    liability -= hold.intent.liability
    reserved -= hold.added
    return hold.intent
  }

  /** Takes a decision in, in the order of time. */
  function decide({ key, decidedAt: at }: Intent): void {
    const old = decided.findIndex((decision) => decision.at > at - windowMs)
    decided.splice(0, old === -1 ? decided.length : old)
    let index = decided.length
    while (index > 0 && (decided[index - 1]?.at ?? at) > at) index -= 1
    decided.splice(index, 0, { at, key })
  }

  return {
    get size() {
      return held.size
    },
    get liability() {
      return liability
    },
    get reserved() {
      return reserved
    },
    reservedAt(wallet) {
      let sum = 0
      for (const { intent, added } of held.values()) if (intent.wallet === wallet) sum += added
      return sum
    },
    hold(intent, added) {
      held.set(intent.key, { intent, added })
      liability += intent.liability
      reserved += added
      decide(intent)
    },
    confirm(key) {
      release(key)
    },
    deny(key) {
      const intent = release(key)
      const index = intent === null ? -1 : decided.findLastIndex((decision) => decision.key === key)
      if (index !== -1) decided.splice(index, 1)
      return intent
    },
    recorded(intent) {
      // A bet that was found at a venue was not decided by the rules that the rate limit is one of.
      if (intent.origin !== 'decided') return
      const index = decided.findLastIndex(({ key }) => key === intent.key)
      if (decided[index]?.at === intent.decidedAt) return
      // Another engine made the same decision first.
      if (index !== -1) decided.splice(index, 1)
      const newest = decided.at(-1)?.at ?? intent.decidedAt
      if (intent.decidedAt > newest - windowMs) decide(intent)
    },
    decidedAfter(from) {
      let count = 0
      for (let index = decided.length - 1; index >= 0 && (decided[index]?.at ?? from) > from; index--) count += 1
      return count
    },
  }
}

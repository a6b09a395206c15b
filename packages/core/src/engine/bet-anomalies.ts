import type { Order } from '../order/order.ts'
import type { DecisionKey } from '../units/ids.ts'
import type { Money } from '../units/money.ts'
import type { EngineContext } from './engine-context.ts'
import type { KillSwitch } from './kill-switch.ts'
import type { UnstoredAnswers } from './unstored-answers.ts'

/** Notices what a venue has and the ledger can never take in: trading stops, and people are called. */
export interface BetAnomalies {
  /**
   * Whether what a venue says is of the order's own bet, and not of a second one under the same reference. One without a name is no other.
   *
   * @param stored - The order as the store has it, where it is not live.
   */
  isOwn(key: DecisionKey, venueOrderId: string | null, stored?: Order): boolean
  /** The store's version of an order: more may have been matched of it than it was settled for. */
  answered(order: Order): void
}

/** Watches the bets of one engine. */
export function createBetAnomalies(
  { account, tell }: EngineContext,
  kill: KillSwitch,
  facts: UnstoredAnswers,
): BetAnomalies {
  const doubles = new Set<string>()
  const lateFills = new Map<DecisionKey, Money>()
  return {
    isOwn(key, venueOrderId, stored) {
      if (venueOrderId === null) return true
      const order = account().order(key) ?? stored
      const known = order?.venueOrderId ?? facts.venueOrderId(key)
      if (known === null || known === venueOrderId) return true
      const double = `${key}|${venueOrderId}`
      if (doubles.has(double)) return false
      doubles.add(double)
      const message = `the venue has ${key} as ${known} and a second time as ${venueOrderId}, which is not in the ledger`
      tell({ type: 'alert', code: 'DOUBLE_BET', key: double, message })
      kill.pull(message)
      return false
    },
    answered(order) {
      const told = facts.answered(order)
      const { key } = order.intent
      // A venue that lists it repeats itself.
      if (told === null || told <= (lateFills.get(key) ?? 0)) return
      lateFills.set(key, told)
      const message = `${key} was settled for ${order.matchedStake}, and the venue has matched ${told}, in minor units`
      tell({ type: 'alert', code: 'LATE_FILL', key, message })
      kill.pull(message)
    },
  }
}

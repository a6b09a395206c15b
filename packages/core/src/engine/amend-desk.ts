import { type Amendment, askedBy } from '../order/amendment.ts'
import type { Order } from '../order/order.ts'
import { PLAIN_ORDERS } from '../order/order-terms.ts'
import type { AmendOutcome } from '../ports/venue.ts'
import type { DecisionKey } from '../units/ids.ts'
import { money } from '../units/money.ts'
import type { EngineContext } from './engine-context.ts'
import type { MatchedNews } from './matched-news.ts'

/** Makes orders smaller at their venues, or changes how they persist: each stays the order that it is. */
export interface AmendDesk {
  /** `false` when there is nothing that could be changed so, or another change is on its way. */
  amend(order: Order, change: Amendment): boolean
  /** What came of asking the venue. */
  answered(key: DecisionKey, outcome: AmendOutcome): void
}

/** The amend desk of one engine. */
export function createAmendDesk(
  { advance, account, emit, now, routes, tell }: EngineContext,
  matched: MatchedNews,
): AmendDesk {
  const asked = new Map<DecisionKey, Required<Amendment>>()

  return {
    amend(order, { stake, persistence }) {
      const { key, venue, origin } = order.intent
      const route = routes.of(venue)
      const before = askedBy(order)
      const isOpen = order.state === 'ACCEPTED' || order.state === 'PARTIAL'
      if (route?.doAmend === undefined || !isOpen || origin === 'foreign' || asked.has(key)) return false
      if (before.terms.kind !== 'limit' || before.terms.minFill !== null) return false
      const next = { stake: money(stake ?? before.stake), persistence: persistence ?? before.terms.persistence }
      const isOther = next.persistence !== before.terms.persistence
      if (next.stake > before.stake || next.stake <= order.matchedStake + order.voidedStake) return false
      if (next.stake === before.stake && !isOther) return false
      const { stakeStep, orders = PLAIN_ORDERS } = route.traits
      if (next.stake % stakeStep !== 0 || (isOther && !orders.persistence.includes(next.persistence))) return false
      asked.set(key, next)
      emit({ type: 'amend', order, change: next })
      return true
    },
    answered(key, outcome) {
      const change = asked.get(key)
      asked.delete(key)
      if (outcome.kind === 'amended') {
        matched.hear(key, outcome, false, account().order(key))
        if (change !== undefined) advance(key, { type: 'amended', at: now(), ...change })
        return
      }
      // It is taken for as large as it was, and can only be smaller.
      const code = outcome.kind === 'refused' ? 'AMEND_REFUSED' : 'AMEND_UNKNOWN'
      tell({ type: 'warning', code, message: `${key}: ${outcome.reason.code}, ${outcome.reason.message}` })
    },
  }
}

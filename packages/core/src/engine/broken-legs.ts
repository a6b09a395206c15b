import { marketExposure } from '../limits/exposure.ts'
import { positionOf } from '../limits/exposure-change.ts'
import type { Order } from '../order/order.ts'
import { isGivenUp, isLive } from '../order/order-state.ts'
import type { DecisionKey } from '../units/ids.ts'
import { add, formatMoney, ZERO } from '../units/money.ts'
import type { EngineContext } from './engine-context.ts'

/** Calls people where one leg of a decision cannot be had and another is there: what was to be one bet is a risk of its own. */
export interface BrokenLegs {
  /** An order has changed. */
  orderChanged(order: Order): void
}

/** Watches the legs of one engine's account. */
export function createBrokenLegs({
  account,
  currency,
  tell,
}: Pick<EngineContext, 'account' | 'currency' | 'tell'>): BrokenLegs {
  /** By the first leg of their decision: which leg cannot be had and why, and whether people were called for the others. */
  const decisions = new Map<DecisionKey, { readonly why: string; isTold: boolean }>()

  return {
    orderChanged({ intent, state, reason }) {
      const { legs = [], key } = intent
      const [first] = legs
      if (first === undefined) return
      const live = legs.flatMap((leg) => {
        const order = account().order(leg)
        return order !== undefined && isLive(order) ? [order] : []
      })
      if (isGivenUp({ state }) && live.length > 0 && !decisions.has(first)) {
        const cause = reason === null ? state : `${reason.code}, ${reason.message}`
        decisions.set(first, { why: `${key} cannot be had (${cause})`, isTold: false })
      }
      const decision = decisions.get(first)
      if (decision === undefined) return
      if (live.length === 0) {
        decisions.delete(first)
        if (decision.isTold) tell({ type: 'alert-resolved', code: 'LEGS_BROKEN', key: `legs:${first}` })
        return
      }
      // What is on its way yet may fall with it.
      const there = live.filter((order) => order.state !== 'SENDING')
      if (there.length === 0 || decision.isTold) return
      decision.isTold = true
      const risk = formatMoney(riskOf(there), currency)
      const open = there.map((order) => `${order.intent.key} (${order.state})`).join(', ')
      const message = `of ${legs.length} legs, ${decision.why}; what is left can lose ${risk}: ${open}`
      tell({ type: 'alert', code: 'LEGS_BROKEN', key: `legs:${first}`, message })
    },
  }
}

/** What legs can lose together. */
function riskOf(orders: readonly Order[]) {
  const markets = Map.groupBy(orders, ({ intent }) => intent.market)
  let sum = ZERO
  for (const legs of markets.values()) {
    sum = add(sum, marketExposure(legs.map(positionOf).filter((position) => position !== null)))
  }
  return sum
}

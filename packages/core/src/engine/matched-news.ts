import { hearMatched } from '../order/hear-matched.ts'
import { type Matched, matchedOf } from '../order/matched.ts'
import type { Order } from '../order/order.ts'
import { isSettled } from '../order/order-state.ts'
import type { DecisionKey } from '../units/ids.ts'
import type { EngineContext } from './engine-context.ts'

/** Takes in what venues tell of the matched parts of orders. */
export interface MatchedNews {
  /**
   * A venue has told what is matched of an order.
   *
   * @param isLast - Whether it said that nothing more can be matched.
   * @param stored - The order as the store has it, where it is not live.
   */
  hear(key: DecisionKey, told: Matched, isLast: boolean, stored?: Order): void
}

/** Hears of the matched parts of one engine's orders. What cannot be so changes nothing, and people are called once. */
export function createMatchedNews({ account, advance, now, tell }: EngineContext): MatchedNews {
  const alerted = new Map<DecisionKey, string>()

  function warnOfPrice(key: DecisionKey, order: Order | undefined, told: Matched): void {
    const isPriced = told.averagePrice !== null || told.matchedValue !== undefined
    if (isPriced || told.matchedStake <= (order?.matchedStake ?? 0)) return
    const message = `${key}: the venue matched ${told.matchedStake} and told no price: its own is taken`
    tell({ type: 'warning', code: 'FILL_WITHOUT_PRICE', message })
  }

  return {
    hear(key, told, isLast, stored) {
      const order = account().order(key) ?? stored
      if (order === undefined) {
        if (told.matchedStake === 0 && (told.voidedStake ?? 0) === 0) return
      } else {
        const heard = hearMatched(order, told, isLast)
        if (heard.kind === 'impossible' && alerted.get(key) !== heard.detail) {
          alerted.set(key, heard.detail)
          const message = `what the venue says of ${key} cannot be so and is not taken in: ${heard.detail}, in minor units`
          tell({ type: 'alert', code: 'IMPOSSIBLE_FILL', key, message })
        }
        if (heard.kind !== 'news') return
        // Of one that was paid already, only more that is matched is anything to be called for.
        if (isSettled(order) && told.matchedStake <= order.matchedStake) return
      }
      warnOfPrice(key, order, told)
      advance(key, { type: 'matched', at: now(), ...matchedOf(told) })
    },
  }
}

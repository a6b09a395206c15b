import { type Money, money } from '../units/money.ts'
import { PRICE_SCALE } from '../units/price.ts'
import type { Cover, Intent } from './intent.ts'
import { unmatchedStake } from './open-part.ts'
import type { Order } from './order.ts'
import { isAtVenue, isOpen } from './order-state.ts'
import type { RejectionCode } from './rejection.ts'

/**
 * The most that an open order can hold for one that asks for no more than what is open of it and never is open together with it: what its
 * open part can lose. Of lays a minor unit less, since each is rounded up by itself.
 */
function coverableBy(order: Order): Money {
  const { side, terms, price, eachWay } = order.intent
  if (!isAtVenue(order) || terms.kind !== 'limit' || eachWay !== undefined) return money(0)
  const open = unmatchedStake(order)
  if (side === 'back') return open
  return money(Math.max(0, Math.floor((open * (price - PRICE_SCALE)) / PRICE_SCALE) - 1))
}

/**
 * What an open order holds for the one that is to replace it; `null` where that is nothing.
 *
 * @param by - Asks for the stake that is open of it, on the same selection and side.
 * @example
 * ```ts
 * coverOf(newOrder(intent).order, intent) // null: nobody knows yet whether its venue has it
 * ```
 */
export function coverOf(order: Order, by: Pick<Intent, 'side' | 'liability'>): Cover | null {
  const most = by.side === 'back' ? by.liability : by.liability - 1
  const liability = money(Math.min(coverableBy(order), most))
  return liability > 0 ? { liability, version: order.version } : null
}

/**
 * Why an intent cannot count on what another order holds for it; `null` when it can, or does not.
 *
 * @param replaced - The order that it is to replace, as the store has it.
 * @param isTaken - Whether that holds for another already.
 * @example
 * ```ts
 * coverDenial(intent, undefined, false) // null: it counts on nobody else
 * ```
 */
export function coverDenial(
  intent: Intent,
  replaced: Order | undefined,
  isTaken: boolean,
): { readonly code: RejectionCode; readonly detail: string } | null {
  const { covers, replaces } = intent
  if (covers === undefined) return null
  const isSame =
    replaced !== undefined &&
    replaced.version === covers.version &&
    COMMON.every((field) => replaced.intent[field] === intent[field]) &&
    covers.liability <= coverableBy(replaced)
  return isSame && !isTaken ? null : replacedChanged(replaces)
}

const COMMON = ['account', 'venue', 'market', 'selection', 'side'] as const

/**
 * An intent turned down because the order that it was to replace is not what it was decided by.
 *
 * @example
 * ```ts
 * replacedChanged(intent.key).code // 'REPLACED_CHANGED'
 * ```
 */
export function replacedChanged(replaces: Intent['replaces']): {
  readonly code: RejectionCode
  readonly detail: string
} {
  return { code: 'REPLACED_CHANGED', detail: `${replaces} has changed since, or is being replaced already` }
}

/**
 * Whether an order, by a change, holds nothing for another any more: once nothing of it is open, or it was made smaller. What is matched of
 * it meanwhile is held by it all the same; what it holds for the other falls with what can still come of that, where that is known to be less.
 *
 * @example
 * ```ts
 * endsCover(order, order) // false
 * ```
 */
export function endsCover(before: Order, after: Order): boolean {
  return isOpen(before) && (!isOpen(after) || after.amendedStake !== before.amendedStake)
}

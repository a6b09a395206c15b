import { type Money, money, ZERO } from '../units/money.ts'
import { PRICE_SCALE } from '../units/price.ts'
import type { Intent } from './intent.ts'
import { liabilityOfParts, matchedWinnings } from './liability.ts'
import type { Order } from './order.ts'
import { isSizedByLiability } from './order-terms.ts'

/** What of an order tells what of it is open. */
export type PartlyMatched = Pick<Order, 'matchedStake' | 'voidedStake' | 'matchedValue'> & {
  readonly intent: Pick<Intent, 'side' | 'terms' | 'price' | 'stake' | 'liability'>
}

/**
 * What of an order can still be matched, as long as it is open: of one that is sized by its liability, what the rest of that comes to at
 * the price of its intent.
 */
export function unmatchedStake(order: PartlyMatched): Money {
  const { intent, matchedStake, voidedStake } = order
  const left = intent.stake - matchedStake - voidedStake
  if (!isSizedByLiability(intent)) return left > 0 ? money(left) : ZERO
  if (intent.terms.kind !== 'limit') return voidedStake > 0 || isSpent(order) ? ZERO : stakeLeft(order)
  return left > 0 && !isSpent(order) ? money(left) : ZERO
}

/**
 * The most that an order can lose: its matched part together with what is open of it.
 *
 * @param isOpen - Whether more of it can be matched.
 * @throws InvalidValueError `INVALID_VALUE` when the result is beyond 2^53 minor units.
 */
export function liabilityOfOrder(order: PartlyMatched, isOpen: boolean): Money {
  const { matchedStake, matchedValue } = order
  const { side, price, terms, liability } = order.intent
  const matched = { side, matchedStake, matchedValue }
  const open = isOpen ? unmatchedStake(order) : ZERO
  const parts = liabilityOfParts(matched, open, price)
  if (open === 0 || !isSizedByLiability(order.intent)) return parts
  // Whatever the starting price, it never comes to more than was asked.
  const most = money(Math.max(liability, matchedWinnings(matched, 'up')))
  return terms.kind === 'limit' ? money(Math.min(parts, most)) : most
}

/** Whether what is left of a lay's liability buys no further minor unit of stake at the price at which it was matched. */
function isSpent({ intent, matchedStake, matchedValue }: PartlyMatched): boolean {
  if (matchedStake === 0) return false
  const unit = matchedValue / matchedStake - PRICE_SCALE
  return intent.liability * PRICE_SCALE - (matchedValue - matchedStake * PRICE_SCALE) < unit
}

/** Of a lay on close. */
function stakeLeft({ intent, matchedStake, matchedValue }: PartlyMatched): Money {
  const left = intent.liability * PRICE_SCALE - (matchedValue - matchedStake * PRICE_SCALE)
  return money(Math.max(1, Math.floor(left / (intent.price - PRICE_SCALE))))
}

import { type Money, money, ZERO } from '../units/money.ts'
import { PRICE_SCALE } from '../units/price.ts'
import { type Asked, type AskingOrder, askedBy } from './amendment.ts'
import { liabilityOfParts, matchedWinnings } from './liability.ts'
import type { Order } from './order.ts'
import { isSizedByLiability } from './order-terms.ts'

/** What of an order tells what of it is open. */
export type PartlyMatched = AskingOrder & MatchedOf

type MatchedOf = Pick<Order, 'matchedStake' | 'voidedStake' | 'matchedValue'>

/**
 * What of an order can still be matched, as long as it is open: of one that is sized by its liability, what the rest of that comes to at
 * the price of its intent.
 */
export function unmatchedStake(order: PartlyMatched): Money {
  return leftOf(order, askedBy(order))
}

function leftOf(order: MatchedOf, asked: Asked): Money {
  const { matchedStake, voidedStake } = order
  const left = asked.stake - matchedStake - voidedStake
  if (!isSizedByLiability(asked)) return left > 0 ? money(left) : ZERO
  if (asked.terms.kind !== 'limit') return voidedStake > 0 || isSpent(order, asked) ? ZERO : stakeLeft(order, asked)
  return left > 0 && !isSpent(order, asked) ? money(left) : ZERO
}

/**
 * The most that an order can lose: its matched part together with what is open of it.
 *
 * @param isOpen - Whether more of it can be matched.
 * @throws InvalidValueError `INVALID_VALUE` when the result is beyond 2^53 minor units.
 */
export function liabilityOfOrder(order: PartlyMatched, isOpen: boolean): Money {
  const { matchedStake, matchedValue } = order
  const asked = askedBy(order)
  const { side, price, terms, liability, eachWay } = asked
  const matched = { side, matchedStake, matchedValue, eachWay }
  const open = isOpen ? leftOf(order, asked) : ZERO
  const parts = liabilityOfParts(matched, open, price)
  if (open === 0 || !isSizedByLiability(asked)) return parts
  // Whatever the starting price, it never comes to more than was asked.
  const most = money(Math.max(liability, matchedWinnings(matched, 'up')))
  return terms.kind === 'limit' ? money(Math.min(parts, most)) : most
}

/** Whether what is left of a lay's liability buys no further minor unit of stake at the price at which it was matched. */
function isSpent({ matchedStake, matchedValue }: MatchedOf, asked: Asked): boolean {
  if (matchedStake === 0) return false
  const unit = matchedValue / matchedStake - PRICE_SCALE
  return asked.liability * PRICE_SCALE - (matchedValue - matchedStake * PRICE_SCALE) < unit
}

/** Of a lay on close. */
function stakeLeft({ matchedStake, matchedValue }: MatchedOf, asked: Asked): Money {
  const left = asked.liability * PRICE_SCALE - (matchedValue - matchedStake * PRICE_SCALE)
  return money(Math.max(1, Math.floor(left / (asked.price - PRICE_SCALE))))
}

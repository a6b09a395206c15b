import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { type Money, negate, ZERO } from '../units/money.ts'
import type { Timestamp } from '../units/timestamp.ts'
import type { BetEnding } from './bet-ending.ts'
import { liabilityOfParts } from './liability.ts'
import type { ByHand, Order, OrderEvent } from './order.ts'
import { isSettled } from './order-state.ts'

/**
 * The event by which a person ends an order with figures: one that has ended is corrected, any other settled or returned.
 *
 * @throws InvalidValueError `INVALID_VALUE` when more is lost than was matched, or a void brings anything.
 */
export function settledByHand(order: Order, ending: BetEnding, at: Timestamp, byHand: ByHand): OrderEvent {
  const { outcome, profit } = ending
  const { matchedStake, matchedValue } = order
  if (outcome === 'void' && profit !== 0) throw new InvalidValueError('profit', profit, '0 for a void')
  const most = mostLost(order)
  if (negate(profit) > most) throw new InvalidValueError('profit', profit, `a loss of no more than ${most}`)
  if (isSettled(order)) return { type: 'corrected', at, outcome, profit, byHand }
  if (outcome === 'void') return { type: 'voided', at, byHand }
  return { type: 'settled', at, matchedStake, matchedValue, outcome, profit, byHand }
}

function mostLost({ intent: { side, price, eachWay }, matchedStake, matchedValue }: Order): Money {
  return liabilityOfParts({ side, matchedStake, matchedValue, eachWay }, ZERO, price)
}

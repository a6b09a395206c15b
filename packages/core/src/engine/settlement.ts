import type { MarketResult, SelectionEnding } from '../market/market-result.ts'
import { type BetEnding, endingOf } from '../order/bet-ending.ts'
import type { Order, OrderEvent } from '../order/order.ts'
import type { SettledOrder } from '../order/settled-order.ts'
import type { Timestamp } from '../units/timestamp.ts'

/**
 * The event by which the end of its selection ends an order: what was matched is paid or returned; an order of which nothing was matched
 * lapses.
 *
 * @param ended - What became of its selection.
 */
export function settlementEvent(
  order: Order,
  ended: SelectionEnding,
  result: Pick<MarketResult, 'deductions'>,
  at: Timestamp,
): OrderEvent {
  const { matchedStake, matchedValue } = order
  if (matchedStake === 0) {
    const reason = { code: 'MARKET_SETTLED', message: 'the market ended before anything was matched' }
    return { type: 'lapsed', at, reason }
  }
  const { outcome, profit } = endingBy(order, ended, result)
  if (outcome === 'void') return { type: 'voided', at }
  return { type: 'settled', at, matchedStake, matchedValue, outcome, profit }
}

/** The event by which a result that should have been the first one ends a settled order; `null` when it ended so already. */
export function correctionEvent(
  order: Order,
  ended: SelectionEnding,
  result: Pick<MarketResult, 'deductions'>,
  at: Timestamp,
): OrderEvent | null {
  const isSettled = order.state === 'SETTLED' || order.state === 'VOIDED'
  if (!isSettled || order.matchedStake === 0) return null
  const should = endingBy(order, ended, result)
  const isSo = order.outcome === should.outcome && order.profit === should.profit
  return isSo ? null : { type: 'corrected', at, ...should }
}

/** What a result makes of the matched part of an order. */
export function endingBy(
  order: SettledOrder,
  ended: SelectionEnding,
  { deductions }: Pick<MarketResult, 'deductions'>,
): BetEnding {
  const { side, decidedAt, eachWay } = order.intent
  const { matchedStake, matchedValue } = order
  const concerning = deductions.filter(({ before }) => decidedAt < before)
  return endingOf({ side, matchedStake, matchedValue, eachWay }, ended, concerning)
}

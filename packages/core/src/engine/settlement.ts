import type { MarketResult } from '../market/market-update.ts'
import type { Intent } from '../order/intent.ts'
import { grossProfit } from '../order/liability.ts'
import type { BetOutcome, Order, OrderEvent } from '../order/order.ts'
import { type Money, ZERO } from '../units/money.ts'
import type { PriceUnits } from '../units/price.ts'
import type { Timestamp } from '../units/timestamp.ts'

/**
 * The event by which a result ends an order: what was matched is paid or returned;
 * an order of which nothing was matched lapses.
 */
export function settlementEvent(order: Order, result: MarketResult, at: Timestamp): OrderEvent {
  const { intent, matchedStake, averagePrice } = order
  if (matchedStake === 0 || averagePrice === null) {
    const reason = { code: 'MARKET_SETTLED', message: 'the market ended before anything was matched' }
    return { type: 'lapsed', at, reason }
  }
  if (result.void) return { type: 'voided', at }
  return { type: 'settled', at, matchedStake, ...paid(intent, matchedStake, averagePrice, result) }
}

/** The event by which a result that should have been the first one ends a settled order; `null` when it ended so already. */
export function correctionEvent(order: Order, result: MarketResult, at: Timestamp): OrderEvent | null {
  const { intent, matchedStake, averagePrice } = order
  const isSettled = order.state === 'SETTLED' || order.state === 'VOIDED'
  if (!isSettled || matchedStake === 0 || averagePrice === null) return null
  const should: Ending = result.void
    ? { outcome: 'void', profit: ZERO }
    : paid(intent, matchedStake, averagePrice, result)
  const isSo = order.outcome === should.outcome && order.profit === should.profit
  return isSo ? null : { type: 'corrected', at, ...should }
}

interface Ending {
  readonly outcome: BetOutcome
  readonly profit: Money
}

function paid(
  { selection, side }: Intent,
  matchedStake: Money,
  averagePrice: PriceUnits,
  { winners }: MarketResult,
): Ending & { readonly outcome: 'won' | 'lost' } {
  const outcome = winners.includes(selection) === (side === 'back') ? 'won' : 'lost'
  return { outcome, profit: grossProfit({ side, matchedStake, averagePrice }, outcome, 'half-up') }
}

import type { MarketResult } from '../market/market-update.ts'
import { grossProfit } from '../order/liability.ts'
import type { BetOutcome, Order, OrderEvent } from '../order/order.ts'
import { type Money, ZERO } from '../units/money.ts'
import type { Timestamp } from '../units/timestamp.ts'

/**
 * The event by which a result ends an order: what was matched is paid or returned;
 * an order of which nothing was matched lapses.
 */
export function settlementEvent(order: Order, result: MarketResult, at: Timestamp): OrderEvent {
  const { matchedStake, matchedValue } = order
  if (matchedStake === 0) {
    const reason = { code: 'MARKET_SETTLED', message: 'the market ended before anything was matched' }
    return { type: 'lapsed', at, reason }
  }
  if (result.void) return { type: 'voided', at }
  return { type: 'settled', at, matchedStake, matchedValue, ...paid(order, result) }
}

/** The event by which a result that should have been the first one ends a settled order; `null` when it ended so already. */
export function correctionEvent(order: Order, result: MarketResult, at: Timestamp): OrderEvent | null {
  const isSettled = order.state === 'SETTLED' || order.state === 'VOIDED'
  if (!isSettled || order.matchedStake === 0) return null
  const should: Ending = result.void ? { outcome: 'void', profit: ZERO } : paid(order, result)
  const isSo = order.outcome === should.outcome && order.profit === should.profit
  return isSo ? null : { type: 'corrected', at, ...should }
}

interface Ending {
  readonly outcome: BetOutcome
  readonly profit: Money
}

function paid(
  { intent, matchedStake, matchedValue }: Order,
  { winners }: MarketResult,
): Ending & { readonly outcome: 'won' | 'lost' } {
  const { selection, side } = intent
  const outcome = winners.includes(selection) === (side === 'back') ? 'won' : 'lost'
  return { outcome, profit: grossProfit({ side, matchedStake, matchedValue }, outcome, 'half-up') }
}

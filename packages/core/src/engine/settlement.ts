import type { MarketResult } from '../market/market-update.ts'
import { grossProfit } from '../order/liability.ts'
import type { BetOutcome, Order, OrderEvent } from '../order/order.ts'
import { type Money, money, subtract, ZERO } from '../units/money.ts'
import type { Timestamp } from '../units/timestamp.ts'

/**
 * The event by which a result ends an order: what was matched is paid, less the commission agreed when it was decided, or returned;
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
  const should: Ending = result.void ? { outcome: 'void', profit: ZERO, commission: ZERO } : paid(order, result)
  const isSo =
    order.outcome === should.outcome && order.profit === should.profit && order.commission === should.commission
  return isSo ? null : { type: 'corrected', at, ...should }
}

interface Ending {
  readonly outcome: BetOutcome
  readonly profit: Money
  readonly commission: Money
}

function paid(
  { intent, matchedStake, matchedValue }: Order,
  { winners }: MarketResult,
): Ending & { readonly outcome: 'won' | 'lost' } {
  const { selection, side, commission: rate } = intent
  const outcome = winners.includes(selection) === (side === 'back') ? 'won' : 'lost'
  const gross = grossProfit({ side, matchedStake, matchedValue }, outcome, 'half-up')
  const commission = gross > 0 ? money(Math.round(gross * rate)) : ZERO
  return { outcome, profit: subtract(gross, commission), commission }
}

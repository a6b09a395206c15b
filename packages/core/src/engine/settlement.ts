import type { MarketResult } from '../market/market-update.ts'
import { grossProfit } from '../order/liability.ts'
import type { Order, OrderEvent } from '../order/order.ts'
import { money, subtract, ZERO } from '../units/money.ts'
import type { Timestamp } from '../units/timestamp.ts'

/**
 * The event by which a result ends an order: what was matched is paid, less the commission agreed when it was decided, or returned;
 * an order of which nothing was matched lapses.
 */
export function settlementEvent(order: Order, result: MarketResult, at: Timestamp): OrderEvent {
  const { intent, matchedStake, averagePrice } = order
  if (matchedStake === 0 || averagePrice === null) {
    const reason = { code: 'MARKET_SETTLED', message: 'the market ended before anything was matched' }
    return { type: 'lapsed', at, reason }
  }
  if (result.void) return { type: 'voided', at }
  const selectionWon = result.winners.includes(intent.selection)
  const outcome = selectionWon === (intent.side === 'back') ? 'won' : 'lost'
  const gross = grossProfit({ side: intent.side, matchedStake, averagePrice }, outcome, 'half-up')
  const commission = gross > 0 ? money(Math.round(gross * intent.commission)) : ZERO
  return { type: 'settled', at, outcome, profit: subtract(gross, commission), commission }
}

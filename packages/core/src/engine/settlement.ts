import type { MarketResult } from '../market/market-update.ts'
import { grossProfit } from '../order/liability.ts'
import type { Order, OrderEvent } from '../order/order.ts'
import { money, subtract, ZERO } from '../units/money.ts'
import type { Timestamp } from '../units/timestamp.ts'

/**
 * The events by which a result ends an order: what is still open lapses, what was matched is paid or returned.
 *
 * @param commission - On net winnings, in [0, 1).
 */
export function settlementEvents(
  order: Order,
  result: MarketResult,
  commission: number,
  at: Timestamp,
): readonly OrderEvent[] {
  const { intent, matchedStake, averagePrice } = order
  if (matchedStake === 0 || averagePrice === null) {
    return [
      {
        type: 'lapsed',
        at,
        reason: { code: 'MARKET_SETTLED', message: 'the market ended before anything was matched' },
      },
    ]
  }
  if (result.void) return [{ type: 'voided', at }]
  const selectionWon = result.winners.includes(intent.selection)
  const outcome = selectionWon === (intent.side === 'back') ? 'won' : 'lost'
  const gross = grossProfit({ side: intent.side, matchedStake, averagePrice }, outcome, 'half-up')
  const charged = gross > 0 ? money(Math.round(gross * commission)) : ZERO
  return [{ type: 'settled', at, outcome, profit: subtract(gross, charged), commission: charged }]
}

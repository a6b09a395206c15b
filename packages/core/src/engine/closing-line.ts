import type { MarketView } from '../market/board.ts'
import { selectionIndex } from '../market/market.ts'
import type { Order, OrderEvent } from '../order/order.ts'
import type { Timestamp } from '../units/timestamp.ts'
import type { Strategy } from './strategy.ts'

/** The event that notes an order's closing line, by its own strategy's idea of fair prices, or `null` where that says nothing. */
export function closingLineEvent(
  order: Order,
  strategy: Strategy | undefined,
  view: MarketView,
  at: Timestamp,
): OrderEvent | null {
  const book = strategy?.fairPrices?.fairMarket(view)
  const closingProbability = book?.probabilities[selectionIndex(view.market, order.intent.selection)]
  if (closingProbability === undefined || closingProbability === order.closingProbability) return null
  return { type: 'closing-line', at, closingProbability }
}

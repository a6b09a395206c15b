import type { MarketView } from '../market/board.ts'
import { selectionIndex } from '../market/market.ts'
import type { Order, OrderEvent } from '../order/order.ts'
import type { Timestamp } from '../units/timestamp.ts'
import type { Strategy } from './strategy.ts'

/**
 * The event that notes an order's closing line, by its own strategy's idea of fair prices, or `null` where it is known already or
 * cannot be told.
 */
export function closingLineEvent(
  order: Order,
  strategy: Strategy | undefined,
  view: MarketView,
  at: Timestamp,
): OrderEvent | null {
  if (order.closingProbability !== null) return null
  const book = strategy?.fairPrices?.fairBook(view)
  const closingProbability = book?.probabilities[selectionIndex(view.market, order.intent.selection)]
  return closingProbability === undefined ? null : { type: 'closing-line', at, closingProbability }
}

import { createBoard, type MarketView } from '../market/board.ts'
import { selectionIndex } from '../market/market.ts'
import type { MarketResult, MarketUpdate } from '../market/market-update.ts'
import type { Order } from '../order/order.ts'
import type { DecisionKey, MarketId } from '../units/ids.ts'
import { closingLineEvent } from './closing-line.ts'
import type { EngineContext } from './engine-context.ts'
import { settlementEvent } from './settlement.ts'

/** What happens to orders when their market starts and ends: closing lines and settlement. */
export interface MarketEnd {
  /** Before news is taken in: what was shown until now is the closing line when the event has started with it. */
  beforeUpdate(update: MarketUpdate): void
  /** Closing prices from elsewhere. */
  closing(update: MarketUpdate): void
  /** Settles the orders of a market; `false` when the result cannot be believed and was passed over. */
  result(result: MarketResult): boolean
  /** An order has changed: one whose outcome was unknown when its market ended may be settled now. */
  orderChanged(order: Order): void
}

/** Follows the markets of one engine to their end. */
export function createMarketEnd({ account, advance, board, now, seats, tell }: EngineContext): MarketEnd {
  /** Orders that were not known to be placed when their market ended. */
  const unresolved = new Map<DecisionKey, MarketResult>()
  /** What was told of results that cannot be believed: sources repeat them as long as bets wait. */
  const doubted = new Map<MarketId, string>()

  function noteClosingLine(order: Order, view: MarketView): void {
    const event = closingLineEvent(order, seats.get(order.intent.strategy)?.strategy, view, now())
    if (event !== null) advance(order.intent.key, event)
  }

  function settle(order: Order, result: MarketResult): void {
    advance(order.intent.key, settlementEvent(order, result, now()))
  }

  return {
    beforeUpdate(update) {
      const before = board.get(update.market.id)
      if (before === undefined) return
      // The earlier of the two starts: whoever learns late that an event was moved forward has seen prices in play.
      const start = Math.min(before.market.event.startsAt, update.market.event.startsAt)
      const hasStarted = update.status === 'closed' || update.inPlay || update.receivedAt > start
      if (!hasStarted || before.inPlay || before.receivedAt > start) return
      for (const order of account().ordersIn(update.market.id)) noteClosingLine(order, before)
    },
    closing(update) {
      const orders = account().ordersIn(update.market.id)
      if (orders.length === 0) return
      const view = createBoard().apply(update)
      for (const order of orders) noteClosingLine(order, view)
    },
    result(result) {
      const view = board.get(result.market)
      const orders = account().ordersIn(result.market)
      const doubt = doubtIn(result, view, orders)
      if (doubt !== null) {
        if (doubted.get(result.market) === doubt) return false
        doubted.set(result.market, doubt)
        tell({ type: 'warning', code: 'RESULT_UNREADABLE', message: `${result.market}: ${doubt}` })
        return false
      }
      doubted.delete(result.market)
      const isClosing = view !== undefined && !view.inPlay && view.receivedAt <= view.market.event.startsAt
      for (const order of orders) {
        if (isClosing && order.closingProbability === null) noteClosingLine(order, view)
        if (order.state === 'SENDING' || order.state === 'UNKNOWN') unresolved.set(order.intent.key, result)
        else settle(order, result)
      }
      return true
    },
    orderChanged(order) {
      const result = unresolved.get(order.intent.key)
      if (result === undefined || order.state === 'SENDING' || order.state === 'UNKNOWN') return
      const isLive = account().order(order.intent.key) !== undefined
      if (isLive) settle(order, result)
      // An order that was accepted a moment ago may yet turn out to be matched.
      if (!isLive || order.matchedStake > 0) unresolved.delete(order.intent.key)
    },
  }
}

/** Why a result cannot be what happened, or says nothing of a bet; `null` when it can be believed. */
function doubtIn(
  { winners, void: isVoid, selections }: MarketResult,
  view: MarketView | undefined,
  orders: readonly Order[],
): string | null {
  if (isVoid) return null
  if (winners.length === 0) return 'a result without a winner that is not void'
  const stranger = view && winners.find((winner) => selectionIndex(view.market, winner) === -1)
  if (stranger !== undefined) return `${stranger} won, which is no selection of this market`
  // The market may be long gone from the board: then only the result can tell which names it speaks of.
  const missing = selections && orders.find(({ intent }) => !selections.includes(intent.selection))
  return missing === undefined ? null : `it speaks of ${selections?.join(', ')}, not of ${missing.intent.selection}`
}

import type { Order } from '../order/order.ts'
import type { DecisionKey, MarketId } from '../units/ids.ts'
import type { EngineContext } from './engine-context.ts'

/** Orders that have ended in a run, for as long as their market is not over. */
export interface FinishedOrders {
  in(market: MarketId): readonly Order[]
  /** Takes the place of an earlier version of the order. */
  remember(order: Order): void
  /** An order has turned out to be live again. */
  revive(order: Order): void
  /** Forgets those of a market that is over and has no live ones. */
  forget(market: MarketId): void
}

const NONE: readonly Order[] = Object.freeze([])

/** Remembers nothing yet. */
export function createFinishedOrders({ account, board }: EngineContext): FinishedOrders {
  const ended = new Map<MarketId, Map<DecisionKey, Order>>()

  function forget(market: MarketId): void {
    if (board.get(market) === undefined && account().ordersIn(market).length === 0) ended.delete(market)
  }

  return {
    in(market) {
      const orders = ended.get(market)
      return orders === undefined ? NONE : [...orders.values()]
    },
    remember(order) {
      const { key, market } = order.intent
      const orders = ended.get(market)
      if (orders === undefined) ended.set(market, new Map([[key, order]]))
      else orders.set(key, order)
      forget(market)
    },
    revive({ intent: { key, market } }) {
      ended.get(market)?.delete(key)
    },
    forget,
  }
}

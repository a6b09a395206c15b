import type { Order } from '../order/order.ts'
import { isLive } from '../order/order-state.ts'
import type { DecisionKey, MarketId } from '../units/ids.ts'

/** The live orders of an account, by key and by market. */
export interface OrderIndex {
  readonly size: number
  /** What they can lose together, in minor units. */
  readonly atRisk: number
  get(key: DecisionKey): Order | undefined
  in(market: MarketId): readonly Order[]
  all(): Iterable<Order>
  /** Takes in a new version of an order; says whether it was live before, here. */
  put(order: Order): { readonly wasLive: boolean }
}

const NONE: readonly Order[] = Object.freeze([])

/** An empty index. */
export function createOrderIndex(): OrderIndex {
  const orders = new Map<DecisionKey, Order>()
  const byMarket = new Map<MarketId, Set<DecisionKey>>()
  let atRisk = 0

  function drop({ intent }: Order): void {
    orders.delete(intent.key)
    const keys = byMarket.get(intent.market)
    keys?.delete(intent.key)
    if (keys?.size === 0) byMarket.delete(intent.market)
  }

  function keep(order: Order): void {
    orders.set(order.intent.key, order)
    const keys = byMarket.get(order.intent.market)
    if (keys === undefined) byMarket.set(order.intent.market, new Set([order.intent.key]))
    else keys.add(order.intent.key)
  }

  return {
    get size() {
      return orders.size
    },
    get atRisk() {
      return atRisk
    },
    get: (key) => orders.get(key),
    in(market) {
      const keys = byMarket.get(market)
      if (keys === undefined) return NONE
      const found: Order[] = []
      for (const key of keys) {
        const order = orders.get(key)
        if (order !== undefined) found.push(order)
      }
      return found
    },
    all: () => orders.values(),
    put(order) {
      const before = orders.get(order.intent.key)
      atRisk += order.reserved - (before?.reserved ?? 0)
      if (isLive(order)) keep(order)
      else drop(order)
      return { wasLive: before !== undefined }
    },
  }
}

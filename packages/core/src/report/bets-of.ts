import type { Order } from '../order/order.ts'
import type { OrderQuery } from '../ports/store/orders.ts'
import type { StoreReader } from '../ports/store.ts'

const PAGE = 500

/** Which orders to go through: by state, strategy, market and time of decision. */
export type BetQuery = Omit<OrderQuery, 'limit' | 'after'>

/**
 * Every order that a query finds, newest decision first, however many there are: they are read page by page, as they are asked for.
 *
 * @throws StoreError `UNKNOWN_ACCOUNT`, and whatever else keeps the store from being read.
 * @example
 * ```ts
 * for await (const order of betsOf(store, { account, states: ['SETTLED'], strategy: 'value' })) console.log(order.profit)
 * ```
 */
export async function* betsOf(
  reader: Pick<StoreReader, 'orders'>,
  query: BetQuery,
  signal?: AbortSignal,
): AsyncGenerator<Order, void, undefined> {
  let page: readonly Order[] = []
  do {
    signal?.throwIfAborted()
    const last = page.at(-1)
    page = await reader.orders({ ...query, limit: PAGE, ...(last === undefined ? {} : { after: last.intent.key }) })
    yield* page
  } while (page.length === PAGE)
}

import type { AccountKey, DecisionKey, Intent, OrderEvent } from '@betting-advisor/core'
import { unknownAccount } from '@betting-advisor/core/store'
import type { Query } from '../connection.ts'
import { type AccountRow, ORDER_COLUMNS, type OrderRow } from './records.ts'

/** For statements that read orders from `betting_advisor.orders o`. */
export const ORDER_LIST = ORDER_COLUMNS.map((column) => `o.${column}`).join(', ')

/** @throws StoreError `UNKNOWN_ACCOUNT` */
export async function accountRow(query: Query, key: AccountKey): Promise<AccountRow> {
  const [row] = await query<AccountRow>('SELECT * FROM betting_advisor.account WHERE key = $1', [key])
  if (row === undefined) throw unknownAccount(key)
  return row
}

/** The row of an order, or `undefined`. */
export async function orderRow(query: Query, key: DecisionKey): Promise<OrderRow | undefined> {
  const [row] = await query<OrderRow>(`SELECT ${ORDER_LIST} FROM betting_advisor.orders o WHERE o.key = $1`, [key])
  return row
}

/** The row of the order that is this one, by its reference or its key. */
export async function sameOrder(
  query: Query,
  { key, ref }: Pick<Intent, 'key' | 'ref'>,
): Promise<OrderRow | undefined> {
  const [row] = await query<OrderRow>(
    `SELECT ${ORDER_LIST} FROM betting_advisor.orders o WHERE o.ref = $1 OR o.key = $2 ORDER BY o.ref = $1 DESC LIMIT 1`,
    [ref, key],
  )
  return row
}

/** What happened to orders, by their numbers. */
export async function histories(
  query: Query,
  orders: readonly number[],
): Promise<ReadonlyMap<number, readonly OrderEvent[]>> {
  const rows = await query<{ order_number: number; body: OrderEvent }>(
    'SELECT order_number, body FROM betting_advisor.order_event WHERE order_number = ANY ($1::bigint[]) ORDER BY number',
    [orders],
  )
  const byOrder = new Map<number, OrderEvent[]>()
  for (const { order_number: order, body } of rows) {
    const known = byOrder.get(order)
    if (known === undefined) byOrder.set(order, [body])
    else known.push(body)
  }
  return byOrder
}

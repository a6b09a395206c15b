import type { Order } from '@betting-advisor/core'
import { type OrderQuery, pageSize, unknownOrder } from '@betting-advisor/core/store'
import type { Query } from '../connection.ts'
import { type OrderRow, orderOf } from './records.ts'
import { accountRow, ORDER_LIST, orderRow } from './rows.ts'

/** Lists orders. */
export async function listOrders(query: Query, asked: OrderQuery): Promise<readonly Order[]> {
  const limit = pageSize(asked.limit)
  await accountRow(query, asked.account)
  const { where, values } = await orderFilter(query, asked)
  const rows = await query<OrderRow>(
    `SELECT ${ORDER_LIST} FROM betting_advisor.orders o WHERE ${where} ORDER BY decided_at DESC, number DESC LIMIT ${limit}`,
    values,
  )
  return rows.map(orderOf)
}

async function orderFilter(query: Query, filter: OrderQuery): Promise<{ where: string; values: unknown[] }> {
  const conditions: string[] = []
  const values: unknown[] = []
  const where = (condition: (parameter: string) => string, value: unknown) => {
    values.push(value)
    conditions.push(condition(`$${values.length}`))
  }
  where((parameter) => `account = ${parameter}`, filter.account)
  if (filter.states !== undefined) where((parameter) => `state = ANY (${parameter}::text[])`, filter.states)
  if (filter.strategy !== undefined) where((parameter) => `strategy = ${parameter}`, filter.strategy)
  if (filter.since !== undefined) where((parameter) => `decided_at >= ${parameter}`, filter.since)
  if (filter.until !== undefined) where((parameter) => `decided_at < ${parameter}`, filter.until)
  if (filter.market !== undefined) where((parameter) => `market = ${parameter}`, filter.market)
  if (filter.after !== undefined) {
    const last = await orderRow(query, filter.after)
    if (last === undefined || last.account !== filter.account) throw unknownOrder(filter.after)
    values.push(last.decided_at, last.number)
    conditions.push(`(decided_at, number) < ($${values.length - 1}::bigint, $${values.length}::bigint)`)
  }
  return { where: conditions.join(' AND '), values }
}

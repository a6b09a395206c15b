import {
  type AccountKey,
  type AdvisorEvent,
  createAudit,
  type DecisionKey,
  type EquityChange,
  equityCurve,
  type OrderEvent,
  type OrderQuery,
  pageSize,
  type RecordedBooks,
  type StoreReader,
  unknownAccount,
  unknownOrder,
} from '@betting-advisor/core'
import type { Connection, Query } from './connection.ts'
import {
  type AccountRow,
  balancesOf,
  currencyOf,
  type LockRow,
  lockOf,
  type OrderRow,
  orderOf,
  type RunRow,
  runOf,
} from './records.ts'

const AUDIT_PAGE = 1_000

/** @throws StoreError `UNKNOWN_ACCOUNT` */
export async function accountRow(query: Query, key: AccountKey): Promise<AccountRow> {
  const [row] = await query<AccountRow>('SELECT * FROM betting_advisor.account WHERE key = $1', [key])
  if (row === undefined) throw unknownAccount(key)
  return row
}

/** The row of an order, or `undefined`. */
export async function orderRow(query: Query, key: DecisionKey): Promise<OrderRow | undefined> {
  const [row] = await query<OrderRow>('SELECT * FROM betting_advisor.orders WHERE key = $1', [key])
  return row
}

/** The reading half of the store. */
export function createReads(connection: Connection): StoreReader {
  const { query } = connection

  return {
    async accounts() {
      const rows = await query<{ key: AccountKey }>('SELECT key FROM betting_advisor.account ORDER BY key COLLATE "C"')
      return rows.map(({ key }) => key)
    },

    async runs(key) {
      await accountRow(query, key)
      const rows = await query<RunRow>('SELECT * FROM betting_advisor.run WHERE account = $1 ORDER BY number', [key])
      return rows.map(runOf)
    },

    balances: async (key) => balancesOf(await accountRow(query, key)),
    currency: async (key) => currencyOf(await accountRow(query, key)),

    async orders(orderQuery) {
      const limit = pageSize(orderQuery.limit)
      await accountRow(query, orderQuery.account)
      const { where, values } = await orderFilter(query, orderQuery)
      const rows = await query<OrderRow>(
        `SELECT * FROM betting_advisor.orders WHERE ${where} ORDER BY decided_at DESC, number DESC LIMIT ${limit}`,
        values,
      )
      return rows.map(orderOf)
    },

    async order(key) {
      const row = await orderRow(query, key)
      return row === undefined ? null : orderOf(row)
    },

    async history(key) {
      const row = await orderRow(query, key)
      if (row === undefined) throw unknownOrder(key)
      return (await histories(query, [row.number])).get(row.number) ?? []
    },

    async equity(key, since) {
      await accountRow(query, key)
      const changes = await query<{ at: EquityChange['at']; change: EquityChange['change'] }>(
        `SELECT at, equity_change AS change FROM betting_advisor.transfer
         WHERE account = $1 AND kind IN ('deposit', 'withdrawal', 'settle') ORDER BY number`,
        [key],
      )
      return equityCurve(changes, since)
    },

    async locks(key) {
      await accountRow(query, key)
      const rows = await query<LockRow>('SELECT * FROM betting_advisor.lock WHERE account = $1 ORDER BY number', [key])
      return rows.map(lockOf)
    },

    async events({ account, after, limit, types }) {
      const rows = pageSize(limit)
      await accountRow(query, account)
      return await query<{ id: number; event: AdvisorEvent }>(
        `SELECT id, body AS event FROM betting_advisor.event
         WHERE account = $1 AND id > $2 AND ($3::text[] IS NULL OR type = ANY ($3)) ORDER BY id LIMIT ${rows}`,
        [account, after, types ?? null],
      )
    },

    async lastEventId(key) {
      const [row] = await query<{ last_id: number }>(
        'SELECT last_id FROM betting_advisor.event_counter WHERE account = $1',
        [key],
      )
      if (row === undefined) throw unknownAccount(key)
      return row.last_id
    },

    async rejections(key, since) {
      await accountRow(query, key)
      const rows = await query<{ rejection: string; total: number }>(
        `SELECT rejection, count(*) AS total FROM betting_advisor.event
         WHERE account = $1 AND at >= $2 AND rejection IS NOT NULL GROUP BY rejection`,
        [key, since],
      )
      return Object.fromEntries(rows.map(({ rejection, total }) => [rejection, total]))
    },

    async verify(key) {
      return await connection.read(async (read) => {
        const books = await recordedBooks(read, key)
        const audit = createAudit()
        let page = await auditPage(read, key, 0)
        while (page.length > 0) {
          const numbers = page.map(({ number }) => number)
          const events = await histories(read, numbers)
          for (const row of page) audit.order(orderOf(row), events.get(row.number) ?? [])
          page = await auditPage(read, key, Math.max(...numbers))
        }
        return audit.finish(books)
      })
    },
  }
}

async function auditPage(query: Query, account: AccountKey, after: number): Promise<OrderRow[]> {
  return await query<OrderRow>(
    `SELECT * FROM betting_advisor.orders WHERE account = $1 AND number > $2 ORDER BY number LIMIT ${AUDIT_PAGE}`,
    [account, after],
  )
}

async function histories(query: Query, orders: readonly number[]): Promise<ReadonlyMap<number, readonly OrderEvent[]>> {
  const rows = await query<{ order_number: number; body: OrderEvent }>(
    'SELECT order_number, body FROM betting_advisor.order_event WHERE order_number = ANY ($1::bigint[]) ORDER BY number',
    [orders],
  )
  const byOrder = new Map<number, OrderEvent[]>()
  for (const { order_number: order, body } of rows) byOrder.set(order, [...(byOrder.get(order) ?? []), body])
  return byOrder
}

async function recordedBooks(query: Query, key: AccountKey): Promise<RecordedBooks> {
  const account = await accountRow(query, key)
  const sums = async (sql: string): Promise<Record<string, number>> => {
    const rows = await query<{ name: string; total: number }>(sql, [key])
    return Object.fromEntries(rows.map(({ name, total }) => [name, total]))
  }
  const entries = `SELECT book AS name, sum(amount)::bigint AS total FROM betting_advisor.entry
    JOIN betting_advisor.transfer ON transfer.number = entry.transfer WHERE transfer.account = $1`
  const unbalanced = await query<{ number: number; total: number | null }>(
    `SELECT transfer.number, sum(entry.amount)::bigint AS total FROM betting_advisor.transfer
     LEFT JOIN betting_advisor.entry ON entry.transfer = transfer.number WHERE transfer.account = $1
     GROUP BY transfer.number HAVING sum(entry.amount) IS DISTINCT FROM 0`,
    [key],
  )
  return {
    balances: balancesOf(account),
    entrySums: await sums(`${entries} GROUP BY book`),
    capitalSums: await sums(`${entries} AND transfer.order_number IS NULL GROUP BY book`),
    unbalanced: unbalanced.map(({ number, total }) => `transfer ${number} is off by ${total ?? 'all of its entries'}`),
    used: await sums('SELECT name, used AS total FROM betting_advisor.limit_use WHERE account = $1'),
  }
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
  if (filter.after !== undefined) {
    const last = await orderRow(query, filter.after)
    if (last === undefined || last.intent.account !== filter.account) throw unknownOrder(filter.after)
    values.push(last.intent.decidedAt, last.number)
    conditions.push(`(decided_at, number) < ($${values.length - 1}::bigint, $${values.length}::bigint)`)
  }
  return { where: conditions.join(' AND '), values }
}

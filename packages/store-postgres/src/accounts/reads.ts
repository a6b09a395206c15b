import type { AccountKey, AdvisorEvent, Money, StoreReader, Timestamp } from '@betting-advisor/core'
import {
  type EquityChange,
  equityCurve,
  type OrderQuery,
  pageSize,
  type StoreRecord,
  unknownAccount,
  unknownOrder,
} from '@betting-advisor/core/store'
import type { Connection, Query } from '../connection.ts'
import { verify } from './audit.ts'
import { changes, limits } from './changes.ts'
import { peers } from './leases.ts'
import { balancesOf, currencyOf, type LockRow, lockOf, type OrderRow, orderOf, type RunRow, runOf } from './records.ts'
import { accountRow, histories, ORDER_LIST, orderRow } from './rows.ts'

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

    async accountRecords(key) {
      const row = await accountRow(query, key)
      const capital = await query<{ at: Timestamp; amount: Money }>(
        `SELECT at, equity_change AS amount FROM betting_advisor.transfer WHERE account = $1 AND order_number IS NULL
         ORDER BY number`,
        [key],
      )
      const { time_zone: timeZone, opened_at: openedAt } = row
      return [
        { kind: 'account', account: key, currency: currencyOf(row), timeZone, openedAt },
        ...capital.map(({ at, amount }): StoreRecord => ({ kind: 'capital', account: key, amount, at })),
      ]
    },

    async orders(orderQuery) {
      const limit = pageSize(orderQuery.limit)
      await accountRow(query, orderQuery.account)
      const { where, values } = await orderFilter(query, orderQuery)
      const rows = await query<OrderRow>(
        `SELECT ${ORDER_LIST} FROM betting_advisor.orders o WHERE ${where} ORDER BY decided_at DESC, number DESC LIMIT ${limit}`,
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
         WHERE account = $1 AND kind NOT IN ('reserve', 'release') ORDER BY number`,
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

    changes: async (asked) => await changes(connection, asked),
    limits: async (account, at) => await limits(connection, account, at),
    peers: async (account) => await peers(connection, account),
    verify: async (key) => await verify(connection, key),
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
  if (filter.until !== undefined) where((parameter) => `decided_at < ${parameter}`, filter.until)
  if (filter.market !== undefined) where((parameter) => `market = ${parameter}`, filter.market)
  if (filter.after !== undefined) {
    const last = await orderRow(query, filter.after)
    if (last === undefined || last.intent.account !== filter.account) throw unknownOrder(filter.after)
    values.push(last.intent.decidedAt, last.number)
    conditions.push(`(decided_at, number) < ($${values.length - 1}::bigint, $${values.length}::bigint)`)
  }
  return { where: conditions.join(' AND '), values }
}

import type { SQLInputValue } from 'node:sqlite'
import {
  type AccountKey,
  type BookReader,
  createAudit,
  type DecisionKey,
  type EquityChange,
  equityCurve,
  type OrderEvent,
  type OrderQuery,
  pageSize,
  type RecordedBooks,
  unknownAccount,
  unknownOrder,
} from '@betting-advisor/core/store'
import { type Columns, columnsOf } from './columns.ts'
import type { Database, Row } from './database.ts'
import { type AccountRecord, accountOf, lockOf, orderOf, runOf } from './records.ts'

/** What the writing side needs to read as well. */
export interface Reads extends BookReader {
  /** @throws StoreError `UNKNOWN_ACCOUNT` */
  account(key: AccountKey): AccountRecord
  /** The row of an order, with its `number`. */
  orderRow(key: DecisionKey): Columns | undefined
  columns(row: Row): Columns
}

/** Reads a database of this store. */
export function createReads(database: Database): Reads {
  const columns = (row: Row): Columns => columnsOf(row, database.path)

  function account(key: AccountKey): AccountRecord {
    const row = database.get('SELECT * FROM account WHERE key = ?', key)
    if (row === undefined) throw unknownAccount(key)
    return accountOf(columns(row))
  }

  function orderRow(key: DecisionKey): Columns | undefined {
    const row = database.get('SELECT * FROM orders WHERE key = ?', key)
    return row === undefined ? undefined : columns(row)
  }

  function historyOf(orderNumber: number): OrderEvent[] {
    const rows = database.all('SELECT body FROM order_event WHERE order_number = ? ORDER BY number', orderNumber)
    return rows.map((row) => columns(row).json<OrderEvent>('body'))
  }

  function sums(sql: string, key: AccountKey): Record<string, number> {
    const rows = database.all(sql, key).map(columns)
    return Object.fromEntries(rows.map((row) => [row.text('name'), row.number('total')]))
  }

  function recordedBooks(key: AccountKey): RecordedBooks {
    const entries = 'FROM entry JOIN transfer ON transfer.number = entry.transfer WHERE transfer.account = ?'
    const unbalanced = database.all(
      `SELECT transfer.number AS number, sum(entry.amount) AS total FROM transfer
       LEFT JOIN entry ON entry.transfer = transfer.number WHERE transfer.account = ?
       GROUP BY transfer.number HAVING total IS NOT 0`,
      key,
    )
    return {
      balances: account(key).balances,
      entrySums: sums(`SELECT book AS name, sum(amount) AS total ${entries} GROUP BY book`, key),
      capitalSums: sums(
        `SELECT book AS name, sum(amount) AS total ${entries} AND transfer.order_number IS NULL GROUP BY book`,
        key,
      ),
      unbalanced: unbalanced.map(columns).map((row) => {
        return `transfer ${row.number('number')} is off by ${row.numberOrNull('total') ?? 'all of its entries'}`
      }),
      used: sums('SELECT name, used AS total FROM limit_use WHERE account = ?', key),
    }
  }

  return {
    account,
    orderRow,
    columns,

    accounts: () =>
      database.all('SELECT key FROM account ORDER BY key').map((row) => columns(row).text<AccountKey>('key')),

    runs(key) {
      account(key)
      return database.all('SELECT * FROM run WHERE account = ? ORDER BY number', key).map((row) => runOf(columns(row)))
    },

    balances: (key) => account(key).balances,
    currency: (key) => account(key).currency,

    orders(query) {
      account(query.account)
      const { where, values } = orderFilter(query, (key) => {
        const row = orderRow(key)
        if (row === undefined || row.text('account') !== query.account) throw unknownOrder(key)
        return row
      })
      const sql = `SELECT * FROM orders WHERE ${where} ORDER BY decided_at DESC, number DESC LIMIT ?`
      return database.all(sql, ...values, pageSize(query.limit)).map((row) => orderOf(columns(row)))
    },

    order(key) {
      const row = orderRow(key)
      return row === undefined ? null : orderOf(row)
    },

    history(key) {
      const row = orderRow(key)
      if (row === undefined) throw unknownOrder(key)
      return historyOf(row.number('number'))
    },

    equity(key, since) {
      account(key)
      const rows = database.all(
        `SELECT at, equity_change FROM transfer
         WHERE account = ? AND kind IN ('deposit', 'withdrawal', 'settle') ORDER BY number`,
        key,
      )
      const changes = rows
        .map(columns)
        .map((row): EquityChange => ({ at: row.time('at'), change: row.money('equity_change') }))
      return equityCurve(changes, since)
    },

    locks(key) {
      account(key)
      return database
        .all('SELECT * FROM lock WHERE account = ? ORDER BY number', key)
        .map((row) => lockOf(columns(row)))
    },

    events({ account: key, after, limit, types }) {
      account(key)
      const ofTypes = types === undefined ? '' : 'AND type IN (SELECT value FROM json_each(?))'
      const filter = types === undefined ? [] : [JSON.stringify(types)]
      const sql = `SELECT id, body FROM event WHERE account = ? AND id > ? ${ofTypes} ORDER BY id LIMIT ?`
      const rows = database.all(sql, key, after, ...filter, pageSize(limit)).map(columns)
      return rows.map((row) => ({ id: row.number('id'), event: row.json('body') }))
    },

    lastEventId: (key) => account(key).lastEventId,

    rejections(key, since) {
      account(key)
      const rows = database.all(
        `SELECT rejection, count(*) AS total FROM event
         WHERE account = ? AND at >= ? AND rejection IS NOT NULL GROUP BY rejection`,
        key,
        since,
      )
      return Object.fromEntries(rows.map(columns).map((row) => [row.text('rejection'), row.number('total')]))
    },

    verify(key) {
      return database.read(() => {
        const books = recordedBooks(key)
        const audit = createAudit()
        for (const row of database.each('SELECT * FROM orders WHERE account = ? ORDER BY number', key)) {
          const order = columns(row)
          audit.order(orderOf(order), historyOf(order.number('number')))
        }
        return audit.finish(books)
      })
    },
  }
}

function orderFilter(
  query: OrderQuery,
  orderRow: (key: DecisionKey) => Columns,
): { where: string; values: SQLInputValue[] } {
  const conditions: string[] = ['account = ?']
  const values: SQLInputValue[] = [query.account]
  if (query.states !== undefined) {
    conditions.push('state IN (SELECT value FROM json_each(?))')
    values.push(JSON.stringify(query.states))
  }
  if (query.strategy !== undefined) {
    conditions.push('strategy = ?')
    values.push(query.strategy)
  }
  if (query.since !== undefined) {
    conditions.push('decided_at >= ?')
    values.push(query.since)
  }
  if (query.after !== undefined) {
    const last = orderRow(query.after)
    conditions.push('(decided_at, number) < (?, ?)')
    values.push(last.number('decided_at'), last.number('number'))
  }
  return { where: conditions.join(' AND '), values }
}

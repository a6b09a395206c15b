import type { OrderEvent, RunId } from '@betting-advisor/core'
import {
  type BookReader,
  type EquityChange,
  equityCurve,
  limitsAt,
  PEER_TIMEOUT,
  pageSize,
  type StoreRecord,
  unknownOrder,
} from '@betting-advisor/core/store'
import type { Database } from '../database.ts'
import { createVerify } from './audit.ts'
import { createChanges } from './changes.ts'
import { createOrderQuery } from './order-query.ts'
import { lockOf, orderOf, runOf } from './records.ts'
import type { Rows } from './rows.ts'

/** Reads a database of this store. */
export function createReads(database: Database, rows: Rows): BookReader {
  const { account, columns } = rows

  function historyOf(order: number): OrderEvent[] {
    const found = database.all('SELECT body FROM order_event WHERE order_number = ? ORDER BY number', order)
    return found.map((row) => columns(row).json<OrderEvent>('body'))
  }

  return {
    accounts: () => database.all('SELECT key FROM account ORDER BY key').map((row) => columns(row).text('key')),

    runs(key) {
      account(key)
      return database.all('SELECT * FROM run WHERE account = ? ORDER BY number', key).map((row) => runOf(columns(row)))
    },

    balances: (key) => account(key).balances,
    currency: (key) => account(key).currency,

    accountRecords(key) {
      const { currency, timeZone, openedAt } = account(key)
      const paid = rows.capital(key).map((transfer): StoreRecord => ({ kind: 'capital', account: key, ...transfer }))
      return [{ kind: 'account', account: key, currency, timeZone, openedAt }, ...paid]
    },

    orders: createOrderQuery(database, rows),

    order(key) {
      const row = rows.order(key)
      return row === undefined ? null : orderOf(row)
    },

    history(key) {
      const row = rows.order(key)
      if (row === undefined) throw unknownOrder(key)
      return historyOf(row.number('number'))
    },

    equity(key, since) {
      account(key)
      const sql = `SELECT at, equity_change FROM transfer
        WHERE account = ? AND kind IN ('deposit', 'withdrawal', 'settle', 'correct') ORDER BY number`
      const changes = database.all(sql, key).map(columns)
      return equityCurve(
        changes.map((row): EquityChange => ({ at: row.time('at'), change: row.money('equity_change') })),
        since,
      )
    },

    locks(key) {
      account(key)
      const sql = 'SELECT * FROM lock WHERE account = ? ORDER BY number'
      return database.all(sql, key).map((row) => lockOf(columns(row)))
    },

    events({ account: key, after, limit, types }) {
      account(key)
      const ofTypes = types === undefined ? '' : 'AND type IN (SELECT value FROM json_each(?))'
      const filter = types === undefined ? [] : [JSON.stringify(types)]
      const sql = `SELECT id, body FROM event WHERE account = ? AND id > ? ${ofTypes} ORDER BY id LIMIT ?`
      const found = database.all(sql, key, after, ...filter, pageSize(limit)).map(columns)
      return found.map((row) => ({ id: row.number('id'), event: row.json('body') }))
    },

    lastEventId: (key) => account(key).lastEventId,

    rejections(key, since) {
      account(key)
      const found = database.all(
        `SELECT rejection, count(*) AS total FROM event
         WHERE account = ? AND at >= ? AND rejection IS NOT NULL GROUP BY rejection`,
        key,
        since,
      )
      return Object.fromEntries(found.map(columns).map((row) => [row.text('rejection'), row.number('total')]))
    },

    changes: createChanges(database, rows),
    limits: (key, at) => limitsAt(account(key).limits, at),

    peers(key, at) {
      account(key)
      const sql = `SELECT id, started_at FROM run
        WHERE account = ? AND present = 1 AND ended_at IS NULL AND reached_at BETWEEN ? AND ? ORDER BY started_at, number`
      const found = database.all(sql, key, at - PEER_TIMEOUT, at + PEER_TIMEOUT).map(columns)
      return found.map((row) => ({ run: row.text<RunId>('id'), startedAt: row.time('started_at') }))
    },

    verify: createVerify(database, rows, historyOf),
  }
}

import type { AccountKey, DecisionKey, OrderEvent } from '@betting-advisor/core'
import {
  type CapitalChange,
  causeOf,
  type EquityChange,
  type TransferKind,
  unknownAccount,
} from '@betting-advisor/core/store'
import { type Columns, columnsOf } from '../columns.ts'
import type { Database, Row } from '../database.ts'
import { type AccountRecord, accountOf } from './records.ts'

/** Rows that more than one part of the store reads. */
export interface Rows {
  columns(row: Row): Columns
  /** @throws StoreError `UNKNOWN_ACCOUNT` */
  account(key: AccountKey): AccountRecord
  /** The row of an order, with its `number`. */
  order(key: DecisionKey): Columns | undefined
  /** What happened to the order of this number, oldest first. */
  history(order: number): readonly OrderEvent[]
  /** What changed without an order. */
  capital(key: AccountKey): readonly CapitalChange[]
  /** All settlements and corrections of an account, in the order in which they were posted. */
  settlements(key: AccountKey): Iterable<EquityChange>
}

/** Reads a database of this store, row by row. */
export function createRows(database: Database): Rows {
  const columns = (row: Row): Columns => columnsOf(row, database.path)

  return {
    columns,

    account(key) {
      const row = database.get('SELECT * FROM account WHERE key = ?', key)
      if (row === undefined) throw unknownAccount(key)
      return accountOf(columns(row))
    },

    order(key) {
      const row = database.get('SELECT * FROM orders WHERE key = ?', key)
      return row === undefined ? undefined : columns(row)
    },

    history(order) {
      const found = database.all('SELECT body FROM order_event WHERE order_number = ? ORDER BY number', order)
      return found.map((row) => columns(row).json<OrderEvent>('body'))
    },

    capital(key) {
      const sql = `SELECT wallet, kind, at, available AS amount FROM transfer
        WHERE account = ? AND order_number IS NULL ORDER BY number`
      return database.all(sql, key).map((found) => {
        const row = columns(found)
        const cause = causeOf(row.text<TransferKind>('kind'))
        return { account: key, wallet: row.text('wallet'), cause, amount: row.money('amount'), at: row.time('at') }
      })
    },

    *settlements(key) {
      const sql = `SELECT at, available + reserved AS change FROM transfer WHERE account = ? AND kind IN ('settle', 'correct') ORDER BY number`
      for (const row of database.each(sql, key)) {
        yield { at: columns(row).time('at'), change: columns(row).money('change') }
      }
    },
  }
}

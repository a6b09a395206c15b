import { type AccountKey, DAY, type Lock, money, type Order, type Timestamp } from '@betting-advisor/core'
import { firstWindows, limitsAt, type Restored, type RunStart } from '@betting-advisor/core/store'
import type { Database } from '../database.ts'
import type { Losses } from './losses.ts'
import { lockOf, orderOf } from './records.ts'
import type { Rows } from './rows.ts'

/** What an engine needs to go on where the last one stopped. */
export function createRestore(database: Database, rows: Rows, losses: Losses): (start: RunStart) => Restored {
  function ordersOf(sql: string, ...values: readonly (string | number)[]): readonly Order[] {
    return database.all(sql, ...values).map((row) => orderOf(rows.columns(row)))
  }

  /** Equity just before a transfer; `null`: now. */
  function equityBefore(account: string, transfer: number | null) {
    const row = database.get(
      'SELECT coalesce(sum(equity_change), 0) AS equity FROM transfer WHERE account = ? AND (? IS NULL OR number < ?)',
      account,
      transfer,
      transfer,
    )
    return money(row === undefined ? 0 : rows.columns(row).number('equity'))
  }

  function locksFrom(account: AccountKey, at: Timestamp): readonly Lock[] {
    const sql = 'SELECT * FROM lock WHERE account = ? AND (until_at IS NULL OR until_at > ?) ORDER BY number'
    return database.all(sql, account, at).map((row) => lockOf(rows.columns(row)))
  }

  return ({ run: { account: key, startedAt }, since }) => {
    const account = rows.account(key)
    const settled = database
      .all('SELECT * FROM orders WHERE account = ? AND settled_at >= ? ORDER BY settled_by', key, since)
      .map(rows.columns)
    const entries = database.all(
      `SELECT series, max(entry) AS entry FROM orders WHERE account = ? AND series IN (
         SELECT series FROM orders WHERE account = ? AND live = 1
         UNION SELECT series FROM orders WHERE account = ? AND decided_at >= ?
         UNION SELECT series FROM orders WHERE account = ? AND settled_at >= ?
       ) GROUP BY series`,
      key,
      key,
      key,
      since,
      key,
      since,
    )
    const recent = database.all(
      `SELECT decided_at FROM orders WHERE account = ? AND decided_at >= ? AND origin = 'decided' ORDER BY decided_at`,
      key,
      startedAt - DAY,
    )
    return {
      account: key,
      balances: account.balances,
      live: ordersOf('SELECT * FROM orders WHERE account = ? AND live = 1 ORDER BY decided_at, number', key),
      settled: settled.map(orderOf),
      equityBefore: equityBefore(key, settled[0]?.number('settled_by') ?? null),
      locks: locksFrom(key, startedAt),
      entries: Object.fromEntries(entries.map(rows.columns).map((row) => [row.text('series'), row.number('entry')])),
      recentDecisions: recent.map((row) => rows.columns(row).time('decided_at')),
      halt: account.halt,
      limits: limitsAt(account.limits, startedAt),
      losses: losses.from(key, firstWindows(startedAt)),
      version: account.version,
    }
  }
}

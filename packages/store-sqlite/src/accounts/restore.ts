import { type AccountKey, DAY, type Lock, type Money, money, type Order, type Timestamp } from '@betting-advisor/core'
import {
  type Balances,
  type EntrySeries,
  entrySeriesKey,
  firstWindows,
  limitsAt,
  type Restored,
  type RunStart,
} from '@betting-advisor/core/store'
import type { Columns } from '../columns.ts'
import type { Database } from '../database.ts'
import type { Links } from './links.ts'
import type { Losses } from './losses.ts'
import { lockOf, orderOf } from './records.ts'
import type { Rows } from './rows.ts'
import { SETTLED_COLUMNS, settledOrderOf } from './settled-orders.ts'

/** What an engine needs to go on where the last one stopped. */
export function createRestore(
  database: Database,
  rows: Rows,
  losses: Losses,
  links: Pick<Links, 'links'>,
): (start: RunStart) => Restored {
  function ordersOf(sql: string, ...values: readonly (string | number)[]): readonly Order[] {
    return database.all(sql, ...values).map((row) => orderOf(rows.columns(row)))
  }

  /** Equity just before a transfer: what there is now without what came since, however much came before; `null`: now. */
  function equityBefore({ available, reserved }: Balances, account: string, transfer: number | null): Money {
    const sql = 'SELECT sum(available + reserved) AS since FROM transfer WHERE number >= ? AND account = ?'
    const row = transfer === null ? undefined : database.get(sql, transfer, account)
    return money(available + reserved - (row === undefined ? 0 : (rows.columns(row).numberOrNull('since') ?? 0)))
  }

  function locksFrom(account: AccountKey, at: Timestamp): readonly Lock[] {
    const sql = 'SELECT * FROM lock WHERE account = ? AND (until_at IS NULL OR until_at > ?) ORDER BY number'
    return database.all(sql, account, at).map((row) => lockOf(rows.columns(row)))
  }

  return ({ run: { account: key, startedAt }, since }) => {
    const account = rows.account(key)
    const settled = database
      .all(
        `SELECT ${SETTLED_COLUMNS} FROM orders WHERE account = ? AND settled_at >= ? ORDER BY settled_by`,
        key,
        since,
      )
      .map(rows.columns)
    const entries = database.all(
      `SELECT strategy, market, selection, side, max(entry) AS entry FROM orders WHERE account = ? AND market IN (
         SELECT market FROM orders WHERE account = ? AND live = 1
         UNION SELECT market FROM orders WHERE account = ? AND decided_at >= ?
         UNION SELECT market FROM orders WHERE account = ? AND settled_at >= ?
       ) GROUP BY 1, 2, 3, 4
       HAVING max(live) = 1 OR max(decided_at) >= ? OR max(settled_at) >= ?`,
      key,
      key,
      key,
      since,
      key,
      since,
      since,
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
      settled: settled.map(settledOrderOf),
      equityBefore: equityBefore(account.balances, key, settled[0]?.number('settled_by') ?? null),
      locks: locksFrom(key, startedAt),
      entries: Object.fromEntries(entries.map(rows.columns).map((row) => [seriesOf(row), row.number('entry')])),
      recentDecisions: recent.map((row) => rows.columns(row).time('decided_at')),
      halt: account.halt,
      limits: limitsAt(account.limits, startedAt),
      losses: losses.from(key, firstWindows(startedAt)),
      links: links.links(key),
      version: account.version,
    }
  }
}

function seriesOf(row: Columns): string {
  return entrySeriesKey({
    strategy: row.text('strategy'),
    market: row.text<EntrySeries['market']>('market'),
    selection: row.text<EntrySeries['selection']>('selection'),
    side: row.text<EntrySeries['side']>('side'),
  })
}

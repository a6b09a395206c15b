import { type Accounts, firstWindows, limitsAt, pageSize } from '@betting-advisor/core/store'
import type { Database } from '../database.ts'
import type { Links } from './links.ts'
import type { Losses } from './losses.ts'
import { lockOf, orderOf } from './records.ts'
import type { Rows } from './rows.ts'

/** What has changed in an account since a version of it, on one state of the database. */
export function createChanges(
  database: Database,
  rows: Rows,
  losses: Losses,
  links: Pick<Links, 'links'>,
): Accounts['changes'] {
  return ({ account: key, after, at, limit }) => {
    const size = pageSize(limit)
    return database.read(() => {
      const { version, balances, halt, limits, linksVersion } = rows.account(key)
      const sql = 'SELECT * FROM orders WHERE account = ? AND version > ? ORDER BY version LIMIT ?'
      const found = database.all(sql, key, after, size + 1).map((row) => orderOf(rows.columns(row)))
      const orders = found.slice(0, size)
      const more = found.length > size
      const locks = database
        .all('SELECT * FROM lock WHERE account = ? AND (until_at IS NULL OR until_at > ?) ORDER BY number', key, at)
        .map((row) => lockOf(rows.columns(row)))
      return {
        version: (more ? orders.at(-1)?.version : undefined) ?? version,
        balances,
        halt,
        locks,
        limits: limitsAt(limits, at),
        losses: losses.from(key, firstWindows(at)),
        links: linksVersion > after ? links.links(key) : null,
        orders,
        more,
      }
    })
  }
}

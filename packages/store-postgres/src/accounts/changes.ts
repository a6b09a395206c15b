import type { AccountKey, Timestamp } from '@betting-advisor/core'
import { type AccountChanges, firstWindows, pageSize, unknownAccount } from '@betting-advisor/core/store'
import type { Connection, Query } from '../connection.ts'
import { limitsOfRow } from './limits.ts'
import { linksOf } from './links.ts'
import { type LossRow, lossesFrom, lossesOf } from './losses.ts'
import { type AccountRow, balancesOf, haltOf, type LockRow, lockOf, type OrderRow, orderOf } from './records.ts'
import { ORDER_LIST } from './rows.ts'

/** What to read of an account. */
export interface ChangesQuery {
  readonly account: AccountKey
  readonly after: number
  readonly at: Timestamp
  readonly limit: number
}

/** Account and locks by one statement, which sees one state of the database. */
const ACCOUNT = `SELECT a.*, (
    SELECT coalesce(json_agg(l ORDER BY l.number), '[]') FROM betting_advisor.lock l
    WHERE l.account = a.key AND coalesce(l.until_at, 9223372036854775807) > $2
  ) AS active_locks, ${lossesFrom(3)} AS losses
  FROM betting_advisor.account a WHERE a.key = $1`

type Seen = AccountRow & { readonly active_locks: readonly LockRow[]; readonly losses: readonly LossRow[] }

/**
 * What has changed since a version of an account: one round trip where nothing has, as it mostly is; else account and orders are read
 * from one state of the database.
 */
export async function changes(connection: Connection, asked: ChangesQuery): Promise<AccountChanges> {
  pageSize(asked.limit)
  const seen = await look(connection.query, asked)
  if (seen.version <= asked.after) return changesOf(seen, [], null, asked)
  return await connection.read(async (query) => {
    const account = await look(query, asked)
    const rows = await query<OrderRow>(
      `SELECT ${ORDER_LIST} FROM betting_advisor.orders o WHERE o.account = $1 AND o.version > $2
       ORDER BY o.version LIMIT $3`,
      [asked.account, asked.after, asked.limit + 1],
    )
    const links = account.links_version > asked.after ? await linksOf(query, asked.account) : null
    return changesOf(account, rows, links, asked)
  })
}

async function look(query: Query, { account, at }: ChangesQuery): Promise<Seen> {
  const first = firstWindows(at)
  const [row] = await query<Seen>(ACCOUNT, [account, at, first.day, first.week, first.month])
  if (row === undefined) throw unknownAccount(account)
  return row
}

function changesOf(
  row: Seen,
  rows: readonly OrderRow[],
  links: AccountChanges['links'],
  { at, limit }: ChangesQuery,
): AccountChanges {
  const orders = rows.slice(0, limit).map(orderOf)
  const more = rows.length > limit
  return {
    version: (more ? orders.at(-1)?.version : undefined) ?? row.version,
    balances: balancesOf(row),
    halt: haltOf(row),
    locks: row.active_locks.map(lockOf),
    limits: limitsOfRow(row, at),
    losses: lossesOf(row.losses),
    links,
    orders,
    more,
  }
}

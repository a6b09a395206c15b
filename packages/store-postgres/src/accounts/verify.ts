import type { AccountKey } from '@betting-advisor/core'
import { createAudit, type LedgerFault, type RecordedBalances, type WalletSum } from '@betting-advisor/core/store'
import type { Connection, Query } from '../connection.ts'
import { readLosses } from './losses.ts'
import { type AccountRow, balancesOf, type OrderRow, orderOf } from './records.ts'
import { accountRow, histories, ORDER_LIST } from './rows.ts'

const PAGE = 1_000

/** Transfers whose entries do not add up to zero, are not those of their kind, or make another change of equity than is written down. */
const UNSOUND_TRANSFERS = `
  SELECT number, kind, total, equity_change FROM (
    SELECT transfer.number, kind, order_number IS NULL AS is_capital, equity_change, sum(amount)::bigint AS total,
      coalesce(sum(amount) FILTER (WHERE ledger_account IN ('available', 'reserved')), 0) AS equity,
      coalesce(sum(amount) FILTER (WHERE ledger_account = 'reserved'), 0) AS reserved,
      coalesce(sum(amount) FILTER (WHERE ledger_account = 'capital'), 0) AS capital
    FROM betting_advisor.transfer LEFT JOIN betting_advisor.entry ON entry.transfer = transfer.number
    WHERE transfer.account = $1 GROUP BY transfer.number
  ) AS moved
  WHERE total IS DISTINCT FROM 0 OR equity_change <> CASE kind WHEN 'move' THEN 0 ELSE equity END OR NOT
         CASE kind
           WHEN 'deposit' THEN is_capital AND capital <= 0 AND equity + capital = 0
           WHEN 'withdrawal' THEN is_capital AND capital > 0 AND equity + capital = 0
           WHEN 'move' THEN is_capital AND equity + capital = 0
           WHEN 'adjustment' THEN is_capital AND capital = 0
           WHEN 'reserve' THEN NOT is_capital AND reserved >= 0 AND equity = 0
           WHEN 'release' THEN NOT is_capital AND reserved <= 0 AND equity = 0
           WHEN 'settle' THEN NOT is_capital AND reserved = 0 AND capital = 0
           WHEN 'correct' THEN NOT is_capital AND reserved = 0 AND capital = 0
           ELSE false
         END`

/** Checks the ledger of an account on one state of the database. */
export async function verify(connection: Connection, key: AccountKey): Promise<readonly LedgerFault[]> {
  return await connection.readLong(async (read) => {
    const account = await accountRow(read, key)
    const audit = createAudit(account.time_zone)
    let page = await auditPage(read, key, 0)
    while (page.length > 0) {
      const numbers = page.map(({ number }) => number)
      const events = await histories(read, numbers)
      for (const row of page) audit.order(orderOf(row), events.get(row.number) ?? [])
      page = await auditPage(read, key, Math.max(...numbers))
    }
    return audit.finish(await recordedBalances(read, account))
  })
}

async function auditPage(query: Query, account: AccountKey, after: number): Promise<OrderRow[]> {
  return await query<OrderRow>(
    `SELECT ${ORDER_LIST} FROM betting_advisor.orders o WHERE account = $1 AND number > $2 ORDER BY number LIMIT ${PAGE}`,
    [account, after],
  )
}

async function recordedBalances(query: Query, account: AccountRow): Promise<RecordedBalances> {
  const sums = async (sql: string): Promise<Record<string, number>> => {
    const rows = await query<{ name: string; total: number }>(sql, [account.key])
    return Object.fromEntries(rows.map(({ name, total }) => [name, total]))
  }
  const entries = `SELECT ledger_account AS name, sum(amount)::bigint AS total FROM betting_advisor.entry
    JOIN betting_advisor.transfer ON transfer.number = entry.transfer WHERE transfer.account = $1`
  const unsound = await query<{ number: number; kind: string; total: number | null; equity_change: number }>(
    UNSOUND_TRANSFERS,
    [account.key],
  )
  const used = await sums('SELECT name, used AS total FROM betting_advisor.limit_use WHERE account = $1')
  const walletSums = await query<WalletSum>(
    `SELECT transfer.wallet, ledger_account AS "ledgerAccount", transfer.order_number IS NULL AS "isCapital", sum(amount)::bigint AS total
     FROM betting_advisor.entry JOIN betting_advisor.transfer ON transfer.number = entry.transfer
     WHERE transfer.account = $1 AND ledger_account IN ('available', 'reserved') GROUP BY 1, 2, 3`,
    [account.key],
  )
  return {
    balances: balancesOf(account),
    walletSums,
    entrySums: await sums(`${entries} GROUP BY ledger_account`),
    capitalSums: await sums(`${entries} AND transfer.order_number IS NULL GROUP BY ledger_account`),
    unbalanced: unsound.map(({ number, kind, total, equity_change }) => {
      return `${kind} ${number} is off by ${total ?? 'all of its entries'}, and says ${equity_change} of equity`
    }),
    used: { ...used, 'exposure:account': account.exposure },
    losses: await readLosses(query, account.key),
  }
}

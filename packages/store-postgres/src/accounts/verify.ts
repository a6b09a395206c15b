import { type AccountKey, type DecisionKey, isAdvisorError, type Order } from '@betting-advisor/core'
import {
  createAudit,
  entriesOf,
  LEDGER_ACCOUNTS,
  type LedgerFault,
  type RecordedBalances,
  type Transfer,
  type TransferAmounts,
  type WalletBalances,
  type WalletSum,
} from '@betting-advisor/core/store'
import type { Connection, Query } from '../connection.ts'
import { stateColumns } from './change.ts'
import { intentColumns } from './intent-text.ts'
import { readLosses } from './losses.ts'
import { type AccountRow, balancesOf, type OrderRow, orderOf } from './records.ts'
import { accountRow, histories } from './rows.ts'

const PAGE = 1_000

/** All columns of an order: an audit holds every one of them against what is made of the others. */
type AuditedRow = OrderRow & Readonly<Record<string, unknown>>

/** Transfers that do not add up to zero, or are not those of their kind: what is moved leaves one venue and comes to another. */
const UNSOUND_TRANSFERS = `
  SELECT number, kind, total FROM (
    SELECT *, order_number IS NULL AS is_capital,
      EXISTS (SELECT 1 FROM betting_advisor.orders o WHERE o.number = transfer.order_number AND o.account = transfer.account) AS has_order,
      sum(available) FILTER (WHERE kind = 'move') OVER () AS between_venues, available + reserved + capital + result + commission AS total
    FROM betting_advisor.transfer WHERE account = $1
  ) AS moved
  WHERE total <> 0 OR (order_number IS NOT NULL AND NOT has_order) OR NOT CASE kind
      WHEN 'deposit' THEN is_capital AND available >= 0 AND available + capital = 0 AND reserved = 0 AND result = 0
      WHEN 'withdrawal' THEN is_capital AND available < 0 AND available + capital = 0 AND reserved = 0 AND result = 0
      WHEN 'move' THEN is_capital AND available + capital = 0 AND reserved = 0 AND result = 0 AND between_venues = 0
      WHEN 'adjustment' THEN is_capital AND available + result = 0 AND reserved = 0 AND capital = 0
      WHEN 'reserve' THEN NOT is_capital AND reserved >= 0 AND available + reserved = 0
      WHEN 'release' THEN NOT is_capital AND reserved <= 0 AND available + reserved = 0
      WHEN 'settle' THEN NOT is_capital AND reserved = 0 AND capital = 0
      WHEN 'correct' THEN NOT is_capital AND reserved = 0 AND capital = 0
      ELSE false
    END`

/** What transfers add to each account of the ledger. */
const TOTALS = LEDGER_ACCOUNTS.map((name) => `coalesce(sum(${name}), 0)::bigint AS ${name}`).join(', ')

/** Checks the ledger of an account on one state of the database. */
export async function verify(connection: Connection, key: AccountKey): Promise<readonly LedgerFault[]> {
  return await connection.readLong(async (read) => {
    const account = await accountRow(read, key)
    const audit = createAudit(account.time_zone)
    let page = await auditPage(read, key, 0)
    while (page.length > 0) {
      const numbers = page.map(({ number }) => number)
      const [first, last] = [Math.min(...numbers), Math.max(...numbers)]
      const events = await histories(read, numbers)
      const transfers = Map.groupBy(await transfersOf(read, key, first, last), ({ order_number: order }) => order)
      for (const row of page) {
        try {
          const order = orderOf(row)
          const posted = (transfers.get(row.number) ?? []).map((transfer) => transferOf(transfer, row.key))
          audit.order(order, events.get(row.number) ?? [], posted)
          for (const column of columnsUnlike(order, row)) audit.fault(row.key, `${column} is not what it was`)
        } catch (error) {
          if (!isAdvisorError(error, 'STORE_CORRUPT')) throw error
          audit.fault(row.key, error.message)
        }
      }
      page = await auditPage(read, key, last)
    }
    return audit.finish(await recordedBalances(read, account))
  })
}

type TransferRow = TransferAmounts &
  Pick<Transfer, 'account' | 'wallet' | 'kind' | 'at'> & { readonly order_number: number }

/** The transfers of a range of orders, in the order in which they were posted. */
async function transfersOf(
  query: Query,
  account: AccountKey,
  first: number,
  last: number,
): Promise<readonly TransferRow[]> {
  return await query<TransferRow>(
    `SELECT * FROM betting_advisor.transfer WHERE account = $1 AND order_number BETWEEN $2 AND $3 ORDER BY number`,
    [account, first, last],
  )
}

function transferOf({ account, wallet, kind, at, ...amounts }: TransferRow, order: DecisionKey): Transfer {
  return { account, wallet, kind, order, at, entries: entriesOf(amounts) }
}

/** The columns of a row that do not say what is written of this order, which was read from others of them. */
function columnsUnlike(order: Order, row: Readonly<Record<string, unknown>>): readonly string[] {
  const { intent: _, begun_at: __, ...ofItsIntent } = intentColumns(order.intent)
  return Object.entries({ ...ofItsIntent, ...stateColumns(order) })
    .filter(([column, value]) => value !== row[column])
    .map(([column]) => column)
}

async function auditPage(query: Query, account: AccountKey, after: number): Promise<readonly AuditedRow[]> {
  return await query<AuditedRow>(
    `SELECT * FROM betting_advisor.orders o WHERE account = $1 AND number > $2 ORDER BY number LIMIT ${PAGE}`,
    [account, after],
  )
}

async function recordedBalances(query: Query, account: AccountRow): Promise<RecordedBalances> {
  const moved = `SELECT ${TOTALS} FROM betting_advisor.transfer WHERE account = $1`
  const [entrySums] = await query<TransferAmounts>(moved, [account.key])
  const [capitalSums] = await query<TransferAmounts>(`${moved} AND order_number IS NULL`, [account.key])
  const unsound = await query<{ number: number; kind: string; total: number }>(UNSOUND_TRANSFERS, [account.key])
  const used = await query<{ name: string; used: number }>(
    'SELECT name, used FROM betting_advisor.limit_use WHERE account = $1',
    [account.key],
  )
  const wallets = await query<WalletBalances & Pick<WalletSum, 'wallet' | 'isCapital'>>(
    `SELECT wallet, order_number IS NULL AS "isCapital", sum(available)::bigint AS available, sum(reserved)::bigint AS reserved
     FROM betting_advisor.transfer WHERE account = $1 GROUP BY 1, 2`,
    [account.key],
  )
  return {
    balances: balancesOf(account),
    walletSums: wallets.flatMap(({ wallet, isCapital, available, reserved }): readonly WalletSum[] => [
      { wallet, isCapital, ledgerAccount: 'available', total: available },
      { wallet, isCapital, ledgerAccount: 'reserved', total: reserved },
    ]),
    entrySums: { ...entrySums },
    capitalSums: { ...capitalSums },
    unbalanced: unsound.map(({ number, kind, total }) =>
      total === 0 ? `${kind} ${number} is none of its kind` : `${kind} ${number} is off by ${total}`,
    ),
    used: { ...Object.fromEntries(used.map((row) => [row.name, row.used])), 'exposure:account': account.exposure },
    losses: await readLosses(query, account.key),
  }
}

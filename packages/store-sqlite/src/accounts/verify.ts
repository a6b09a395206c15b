import { type AccountKey, isAdvisorError } from '@betting-advisor/core'
import { type Accounts, createAudit, type RecordedBalances, type WalletSum } from '@betting-advisor/core/store'
import type { Database } from '../database.ts'
import type { Losses } from './losses.ts'
import { columnsUnlike } from './order-rows.ts'
import { orderOf } from './records.ts'
import type { Rows } from './rows.ts'

/** Transfers whose entries do not add up to zero, are not those of their kind, or make another change of equity than is written down. */
const UNSOUND_TRANSFERS = `
  SELECT number, kind, total, equity_change FROM (
    SELECT transfer.number, kind, order_number IS NULL AS is_capital, equity_change, sum(amount) AS total,
      coalesce(sum(amount) FILTER (WHERE ledger_account IN ('available', 'reserved')), 0) AS equity,
      coalesce(sum(amount) FILTER (WHERE ledger_account = 'reserved'), 0) AS reserved,
      coalesce(sum(amount) FILTER (WHERE ledger_account = 'capital'), 0) AS capital
    FROM transfer LEFT JOIN entry ON entry.transfer = transfer.number WHERE transfer.account = ? GROUP BY transfer.number
  )
  WHERE total IS NOT 0 OR equity_change <> CASE kind WHEN 'move' THEN 0 ELSE equity END OR NOT
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

/** Holds the ledger of an account against the histories of its orders, on one state of the database. */
export function createVerify(database: Database, rows: Rows, losses: Losses): Accounts['verify'] {
  function sums(sql: string, key: AccountKey): Record<string, number> {
    const found = database.all(sql, key).map(rows.columns)
    return Object.fromEntries(found.map((row) => [row.text('name'), row.number('total')]))
  }

  function recordedBalances(key: AccountKey): RecordedBalances {
    const { balances } = rows.account(key)
    const entries = 'FROM entry JOIN transfer ON transfer.number = entry.transfer WHERE transfer.account = ?'
    const unsound = database.all(UNSOUND_TRANSFERS, key)
    return {
      balances,
      entrySums: sums(`SELECT ledger_account AS name, sum(amount) AS total ${entries} GROUP BY ledger_account`, key),
      capitalSums: sums(
        `SELECT ledger_account AS name, sum(amount) AS total ${entries} AND transfer.order_number IS NULL GROUP BY ledger_account`,
        key,
      ),
      walletSums: database
        .all(
          `SELECT transfer.wallet AS wallet, ledger_account, transfer.order_number IS NULL AS is_capital, sum(amount) AS total ${entries}
           AND ledger_account IN ('available', 'reserved') GROUP BY 1, 2, 3`,
          key,
        )
        .map(rows.columns)
        .map((row): WalletSum => {
          return {
            wallet: row.text('wallet'),
            ledgerAccount: row.text<WalletSum['ledgerAccount']>('ledger_account'),
            isCapital: row.number('is_capital') === 1,
            total: row.number('total'),
          }
        }),
      unbalanced: unsound.map(rows.columns).map((row) => {
        const total = row.numberOrNull('total') ?? 'all of its entries'
        return `${row.text('kind')} ${row.number('number')} is off by ${total}, and says ${row.number('equity_change')} of equity`
      }),
      used: sums('SELECT name, used AS total FROM limit_use WHERE account = ?', key),
      losses: losses.from(key),
    }
  }

  return (key) =>
    database.read(() => {
      const recorded = recordedBalances(key)
      const audit = createAudit(rows.account(key).timeZone)
      for (const found of database.each('SELECT * FROM orders WHERE account = ? ORDER BY number', key)) {
        const row = rows.columns(found)
        try {
          const order = orderOf(row)
          audit.order(order, rows.history(row.number('number')))
          for (const column of columnsUnlike(order, found))
            audit.fault(order.intent.key, `${column} is not what it was`)
        } catch (error) {
          if (!isAdvisorError(error, 'STORE_CORRUPT')) throw error
          audit.fault(row.text('key'), error.message)
        }
      }
      return audit.finish(recorded)
    })
}

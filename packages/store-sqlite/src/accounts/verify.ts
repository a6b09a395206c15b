import { type AccountKey, type DecisionKey, isAdvisorError } from '@betting-advisor/core'
import {
  type Accounts,
  createAudit,
  LEDGER_ACCOUNTS,
  type RecordedBalances,
  type Transfer,
  type WalletSum,
} from '@betting-advisor/core/store'
import type { Database } from '../database.ts'
import type { Losses } from './losses.ts'
import { columnsUnlike } from './order-rows.ts'
import { orderOf, transferOf } from './records.ts'
import type { Rows } from './rows.ts'

/** Transfers that do not add up to zero, or are not those of their kind: what is moved leaves one venue and comes to another. */
const UNSOUND_TRANSFERS = `
  SELECT number, kind, total FROM (
    SELECT *, order_number IS NULL AS is_capital,
      EXISTS (SELECT 1 FROM orders o WHERE o.number = transfer.order_number AND o.account = transfer.account) AS has_order,
      sum(available) FILTER (WHERE kind = 'move') OVER () AS between_venues, available + reserved + capital + result + commission AS total
    FROM transfer WHERE account = ?
  )
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
const TOTALS = LEDGER_ACCOUNTS.map((name) => `coalesce(sum(${name}), 0) AS ${name}`).join(', ')

/** Holds the ledger of an account against the histories of its orders, on one state of the database. */
export function createVerify(database: Database, rows: Rows, losses: Losses): Accounts['verify'] {
  function sums(sql: string, key: AccountKey): Record<string, number> {
    const found = database.all(sql, key).map(rows.columns)
    return Object.fromEntries(found.map((row) => [row.text('name'), row.number('total')]))
  }

  function moved(sql: string, key: AccountKey): Record<string, number> {
    const found = database.all(sql, key).map(rows.columns)
    return Object.fromEntries(found.flatMap((row) => LEDGER_ACCOUNTS.map((name) => [name, row.number(name)])))
  }

  function recordedBalances(key: AccountKey): RecordedBalances {
    const { balances } = rows.account(key)
    const unsound = database.all(UNSOUND_TRANSFERS, key)
    const wallets = database.all(
      `SELECT wallet, order_number IS NULL AS is_capital, sum(available) AS available, sum(reserved) AS reserved
       FROM transfer WHERE account = ? GROUP BY 1, 2`,
      key,
    )
    return {
      balances,
      entrySums: moved(`SELECT ${TOTALS} FROM transfer WHERE account = ?`, key),
      capitalSums: moved(`SELECT ${TOTALS} FROM transfer WHERE account = ? AND order_number IS NULL`, key),
      walletSums: wallets.map(rows.columns).flatMap((row) =>
        (['available', 'reserved'] as const).map((ledgerAccount): WalletSum => {
          const isCapital = row.number('is_capital') === 1
          return { wallet: row.text('wallet'), ledgerAccount, isCapital, total: row.number(ledgerAccount) }
        }),
      ),
      unbalanced: unsound.map(rows.columns).map((row) => {
        const [kind, number, total] = [row.text('kind'), row.number('number'), row.number('total')]
        return total === 0 ? `${kind} ${number} is none of its kind` : `${kind} ${number} is off by ${total}`
      }),
      used: sums('SELECT name, used AS total FROM limit_use WHERE account = ?', key),
      losses: losses.from(key),
    }
  }

  /** Reads the transfers of one order after the other, which are asked for by rising numbers. */
  function transfersByOrder(account: AccountKey): {
    of(order: number, key: DecisionKey): readonly Transfer[]
    close(): void
  } {
    const sql = 'SELECT * FROM transfer WHERE account = ? AND order_number IS NOT NULL ORDER BY order_number, number'
    const found = database.each(sql, account)[Symbol.iterator]()
    let next = found.next()
    return {
      of(order, key) {
        const transfers: Transfer[] = []
        for (; next.done !== true; next = found.next()) {
          const row = rows.columns(next.value)
          const number = row.number('order_number')
          if (number > order) break
          if (number === order) transfers.push(transferOf(row, key))
        }
        return transfers
      },
      // Transfers of no order may be left; a statement that is not at its end would hold this state of the database for ever.
      close: () => void found.return?.(),
    }
  }

  return (key) =>
    database.read(() => {
      const recorded = recordedBalances(key)
      const audit = createAudit(rows.account(key).timeZone)
      const posted = transfersByOrder(key)
      try {
        for (const found of database.each('SELECT * FROM orders WHERE account = ? ORDER BY number', key)) {
          const row = rows.columns(found)
          const transfers = posted.of(row.number('number'), row.text<DecisionKey>('key'))
          try {
            const order = orderOf(row)
            audit.order(order, rows.history(row.number('number')), transfers)
            for (const column of columnsUnlike(order, found))
              audit.fault(order.intent.key, `${column} is not what it was`)
          } catch (error) {
            if (!isAdvisorError(error, 'STORE_CORRUPT')) throw error
            audit.fault(row.text('key'), error.message)
          }
        }
      } finally {
        posted.close()
      }
      return audit.finish(recorded)
    })
}

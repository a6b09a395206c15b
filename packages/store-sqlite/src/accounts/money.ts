import {
  type Accounts,
  capitalTransfer,
  type EquityChange,
  equityCurve,
  type MoneyStore,
  withdrawalTooLarge,
} from '@betting-advisor/core/store'
import type { Database } from '../database.ts'
import { insertAudit } from './audit.ts'
import type { Ledger } from './ledger.ts'
import type { Losses } from './losses.ts'
import type { Rows } from './rows.ts'
import { createVerify } from './verify.ts'

/** The money of accounts. */
export function createMoney(
  database: Database,
  rows: Rows,
  ledger: Ledger,
  losses: Losses,
): Pick<Accounts, keyof MoneyStore> {
  return {
    balances: (key) => rows.account(key).balances,
    currency: (key) => rows.account(key).currency,

    equity(key, since) {
      rows.account(key)
      const sql = `SELECT at, equity_change FROM transfer
        WHERE account = ? AND kind IN ('deposit', 'withdrawal', 'settle', 'correct') ORDER BY number`
      const changes = database.all(sql, key).map(rows.columns)
      return equityCurve(
        changes.map((row): EquityChange => ({ at: row.time('at'), change: row.money('equity_change') })),
        since,
      )
    },

    verify: createVerify(database, rows, losses),

    deposit(key, amount, at, by) {
      return database.write(() => {
        const account = rows.account(key)
        const { available } = account.balances
        const transfer = capitalTransfer(key, amount, at)
        if (available + amount < 0) throw withdrawalTooLarge(amount, available)
        if (by !== undefined) insertAudit(database, { ...by, account: key, at, act: 'deposit', subject: `${amount}` })
        return ledger.post(key, account, [transfer], null).account.balances
      })
    },
  }
}

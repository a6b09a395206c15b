import { type AccountKey, money } from '@betting-advisor/core'
import {
  type Accounts,
  type AuditEntry,
  adjustEntry,
  type Balances,
  capitalTransfer,
  checkWithdrawal,
  type EquityChange,
  equityCurve,
  type MoneyStore,
  moveTransfers,
  type Transfer,
  transferEntry,
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
  /** Posts what no order moves, if a check of what there is passes. */
  function post(
    key: AccountKey,
    transfers: readonly Transfer[],
    check: (balances: Balances) => void,
    note: AuditEntry | null,
  ): Balances {
    return database.write(() => {
      check(rows.account(key).balances)
      if (note !== null) insertAudit(database, note)
      for (const transfer of transfers) ledger.post(key, rows.account(key), [transfer], null)
      return rows.account(key).balances
    })
  }

  return {
    balances: (key) => rows.account(key).balances,
    currency: (key) => rows.account(key).currency,

    equity(key, since) {
      rows.account(key)
      const sql = `SELECT at, available + reserved AS change FROM transfer
        WHERE account = ? AND kind IN ('deposit', 'withdrawal', 'adjustment', 'settle', 'correct') ORDER BY number`
      const changes = database.all(sql, key).map(rows.columns)
      return equityCurve(
        changes.map((row): EquityChange => ({ at: row.time('at'), change: row.money('change') })),
        since,
      )
    },

    verify: createVerify(database, rows, losses),

    deposit(account, wallet, amount, at, by) {
      const note = by === undefined ? null : ({ ...by, account, at, act: 'deposit', subject: `${amount}` } as const)
      const transfer = capitalTransfer({ account, wallet, cause: 'owner', amount, at })
      return post(account, [transfer], (balances) => checkWithdrawal(balances, wallet, amount), note)
    },

    transfer(account, from, to, amount, at, by) {
      const note = by === undefined ? null : transferEntry({ account, from, to, amount, at }, by)
      const transfers = moveTransfers(account, from, to, amount, at)
      return post(account, transfers, (balances) => checkWithdrawal(balances, from, money(-amount)), note)
    },

    adjust(account, wallet, amount, at, by) {
      const note = by === undefined ? null : adjustEntry({ account, wallet, amount, at }, by)
      return post(account, [capitalTransfer({ account, wallet, cause: 'adjustment', amount, at })], () => {}, note)
    },
  }
}

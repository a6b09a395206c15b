import { type Book, capitalTransfer, withdrawalTooLarge } from '@betting-advisor/core/store'
import type { Database } from '../database.ts'
import type { Ledger } from './ledger.ts'
import type { Rows } from './rows.ts'

/** Pays money in and out. */
export function createCapital(database: Database, rows: Pick<Rows, 'account'>, ledger: Ledger): Pick<Book, 'deposit'> {
  return {
    deposit(key, amount, at) {
      return database.write(() => {
        const account = rows.account(key)
        const { available } = account.balances
        const transfer = capitalTransfer(key, amount, at)
        if (available + amount < 0) throw withdrawalTooLarge(amount, available)
        return ledger.book(key, account, [transfer], null).account.balances
      })
    },
  }
}

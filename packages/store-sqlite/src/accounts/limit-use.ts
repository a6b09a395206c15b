import type { AccountKey } from '@betting-advisor/core'
import type { LimitClaim } from '@betting-advisor/core/store'
import type { Database } from '../database.ts'

/** How much is taken of each limit of an account: claims by their names, exposure by `exposureRow`. */
export interface LimitUse {
  of(account: AccountKey, limit: string): number
  add(account: AccountKey, limit: string, amount: number): void
  take(account: AccountKey, claims: readonly LimitClaim[]): void
  giveBack(account: AccountKey, claims: readonly LimitClaim[]): void
}

/** Keeps what is taken of limits; one of which nothing is taken has no row. */
export function createLimitUse(database: Database): LimitUse {
  function of(account: AccountKey, limit: string): number {
    const used = database.get('SELECT used FROM limit_use WHERE account = ? AND name = ?', account, limit)?.['used']
    return typeof used === 'number' ? used : 0
  }

  function add(account: AccountKey, limit: string, amount: number): void {
    if (amount === 0) return
    database.run(
      `INSERT INTO limit_use (account, name, used) VALUES (?, ?, ?)
       ON CONFLICT (account, name) DO UPDATE SET used = used + excluded.used`,
      account,
      limit,
      amount,
    )
    if (amount < 0) database.run('DELETE FROM limit_use WHERE account = ? AND name = ? AND used = 0', account, limit)
  }

  return {
    of,
    add,
    take(account, claims) {
      for (const { limit, amount } of claims) add(account, limit, amount)
    },
    giveBack(account, claims) {
      for (const { limit, amount } of claims) add(account, limit, -amount)
    },
  }
}

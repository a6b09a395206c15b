import type { AccountKey } from '@betting-advisor/core'
import { type Accounts, type StoredLimits, withLimits } from '@betting-advisor/core/store'
import type { Database } from '../database.ts'
import { insertAudit } from './audit.ts'
import type { Rows } from './rows.ts'

/** The limits that accounts set themselves. */
export interface OwnLimits extends Pick<Accounts, 'setLimits'> {
  write(account: AccountKey, limits: StoredLimits): void
}

/** Keeps the limits that accounts set themselves. */
export function createOwnLimits(database: Database, rows: Pick<Rows, 'account'>): OwnLimits {
  function write(account: AccountKey, limits: StoredLimits): void {
    database.run('UPDATE account SET limits = ?, version = version + 1 WHERE key = ?', JSON.stringify(limits), account)
  }

  return {
    write,
    setLimits(account, wanted, at, raiseDelayMs, by) {
      return database.write(() => {
        const limits = withLimits(rows.account(account).limits, wanted, at, raiseDelayMs)
        write(account, limits)
        if (by !== undefined) insertAudit(database, { ...by, account, at, act: 'limits', subject: null })
        return limits
      })
    },
  }
}

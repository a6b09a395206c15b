import type { AccountKey, Lock, Timestamp } from '@betting-advisor/core'
import { type Book, holdingLock, liftedLock } from '@betting-advisor/core/store'
import type { Database, Row } from '../database.ts'
import { lockOf } from './records.ts'
import type { Rows } from './rows.ts'

/** Where trading stops by itself. */
export interface Locks extends Pick<Book, 'setLock' | 'liftLock'> {
  /** Those that stop what was decided at `at`, in the order in which they were set. */
  activeAt(account: AccountKey, at: Timestamp): readonly Lock[]
  /** Writes a lock down under its id, as it is. */
  write(lock: Lock): void
}

/** Keeps locks. */
export function createLocks(database: Database, rows: Rows): Locks {
  const locksOf = (found: readonly Row[]) => found.map((row) => lockOf(rows.columns(row)))

  function find(account: AccountKey, id: string): Lock | undefined {
    return locksOf(database.all('SELECT * FROM lock WHERE account = ? AND id = ?', account, id))[0]
  }

  function write(lock: Lock): void {
    database.run(
      `INSERT INTO lock (account, id, kind, strategy, market, reason, from_at, until_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (account, id) DO UPDATE SET kind = excluded.kind, strategy = excluded.strategy, market = excluded.market,
         reason = excluded.reason, from_at = excluded.from_at, until_at = excluded.until_at`,
      lock.account,
      lock.id,
      lock.kind,
      lock.strategy,
      lock.market,
      lock.reason,
      lock.from,
      lock.until,
    )
  }

  function change(lock: Lock): void {
    write(lock)
    database.run('UPDATE account SET version = version + 1 WHERE key = ?', lock.account)
  }

  return {
    write,

    activeAt(account, at) {
      const sql = 'SELECT * FROM lock WHERE account = ? AND (until_at IS NULL OR until_at > ?) ORDER BY number'
      return locksOf(database.all(sql, account, at))
    },

    setLock(wanted) {
      return database.write(() => {
        rows.account(wanted.account)
        const sql = `SELECT * FROM lock WHERE account = ? AND kind = ? AND strategy IS ? AND market IS ?
          AND (until_at IS NULL OR until_at > ?) ORDER BY number`
        const { account, kind, strategy, market, from, id } = wanted
        const same = locksOf(database.all(sql, account, kind, strategy, market, from))
        const named = find(account, id)
        const { lock, isChanged } = holdingLock(named === undefined ? same : [...same, named], wanted)
        if (isChanged) change(lock)
        return lock
      })
    },

    liftLock(account, id, at) {
      return database.write(() => {
        rows.account(account)
        const lifted = liftedLock(find(account, id), at)
        if (lifted === null) return false
        change(lifted)
        return true
      })
    },
  }
}

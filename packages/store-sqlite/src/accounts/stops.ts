import type { AccountKey, Lock, Timestamp } from '@betting-advisor/core'
import {
  type Accounts,
  checkResume,
  haltEntry,
  holdingLock,
  liftedLock,
  limitsAt,
  lockEntry,
  resumeTicket,
  type StopControl,
  type StopStore,
  unknownAccount,
} from '@betting-advisor/core/store'
import type { Database, Row } from '../database.ts'
import { insertAudit } from './audit.ts'
import type { OwnLimits } from './limits.ts'
import { lockOf } from './records.ts'
import type { Rows } from './rows.ts'

/** What stops the bets of accounts: locks, the kill switch, the limits that they set themselves. */
export interface Stops extends Pick<Accounts, keyof StopStore> {
  /** Those that stop what was decided at `at`, in the order in which they were set. */
  activeAt(account: AccountKey, at: Timestamp): readonly Lock[]
  /** Writes a lock down under its id, as it is. */
  write(lock: Lock): void
}

/** Keeps what stops the bets of accounts. */
export function createStops(database: Database, rows: Rows, limits: OwnLimits): Stops {
  const locksOf = (found: readonly Row[]) => found.map((row) => lockOf(rows.columns(row)))

  function find(account: AccountKey, id: string): Lock | undefined {
    return locksOf(database.all('SELECT * FROM lock WHERE account = ? AND id = ?', account, id))[0]
  }

  function write(lock: Lock): void {
    database.run(
      `INSERT INTO lock (account, id, kind, strategy, market, venue, reason, from_at, until_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (account, id) DO UPDATE SET kind = excluded.kind, strategy = excluded.strategy, market = excluded.market,
         venue = excluded.venue, reason = excluded.reason, from_at = excluded.from_at, until_at = excluded.until_at`,
      lock.account,
      lock.id,
      lock.kind,
      lock.strategy,
      lock.market,
      lock.venue ?? null,
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
    ...createHalts(database, rows),
    setLimits: limits.setLimits,
    limits: (key, at) => limitsAt(rows.account(key).limits, at),

    locks(key) {
      rows.account(key)
      return locksOf(database.all('SELECT * FROM lock WHERE account = ? ORDER BY number', key))
    },

    activeAt(account, at) {
      const sql = 'SELECT * FROM lock WHERE account = ? AND (until_at IS NULL OR until_at > ?) ORDER BY number'
      return locksOf(database.all(sql, account, at))
    },

    setLock(wanted, by) {
      return database.write(() => {
        rows.account(wanted.account)
        const sql = `SELECT * FROM lock WHERE account = ? AND kind = ? AND strategy IS ? AND market IS ? AND venue IS ?
          AND (until_at IS NULL OR until_at > ?) ORDER BY number`
        const { account, kind, strategy, market, venue = null, from, id } = wanted
        const same = locksOf(database.all(sql, account, kind, strategy, market, venue, from))
        const named = find(account, id)
        const { lock, isChanged } = holdingLock(named === undefined ? same : [...same, named], wanted)
        if (isChanged) change(lock)
        if (isChanged && by !== undefined) insertAudit(database, lockEntry(lock, from, by))
        return lock
      })
    },

    liftLock(account, id, at, by) {
      return database.write(() => {
        rows.account(account)
        const lifted = liftedLock(find(account, id), at)
        if (lifted === null) return false
        change(lifted)
        if (by !== undefined) insertAudit(database, { ...by, account, at, act: 'lift-lock', subject: id })
        return true
      })
    },
  }
}

/** Keeps the kill switch and the ticket that lifts it; each step touches one row, and only this much of it. */
function createHalts(
  database: Database,
  rows: Rows,
): Pick<Accounts, Exclude<keyof StopControl, 'setLock' | 'liftLock'>> {
  function update(account: AccountKey, changes: string, ...values: readonly (string | number)[]): void {
    const { changes: changed } = database.run(`UPDATE account SET ${changes} WHERE key = ?`, ...values, account)
    if (changed === 0) throw unknownAccount(account)
  }

  return {
    setHalt(account, { reason, at }, by) {
      database.write(() => {
        update(
          account,
          'halt_reason = ?, halted_at = ?, resume_code = NULL, resume_until = NULL, version = version + 1',
          reason,
          at,
        )
        if (by !== undefined) insertAudit(database, haltEntry(account, { reason, at }, by))
      })
    },

    askResume(account, at) {
      return database.write(() => {
        const { halt, version } = rows.account(account)
        const ticket = resumeTicket(account, halt, version, at)
        update(account, 'resume_code = ?, resume_until = ?', ticket.code, ticket.expiresAt)
        return ticket
      })
    },

    resume(account, code, at, by) {
      database.write(() => {
        const { halt, ticket } = rows.account(account)
        checkResume(account, halt, ticket, code, at)
        update(
          account,
          'halt_reason = NULL, halted_at = NULL, resume_code = NULL, resume_until = NULL, version = version + 1',
        )
        if (by !== undefined) insertAudit(database, { ...by, account, at, act: 'resume', subject: null })
      })
    },
  }
}

import type { AccountKey, Lock, Timestamp } from '@betting-advisor/core'
import {
  type ByHand,
  checkResume,
  type Halt,
  holdingLock,
  liftedLock,
  lockEntry,
  type ResumeTicket,
  resumeTicket,
  type StopStore,
  unknownAccount,
} from '@betting-advisor/core/store'
import type { Connection, Query } from '../connection.ts'
import { insertAudit } from './audit-rows.ts'
import { limitsOfRow, setLimits } from './limits.ts'
import { lockAccount } from './money.ts'
import { haltOf, type LockRow, lockOf } from './records.ts'
import { accountRow } from './rows.ts'

/** What stops the bets of accounts: locks, the kill switch, the limits that they set themselves. */
export function createStops(connection: Connection): StopStore {
  const { query } = connection
  return {
    async locks(key) {
      await accountRow(query, key)
      const rows = await query<LockRow>('SELECT * FROM betting_advisor.lock WHERE account = $1 ORDER BY number', [key])
      return rows.map(lockOf)
    },

    limits: async (account, at) => limitsOfRow(await accountRow(query, account), at),
    setLimits: (account, wanted, at, raiseDelayMs, by) => setLimits(connection, account, wanted, at, raiseDelayMs, by),
    setHalt: (account, halt, by) => setHalt(connection, account, halt, by),
    askResume: (account, at) => askResume(connection, account, at),
    resume: (account, code, at, by) => resume(connection, account, code, at, by),
    setLock: (lock, by) => setLock(connection, lock, by),
    liftLock: (account, id, at, by) => liftLock(connection, account, id, at, by),
  }
}

const CHANGED = 'UPDATE betting_advisor.account SET version = version + 1, stops_version = stops_version + 1'

/** Turns the kill switch on, in one round trip; a ticket to lift an earlier one is void. */
async function setHalt(connection: Connection, account: AccountKey, halt: Halt, by: string | undefined): Promise<void> {
  const rows = await connection.step(
    'betting_advisor.halt, COMMIT',
    `WITH changed AS (
       ${CHANGED}, halt_reason = $2, halted_at = $3, resume_code = NULL, resume_expires_at = NULL WHERE key = $1 RETURNING key
     ), noted AS (
       INSERT INTO betting_advisor.audit (account, at, done_by, act, reason)
       SELECT key, $3, $4, 'halt', $2 FROM changed WHERE $4::text IS NOT NULL
     )
     SELECT key FROM changed`,
    [account, halt.reason, halt.at, by ?? null],
  )
  if (rows.length === 0) throw unknownAccount(account)
}

/** The first step to lift the kill switch. */
async function askResume(connection: Connection, account: AccountKey, at: Timestamp): Promise<ResumeTicket> {
  return await connection.write(async (query) => {
    const row = await lockAccount(query, account)
    const ticket = resumeTicket(account, haltOf(row), row.version, at)
    await query('UPDATE betting_advisor.account SET resume_code = $2, resume_expires_at = $3 WHERE key = $1', [
      account,
      ticket.code,
      ticket.expiresAt,
    ])
    return ticket
  })
}

/** The second step: lifts the kill switch. */
async function resume(
  connection: Connection,
  account: AccountKey,
  code: string,
  at: Timestamp,
  by: ByHand | undefined,
): Promise<void> {
  await connection.write(async (query) => {
    const row = await lockAccount(query, account)
    const { resume_code: expected, resume_expires_at: expiresAt } = row
    const ticket = expected === null || expiresAt === null ? null : { code: expected, expiresAt }
    checkResume(account, haltOf(row), ticket, code, at)
    await query(
      `${CHANGED}, halt_reason = NULL, halted_at = NULL, resume_code = NULL, resume_expires_at = NULL WHERE key = $1`,
      [account],
    )
    if (by !== undefined) await insertAudit(query, { ...by, account, at, act: 'resume', subject: null })
  })
}

/** Sets a lock where none of its kind holds, and gives back the one that does. */
async function setLock(connection: Connection, wanted: Lock, by: ByHand | undefined): Promise<Lock> {
  return await connection.write(async (query) => {
    await lockAccount(query, wanted.account)
    const rows = await query<LockRow>(
      `SELECT * FROM betting_advisor.lock WHERE account = $1
       AND (id = $2 OR coalesce(until_at, 9223372036854775807) > $3) ORDER BY number`,
      [wanted.account, wanted.id, wanted.from],
    )
    const { lock, isChanged } = holdingLock(rows.map(lockOf), wanted)
    if (isChanged) await keepLock(query, lock)
    if (isChanged && by !== undefined) await insertAudit(query, lockEntry(lock, wanted.from, by))
    return lock
  })
}

/** Ends a lock now, unless it has ended. */
async function liftLock(
  connection: Connection,
  account: AccountKey,
  id: string,
  at: Timestamp,
  by: ByHand | undefined,
): Promise<boolean> {
  return await connection.write(async (query) => {
    await lockAccount(query, account)
    const [row] = await query<LockRow>('SELECT * FROM betting_advisor.lock WHERE account = $1 AND id = $2', [
      account,
      id,
    ])
    const lifted = liftedLock(row === undefined ? undefined : lockOf(row), at)
    if (lifted !== null) await keepLock(query, lifted)
    if (lifted !== null && by !== undefined) {
      await insertAudit(query, { ...by, account, at, act: 'lift-lock', subject: id })
    }
    return lifted !== null
  })
}

async function keepLock(query: Query, lock: Lock): Promise<void> {
  await query(
    `INSERT INTO betting_advisor.lock (account, id, kind, strategy, market, venue, reason, from_at, until_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (account, id) DO UPDATE SET kind = excluded.kind, strategy = excluded.strategy, market = excluded.market,
       venue = excluded.venue, reason = excluded.reason, from_at = excluded.from_at, until_at = excluded.until_at`,
    [
      lock.account,
      lock.id,
      lock.kind,
      lock.strategy,
      lock.market,
      lock.venue ?? null,
      lock.reason,
      lock.from,
      lock.until,
    ],
  )
  await query(`${CHANGED} WHERE key = $1`, [lock.account])
}

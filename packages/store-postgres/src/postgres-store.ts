import type { Store } from '@betting-advisor/core'
import { storable } from '@betting-advisor/core/store'
import { adopt, advance } from './accounts/advance.ts'
import { importRecords } from './accounts/archive.ts'
import { begin } from './accounts/begin.ts'
import { createCalendar } from './accounts/change.ts'
import { append } from './accounts/events.ts'
import { endRun, heartbeat, lead } from './accounts/leases.ts'
import { setLimits } from './accounts/limits.ts'
import { deposit } from './accounts/money.ts'
import { createReads } from './accounts/reads.ts'
import { startRun } from './accounts/runs.ts'
import { askResume, liftLock, resume, setHalt, setLock } from './accounts/stops.ts'
import { connect, type PostgresOptions } from './connection.ts'
import { checkDurable } from './durability.ts'
import { migrate } from './schema/migrate.ts'

/**
 * Opens the store in a PostgreSQL database (14 or later), making or updating its schema `betting_advisor` first.
 *
 * Any number of engines on any number of machines may have one database open: they share limits exactly, and of one decision one
 * engine's intent is kept. What a method has resolved is as durable as `synchronous_commit` says, which must not be off.
 *
 * @param url - `postgres://user:password@host:5432/database`; TLS by `?sslmode=…`. The password appears in no message.
 * @throws StoreError `STORE_ADDRESS`, `STORE_UNAVAILABLE`, `STORE_ACCESS_DENIED`, `STORE_NOT_FOUND`, `STORE_SCHEMA_NEWER`,
 * `STORE_READ_ONLY`, `STORE_NOT_DURABLE`. Later calls may also throw `STORE_BUSY` (nothing was changed) and `OUTCOME_UNKNOWN` (the connection was lost
 * during the commit: read by key).
 * @example
 * ```ts
 * await using store = await openPostgresStore('postgres://advisor:secret@localhost/advisor')
 * ```
 */
export async function openPostgresStore(url: string, options: PostgresOptions = {}): Promise<Store> {
  const connection = connect(url, options)
  const calendar = createCalendar()
  try {
    await migrate(connection)
    await checkDurable(connection)
  } catch (error) {
    await connection.close()
    throw error
  }
  return {
    specification: 1,
    description: connection.description,
    durable: true,
    ...createReads(connection),
    startRun: async (start) => await startRun(connection, calendar, storable(start)),
    heartbeat: async (run, at) => await heartbeat(connection, run, at),
    endRun: async (run, at) => await endRun(connection, run, at),
    begin: async (intent) => await begin(connection, storable(intent)),
    advance: async (key, event, fence) => await advance(connection, calendar, storable(key), storable(event), fence),
    adopt: async (intent, history, fence) =>
      await adopt(connection, calendar, storable(intent), storable(history), fence),
    setLock: async (lock) => await setLock(connection, storable(lock)),
    liftLock: async (account, id, at) => await liftLock(connection, account, id, at),
    setLimits: async (account, limits, at, raiseDelayMs) =>
      await setLimits(connection, account, limits, at, raiseDelayMs),
    setHalt: async (account, halt) => await setHalt(connection, account, storable(halt)),
    askResume: async (account, at) => await askResume(connection, account, at),
    resume: async (account, code, at) => await resume(connection, account, code, at),
    lead: async (run, _at, ttlMs) => await lead(connection, run, ttlMs),
    deposit: async (account, amount, at) => await deposit(connection, account, amount, at),
    append: async (events) => await append(connection, storable(events)),
    importRecords: async (records) => await importRecords(connection, calendar, storable(records)),
    close: () => connection.close(),
    [Symbol.asyncDispose]: () => connection.close(),
  }
}

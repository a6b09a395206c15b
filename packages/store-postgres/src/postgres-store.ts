import { capitalTransfer, type Store, withdrawalTooLarge } from '@betting-advisor/core'
import { advance } from './advance.ts'
import { begin } from './begin.ts'
import { connect, type PostgresOptions } from './connection.ts'
import { append } from './events.ts'
import { migrate } from './migrate.ts'
import { book, lockAccount } from './money.ts'
import { createReads } from './reads.ts'
import { balancesOf } from './records.ts'
import { startRun, updateRun } from './runs.ts'

/**
 * Opens the store in a PostgreSQL database (14 or later), making or updating its schema `betting_advisor` first.
 *
 * Any number of engines on any number of machines may have one database open: they share limits exactly, and of one decision one
 * engine's intent is kept. What a method has resolved is as durable as the server's `synchronous_commit`.
 *
 * @param url - `postgres://user:password@host:5432/database`; TLS by `?sslmode=…`. The password appears in no message.
 * @throws StoreError `STORE_ADDRESS`, `STORE_UNAVAILABLE`, `STORE_ACCESS_DENIED`, `STORE_NOT_FOUND`, `STORE_SCHEMA_NEWER`,
 * `STORE_READ_ONLY`. Later calls may also throw `STORE_BUSY` (nothing was changed) and `OUTCOME_UNKNOWN` (the connection was lost
 * during the commit: read by key).
 * @example
 * ```ts
 * await using store = await openPostgresStore('postgres://advisor:secret@localhost/advisor')
 * ```
 */
export async function openPostgresStore(url: string, options: PostgresOptions = {}): Promise<Store> {
  const connection = connect(url, options)
  try {
    await migrate(connection)
  } catch (error) {
    await connection.close()
    throw error
  }
  return {
    specification: 1,
    description: connection.description,
    durable: true,
    ...createReads(connection),
    startRun: async (start) => await startRun(connection, start),
    heartbeat: async (run, at) => await updateRun(connection, run, at, null),
    endRun: async (run, at) => await updateRun(connection, run, at, at),
    begin: async (intent) => await begin(connection, intent),
    advance: async (key, event) => await advance(connection, key, event),
    append: async (events) => await append(connection, events),

    async setLock(lock) {
      await connection.write(async (query) => {
        await lockAccount(query, lock.account)
        await query(
          `INSERT INTO betting_advisor.lock (account, id, kind, reason, from_at, until_at) VALUES ($1, $2, $3, $4, $5, $6)
           ON CONFLICT (account, id) DO UPDATE
           SET kind = excluded.kind, reason = excluded.reason, from_at = excluded.from_at, until_at = excluded.until_at`,
          [lock.account, lock.id, lock.kind, lock.reason, lock.from, lock.until],
        )
        await query('UPDATE betting_advisor.account SET stops_version = stops_version + 1 WHERE key = $1', [
          lock.account,
        ])
      })
    },

    async liftLock(account, id, at) {
      return await connection.write(async (query) => {
        await lockAccount(query, account)
        const rows = await query(
          `UPDATE betting_advisor.lock SET until_at = $3
           WHERE account = $1 AND id = $2 AND (until_at IS NULL OR until_at > $3) RETURNING id`,
          [account, id, at],
        )
        await query('UPDATE betting_advisor.account SET stops_version = stops_version + 1 WHERE key = $1', [account])
        return rows.length > 0
      })
    },

    async setHalt(account, halt) {
      await connection.write(async (query) => {
        await lockAccount(query, account)
        await query(
          `UPDATE betting_advisor.account SET halt_reason = $2, halted_at = $3, stops_version = stops_version + 1 WHERE key = $1`,
          [account, halt?.reason ?? null, halt?.at ?? null],
        )
      })
    },

    async deposit(account, amount, at) {
      const transfer = capitalTransfer(account, amount, at)
      return await connection.write(async (query) => {
        const row = await lockAccount(query, account)
        if (row.available + amount < 0) throw withdrawalTooLarge(amount, balancesOf(row).available)
        return (await book(query, row, [transfer], null)).balances
      })
    },

    close: () => connection.close(),
    [Symbol.asyncDispose]: () => connection.close(),
  }
}

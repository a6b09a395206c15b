import type { Store } from '@betting-advisor/core'
import { type Forwarded, type OperationName, storeOperations } from '@betting-advisor/core/store'
import { createPostgresAccounts } from './accounts/accounts.ts'
import { connect, type PostgresOptions } from './connection.ts'
import { checkDurable } from './durability.ts'
import { migrate } from './schema/migrate.ts'

/**
 * Opens the store in a PostgreSQL database (14 or later), making or updating its schema `betting_advisor` first.
 *
 * Any number of engines on any number of machines may have one database open: they share limits exactly, and of one decision one
 * engine's intent is kept. What a method has resolved is as durable as `synchronous_commit` and `fsync` say, neither of which may be off.
 *
 * @param url - `postgres://user:password@host:5432/database`; TLS by `?sslmode=…`. The password appears in no message.
 * @throws StoreError `STORE_ADDRESS`, `STORE_UNAVAILABLE`, `STORE_TLS_FAILED`, `STORE_ACCESS_DENIED`, `STORE_NOT_FOUND`, `STORE_SCHEMA_NEWER`,
 * `STORE_READ_ONLY`, `STORE_NOT_DURABLE`. Later calls may also throw `STORE_BUSY` (nothing was changed) and `OUTCOME_UNKNOWN` (the connection was lost
 * during the commit: read by key).
 * @example
 * ```ts
 * await using store = await openPostgresStore('postgres://advisor:secret@localhost/advisor')
 * ```
 */
export async function openPostgresStore(url: string, options: PostgresOptions = {}): Promise<Store> {
  const connection = connect(url, options)
  const isDurable = options.durability !== 'none'
  try {
    await migrate(connection)
    if (isDurable) await checkDurable(connection)
  } catch (error) {
    await connection.close()
    throw error
  }
  const accounts: Forwarded<OperationName> = createPostgresAccounts(connection)
  return {
    specification: 1,
    description: connection.description,
    durable: isDurable,
    ...storeOperations((name, parameters) => accounts[name](...parameters)),
    close: () => connection.close(),
    [Symbol.asyncDispose]: () => connection.close(),
  }
}

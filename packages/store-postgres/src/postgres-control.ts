import { type ControlName, controlOperations, type Forwarded, type StoreControl } from '@betting-advisor/core/store'
import { createPostgresAccounts } from './accounts/accounts.ts'
import { connect, type PostgresOptions } from './connection.ts'
import { requireSchema } from './schema/migrate.ts'

/**
 * Opens the database of a store beside the engines on it, to read it and to halt and resume trading: every engine's next `begin` is
 * denied. Nothing else can be written through it, and the schema is neither made nor brought up to date.
 *
 * @param url - As of `openPostgresStore`.
 * @throws StoreError `STORE_ADDRESS`, `STORE_UNAVAILABLE`, `STORE_TLS_FAILED`, `STORE_ACCESS_DENIED`, `STORE_NOT_FOUND` when nothing was ever kept there,
 * `STORE_SCHEMA_NEWER`, `STORE_SCHEMA_OLDER`; of a command, what `Store` says of it.
 * @example
 * ```ts
 * await using control = await openPostgresControl('postgres://advisor:secret@localhost/advisor')
 * await control.setHalt(accountKey('LIVE', 'main'), { reason: 'by hand', at: timestamp(Date.now()) })
 * ```
 */
export async function openPostgresControl(url: string, options: PostgresOptions = {}): Promise<StoreControl> {
  const connection = connect(url, options, 2)
  try {
    await requireSchema(connection)
  } catch (error) {
    await connection.close()
    throw error
  }
  const accounts: Forwarded<ControlName> = createPostgresAccounts(connection)
  return {
    ...controlOperations((name, parameters) => accounts[name](...parameters)),
    [Symbol.asyncDispose]: () => connection.close(),
  }
}

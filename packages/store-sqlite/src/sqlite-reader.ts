import { existsSync } from 'node:fs'
import { readerOf, StoreError, type StoreReader } from '@betting-advisor/core/store'
import { createSqliteAccounts } from './accounts/accounts.ts'
import { sqliteFile } from './location.ts'
import { openDatabase } from './open-database.ts'

/**
 * Opens the database of a store for reading, beside the engine that may be running on it.
 *
 * @param address - As of `openSqliteStore`.
 * @throws StoreError `STORE_ADDRESS`, `STORE_NOT_FOUND`, `STORE_CORRUPT`, `STORE_SCHEMA_NEWER`, `STORE_SCHEMA_OLDER`.
 * @example
 * ```ts
 * await using reader = await openSqliteReader('sqlite:./data/advisor.db')
 * const faults = await reader.verify(accountKey('DRY_RUN', 'main')) // [] is the promise
 * ```
 */
export async function openSqliteReader(address: string): Promise<StoreReader & AsyncDisposable> {
  const path = existingFile(address)
  const database = openDatabase(path, 'read')
  return readerOf(createSqliteAccounts(database), {
    description: `SQLite ${path}`,
    close: () => database[Symbol.dispose](),
  })
}

/** @throws StoreError `STORE_ADDRESS`, `STORE_NOT_FOUND` */
export function existingFile(address: string): string {
  const path = sqliteFile(address)
  if (existsSync(path)) return path
  throw new StoreError('STORE_NOT_FOUND', `There is no ${path}.`, {
    remedy: 'Start an engine on it first, or set DB_URL to the file that one is running on.',
  })
}

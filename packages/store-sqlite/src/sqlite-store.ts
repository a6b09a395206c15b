import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { readerOf, type Store, StoreError, type StoreReader } from '@betting-advisor/core/store'
import { openDatabase } from './database.ts'
import { lockFile } from './file-lock.ts'
import { sqlitePath } from './location.ts'
import { createReads } from './reads.ts'
import { startThread } from './thread.ts'
import { threadedStore } from './threaded-store.ts'

/**
 * Opens the store in a database file, making file and directory where they are missing and bringing an older file up to date.
 *
 * One engine has the file for as long as the store is open; others may read it beside with {@link openSqliteReader}. What a method
 * has resolved is on the disk: it survives a killed process and a power cut.
 *
 * @param address - `sqlite:./data/advisor.db`, `sqlite:///absolute/path.db`, or a plain path.
 * @throws StoreError `STORE_ADDRESS`, `STORE_LOCKED` (another engine has it), `STORE_READ_ONLY`, `STORE_ACCESS_DENIED`,
 * `STORE_CORRUPT`, `STORE_SCHEMA_NEWER`, `STORE_FULL`.
 * @example
 * ```ts
 * await using store = await openSqliteStore('sqlite:./data/advisor.db')
 * ```
 */
export async function openSqliteStore(address: string): Promise<Store> {
  const path = sqlitePath(address)
  makeWritable(path)
  const lock = lockFile(path)
  try {
    return threadedStore(path, await startThread(path, 'write'), lock)
  } catch (error) {
    lock[Symbol.dispose]()
    throw error
  }
}

/**
 * Opens the database of a store for reading, beside the engine that may be running on it.
 *
 * @param address - See {@link openSqliteStore}.
 * @throws StoreError `STORE_ADDRESS`, `STORE_NOT_FOUND`, `STORE_CORRUPT`, `STORE_SCHEMA_NEWER`, `STORE_SCHEMA_OLDER`.
 */
export async function openSqliteReader(address: string): Promise<StoreReader & AsyncDisposable> {
  const path = sqlitePath(address)
  if (!existsSync(path)) {
    throw new StoreError('STORE_NOT_FOUND', `There is no ${path}.`, {
      remedy: 'Start an engine on it first, or set DB_URL to the file that one is running on.',
    })
  }
  const database = openDatabase(path, 'read')
  return readerOf(createReads(database), { description: `SQLite ${path}`, close: () => database[Symbol.dispose]() })
}

/** One level at a time: the recursive form of Node never returns where no directory can be made, as below /proc. */
function makeDirectory(directory: string): void {
  if (existsSync(directory)) {
    if (!statSync(directory).isDirectory()) throw new Error(`${directory} is a file`)
    return
  }
  makeDirectory(dirname(directory))
  try {
    mkdirSync(directory)
  } catch (error) {
    // Somebody else may have made it in between.
    if (!existsSync(directory)) throw error
  }
}

/** SQLite would open a file that can't be written for reading, and say so only at the first bet. */
function makeWritable(path: string): void {
  const directory = dirname(path)
  try {
    makeDirectory(directory)
    accessSync(directory, constants.W_OK)
    if (existsSync(path)) accessSync(path, constants.W_OK)
  } catch (error) {
    throw new StoreError('STORE_READ_ONLY', `${path} can’t be written.`, {
      cause: error,
      remedy: 'Make the file and its directory writable for this user, or set DB_URL to a file elsewhere.',
    })
  }
}

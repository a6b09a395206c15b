import type { Store } from '@betting-advisor/core'
import { awaitLockFile, lockFile } from './file-lock.ts'
import { sqliteFile } from './location.ts'
import { OWN_THREADS, startThread, type Threads } from './thread.ts'
import { threadedStore } from './threaded-store.ts'
import { makeWritable } from './writable.ts'

/**
 * Opens the store in a database file, making file and directory where they are missing and bringing an older file up to date.
 *
 * One engine has the file for as long as the store is open; others may read it beside with `openSqliteReader`, and halt it with
 * `openSqliteControl`. What a method has resolved is on the disk: it survives a killed process and a power cut.
 * Once the file is removed or replaced, nothing is kept any more: everything then throws `STORE_REPLACED`.
 *
 * @param address - `sqlite:./data/advisor.db`, `sqlite:///absolute/path.db`, or a plain path.
 * @throws StoreError `STORE_ADDRESS`, `STORE_LOCKED` (another engine has it), `STORE_READ_ONLY`, `STORE_ACCESS_DENIED`,
 * `STORE_CORRUPT`, `STORE_SCHEMA_NEWER`, `STORE_FULL`.
 * @example
 * ```ts
 * await using store = await openSqliteStore('sqlite:./data/advisor.db')
 * ```
 */
export function openSqliteStore(address: string): Promise<Store> {
  return openStoreOn(address, OWN_THREADS)
}

/** The same, on threads that may have served others before. */
export async function openStoreOn(address: string, threads: Threads): Promise<Store> {
  const path = sqliteFile(address)
  makeWritable(path)
  await awaitLockFile(path)
  const lock = lockFile(path)
  try {
    return threadedStore(path, await startThread(path, 'write', threads), lock, threads)
  } catch (error) {
    lock[Symbol.dispose]()
    throw error
  }
}

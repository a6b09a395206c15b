import { DatabaseSync } from 'node:sqlite'
import { StoreError } from '@betting-advisor/core/store'
import { isBusy, storeFault } from './faults.ts'

/**
 * Takes the one place of an engine at a database file, for as long as the result is not disposed and the process lives.
 *
 * The lock is SQLite's own on a second, empty file beside it: the operating system drops it with the process, however that ends.
 *
 * @throws StoreError `STORE_LOCKED` when another engine has it.
 */
export function lockFile(path: string): Disposable {
  const lockPath = `${path}.lock`
  let lock: DatabaseSync | undefined
  try {
    lock = new DatabaseSync(lockPath, { timeout: 0 })
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock?.close()
    if (!isBusy(error)) throw storeFault(error, lockPath)
    throw new StoreError('STORE_LOCKED', `Another engine is running on ${path}.`, {
      cause: error,
      remedy: 'Stop it first, or set DB_URL to another file. Many engines on one bankroll need PostgreSQL.',
    })
  }
  const held = lock
  return {
    [Symbol.dispose]() {
      held.close()
    },
  }
}

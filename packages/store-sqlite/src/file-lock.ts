import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
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

/** How often an engine looks whether its lock file is still there, in milliseconds. */
export const LOCK_LOOK_MS = 250

/**
 * Gives an engine whose lock file was removed the time to make it anew: a database that is in use, or was when its engine was killed,
 * has its log beside it, and only where the lock file is missing does that not tell which.
 */
export async function awaitLockFile(path: string): Promise<void> {
  const isUnclear = () => existsSync(`${path}-shm`) && !existsSync(`${path}.lock`)
  for (let looks = 0; looks < 3 && isUnclear(); looks += 1) await sleep(LOCK_LOOK_MS)
}

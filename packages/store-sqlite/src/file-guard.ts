import { statSync } from 'node:fs'
import { isAdvisorError } from '@betting-advisor/core'
import { StoreError } from '@betting-advisor/core/store'
import { lockFile } from './file-lock.ts'

/** Which file it is that a path leads to, as the operating system tells files apart. */
interface FileIdentity {
  readonly device: bigint
  readonly inode: bigint
}

/** Watches that a database stays the file that was opened. */
export interface FileGuard extends Disposable {
  /**
   * Has to be asked right before something is kept: SQLite goes on writing to a file that was removed or replaced, and nobody would find
   * what it kept there.
   *
   * @throws StoreError `STORE_REPLACED`
   */
  check(): void
}

/** What SQLite keeps beside a database that is in use: both are lost with their file as the database is. */
const COMPANIONS = ['-wal', '-shm'] as const

/** Watches the file at a path, from now on. */
export function guardFile(path: string): FileGuard {
  const opened = identityOf(path)
  return {
    check() {
      if (!isSame(identityOf(path), opened)) throw replaced(path)
    },
    [Symbol.dispose]() {},
  }
}

/**
 * The same for the engine that has the file to itself: it watches its place there as well. A lock file that somebody has removed is
 * made and locked anew, unless another engine was faster.
 */
export function guardPlace(path: string): FileGuard {
  const file = guardFile(path)
  const companions = new Map<string, FileIdentity>()
  const lockPath = `${path}.lock`
  let place = identityOf(lockPath)
  let lock: Disposable | undefined

  function takeAgain(): void {
    const removed = lock
    try {
      lock = lockFile(path)
    } catch (error) {
      if (!isAdvisorError(error, 'STORE_LOCKED')) throw error
      throw replaced(lockPath, 'another engine has taken the place of this one', error)
    }
    removed?.[Symbol.dispose]()
    place = identityOf(lockPath)
  }

  return {
    check() {
      file.check()
      for (const companion of COMPANIONS) {
        const found = identityOf(path + companion)
        const known = companions.get(companion)
        if (known !== undefined && !isSame(found, known)) throw replaced(path + companion)
        if (found !== null) companions.set(companion, found)
      }
      if (place === null || !isSame(identityOf(lockPath), place)) takeAgain()
    },
    [Symbol.dispose]() {
      lock?.[Symbol.dispose]()
    },
  }
}

function identityOf(path: string): FileIdentity | null {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false })
  return found === undefined ? null : { device: found.dev, inode: found.ino }
}

function isSame(one: FileIdentity | null, other: FileIdentity | null): boolean {
  return one?.inode === other?.inode && one?.device === other?.device
}

function replaced(path: string, what = 'nobody would find what is written now', cause?: unknown): StoreError {
  return new StoreError('STORE_REPLACED', `${path} was removed or replaced while it was in use: ${what}.`, {
    cause,
    remedy:
      'Put the file back, or a backup of it, and start again; what was kept until now is in the file that was taken away.',
  })
}

import { isAdvisorError } from '@betting-advisor/core'
import { StoreError, type StoreErrorCode } from '@betting-advisor/core/store'

interface Fault {
  readonly code: StoreErrorCode
  readonly what: string
  readonly remedy: string
}

/** SQLite's primary result codes that a user can do something about (https://www.sqlite.org/rescode.html). */
const FAULTS: Readonly<Record<number, Fault>> = {
  5: { code: 'STORE_BUSY', what: 'is busy', remedy: 'Another program holds it open for writing: close it.' },
  6: { code: 'STORE_BUSY', what: 'is busy', remedy: 'Another program holds it open for writing: close it.' },
  8: {
    code: 'STORE_READ_ONLY',
    what: 'can only be read',
    remedy: 'Make the file and its directory writable for this user, or set DB_URL to another file.',
  },
  10: { code: 'STORE_FAILED', what: 'can’t be read or written', remedy: 'Check the disk, then start again.' },
  11: { code: 'STORE_CORRUPT', what: 'is damaged', remedy: 'Restore it from a backup; keep this file aside.' },
  13: { code: 'STORE_FULL', what: 'has no room left on its disk', remedy: 'Free some space, then start again.' },
  14: {
    code: 'STORE_ACCESS_DENIED',
    what: 'can’t be opened',
    remedy: 'Check that it is a file that this user may read and write.',
  },
  26: {
    code: 'STORE_CORRUPT',
    what: 'is not a SQLite database, or is damaged',
    remedy: 'Set DB_URL to another file, or restore this one from a backup.',
  },
}

const IO_ERROR = 10

/** What SQLite said in words of this store; errors that are not SQLite's come back as they are. */
export function storeFault(error: unknown, path: string): unknown {
  if (isAdvisorError(error)) return error
  const code = primaryCode(error)
  const fault = code === undefined ? undefined : FAULTS[code]
  if (fault !== undefined) {
    return new StoreError(fault.code, `${path} ${fault.what}.`, { cause: error, remedy: fault.remedy })
  }
  if (hasCode(error, 'ERR_OUT_OF_RANGE')) return corrupt(path, 'it holds a number beyond 2^53', error)
  return error
}

/** The same for a commit: when the disk failed in the middle of one, it may be there at the next start. */
export function commitFault(error: unknown, path: string): unknown {
  if (primaryCode(error) !== IO_ERROR) return storeFault(error, path)
  return new StoreError('OUTCOME_UNKNOWN', `The disk failed while ${path} was keeping a change.`, {
    cause: error,
    remedy: 'Check the disk and start again: what was kept is found by its key.',
  })
}

/** The file holds something that this store has not written. */
export function corrupt(path: string, what: string, cause?: unknown): StoreError {
  return new StoreError('STORE_CORRUPT', `${path} is damaged: ${what}.`, {
    cause,
    remedy: 'Restore it from a backup; keep this file aside.',
  })
}

/** Whether another connection holds what was asked for. */
export function isBusy(error: unknown): boolean {
  const code = primaryCode(error)
  return code === 5 || code === 6
}

function primaryCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined
  return error.errcode & 0xff
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}

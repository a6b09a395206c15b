import { AdvisorError } from '@betting-advisor/core'

/** A file of history cannot be read, or not to its end. */
export class HistoryFileError extends AdvisorError {
  readonly code = 'HISTORY_UNREADABLE'
  /** The file, and what it is called in its archive. */
  readonly path: string

  constructor(path: string, detail: string, cause?: unknown) {
    super(`The history in ${path} cannot be read: ${detail}.`, {
      remedy: 'Download it again; the exchange has files that are broken, which can only be left out.',
      ...(cause === undefined ? {} : { cause }),
    })
    this.path = path
  }
}

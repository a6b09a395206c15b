import { AdvisorError } from '@betting-advisor/core'

/** A recording could not be written or read. */
export class RecordingFileError extends AdvisorError {
  readonly code = 'RECORDING_FAILED'
  readonly path: string

  constructor(path: string, doing: string, cause: unknown) {
    super(`The recording ${path} could not be ${doing}: ${cause instanceof Error ? cause.message : String(cause)}.`, {
      cause,
      remedy: 'Check that the folder exists, that it may be written, and that the disk is not full.',
    })
    this.path = path
  }
}

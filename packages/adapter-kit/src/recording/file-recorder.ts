import { InvalidValueError } from '@betting-advisor/core'
import { openWholeLinesFile } from './whole-lines-file.ts'

/** Writes lines that outlive the process. */
export interface FileRecorder extends AsyncDisposable {
  /**
   * Adds one line; when it returns, the operating system has it, so that a kill of this process cannot lose it.
   *
   * @throws InvalidValueError when `line` has a line break, RecordingFileError `RECORDING_FAILED` when it can't be written: then
   * nothing of it is.
   */
  append(line: string): void
  /** Closes the file; harmless when closed already. */
  close(): Promise<void>
}

/**
 * Opens a recording for appending, making file and folder where they are missing; a torn last line is cut off.
 *
 * @throws RecordingFileError `RECORDING_FAILED` when it can't be opened.
 * @example
 * ```ts
 * await using recorder = createFileRecorder('data/run.jsonl')
 * recorder.append(JSON.stringify({ type: 'tick' }))
 * ```
 */
export function createFileRecorder(path: string): FileRecorder {
  const file = openWholeLinesFile(path)
  const close = async () => file.close()
  return {
    append(line) {
      if (line.includes('\n')) throw new InvalidValueError('line', line, 'without a line break')
      file.add(Buffer.from(`${line}\n`))
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

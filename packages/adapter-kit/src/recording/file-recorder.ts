import { closeSync, fstatSync, ftruncateSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { InvalidValueError } from '@betting-advisor/core'
import { RecordingFileError } from './recording-file-error.ts'

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

const NEWLINE = 0x0a
const CHUNK = 65_536

/** The length of the file up to and with its last line break: what comes after it is a line that was never finished. */
function wholeLength(file: number): number {
  const chunk = Buffer.alloc(CHUNK)
  let end = fstatSync(file).size
  while (end > 0) {
    const start = Math.max(0, end - CHUNK)
    const read = readSync(file, chunk, 0, end - start, start)
    const last = chunk.subarray(0, read).lastIndexOf(NEWLINE)
    if (last >= 0) return start + last + 1
    end = start
  }
  return 0
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
  let file: number
  let length: number
  try {
    mkdirSync(dirname(path), { recursive: true })
    file = openSync(path, 'a+', 0o600)
    length = wholeLength(file)
    ftruncateSync(file, length)
  } catch (error) {
    throw new RecordingFileError(path, 'opened', error)
  }
  let isOpen = true
  const recorder: FileRecorder = {
    append(line) {
      if (line.includes('\n')) throw new InvalidValueError('line', line, 'without a line break')
      if (!isOpen) throw new RecordingFileError(path, 'written', new Error('it is closed'))
      const bytes = Buffer.from(`${line}\n`)
      try {
        for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written)
        length += bytes.length
      } catch (error) {
        ftruncateSync(file, length)
        throw new RecordingFileError(path, 'written', error)
      }
    },
    async close() {
      if (!isOpen) return
      isOpen = false
      closeSync(file)
    },
    async [Symbol.asyncDispose]() {
      await recorder.close()
    },
  }
  return recorder
}

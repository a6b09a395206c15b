import { closeSync, fstatSync, ftruncateSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { RecordingFileError } from './recording-file-error.ts'

/** A file to which whole lines are added. */
export interface WholeLinesFile {
  /** How many bytes it has. */
  readonly length: number
  /** How many bytes of a line that was never finished were cut off when it was opened. */
  readonly cut: number
  /**
   * Adds bytes that end with a line break; when it returns, the operating system has them, so that a kill of this process cannot lose them.
   *
   * @returns where they are.
   * @throws RecordingFileError `RECORDING_FAILED` when they can't be written: then nothing of them is.
   */
  add(bytes: Uint8Array): number
  /** Harmless when closed already. */
  close(): void
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

/** Takes back what was written of a line that could not be finished; where that fails as well, whoever opens it next does. */
function cutBack(file: number, length: number): void {
  try {
    ftruncateSync(file, length)
  } catch {
    // Why it could not be written is what is told.
  }
}

/**
 * Opens a file for appending, making file and folder where they are missing; a torn last line is cut off.
 *
 * @throws RecordingFileError `RECORDING_FAILED` when it can't be opened.
 */
export function openWholeLinesFile(path: string): WholeLinesFile {
  let file: number
  let length: number
  let cut: number
  try {
    mkdirSync(dirname(path), { recursive: true })
    file = openSync(path, 'a+', 0o600)
    length = wholeLength(file)
    cut = fstatSync(file).size - length
    ftruncateSync(file, length)
  } catch (error) {
    throw new RecordingFileError(path, 'opened', error)
  }
  let isOpen = true
  return {
    get length() {
      return length
    },
    cut,
    add(bytes) {
      if (!isOpen) throw new RecordingFileError(path, 'written', new Error('it is closed'))
      const offset = length
      try {
        for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written)
        length += bytes.length
      } catch (error) {
        cutBack(file, length)
        throw new RecordingFileError(path, 'written', error)
      }
      return offset
    },
    close() {
      if (!isOpen) return
      isOpen = false
      closeSync(file)
    },
  }
}

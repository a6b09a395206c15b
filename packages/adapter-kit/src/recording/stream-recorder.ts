import { closeSync, openSync, readSync } from 'node:fs'
import { InvalidValueError } from '@betting-advisor/core'
import type { ByteRange } from '@betting-advisor/core/venue'
import { RecordingFileError } from './recording-file-error.ts'
import { openWholeLinesFile } from './whole-lines-file.ts'

/** Writes the bytes of a stream of lines as they came, so that a recording can name them. */
export interface StreamRecorder extends AsyncDisposable {
  /**
   * Adds whole messages; when it returns, the operating system has them.
   *
   * @param bytes - One line or more, with their line breaks.
   * @returns what a recording names them by.
   * @throws InvalidValueError `INVALID_VALUE` when they do not end with a line break; RecordingFileError `RECORDING_FAILED` when they
   * can't be written: then nothing of them is.
   */
  append(bytes: Uint8Array): ByteRange
  /** Closes the file; harmless when closed already. */
  close(): Promise<void>
}

/** Reads recorded bytes again. */
export interface StreamRecording extends Disposable {
  /**
   * The bytes that a recording names.
   *
   * @throws InvalidValueError `INVALID_VALUE` when they are of another stream; RecordingFileError `RECORDING_FAILED` when they can't be
   * read or the file has fewer.
   */
  read(range: ByteRange): Uint8Array
  close(): void
}

const NEWLINE = 0x0a

/**
 * Opens the recording of a stream for appending, making file and folder where they are missing; a torn last line is cut off.
 *
 * @param stream - What recordings call it.
 * @throws RecordingFileError `RECORDING_FAILED` when it can't be opened.
 * @example
 * ```ts
 * await using recorder = createStreamRecorder('data/exchange.stream', 'exchange')
 * recorder.append(Buffer.from('{"op":"mcm"}\r\n')) // { stream: 'exchange', offset: 0, length: 14 }
 * ```
 */
export function createStreamRecorder(path: string, stream: string): StreamRecorder {
  const file = openWholeLinesFile(path)
  const close = async () => file.close()
  return {
    append(bytes) {
      if (bytes.at(-1) !== NEWLINE)
        throw new InvalidValueError('bytes', bytes.at(-1), 'whole lines, ending with a line break')
      return { stream, offset: file.add(bytes), length: bytes.length }
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

/**
 * Opens the recording of a stream for reading.
 *
 * @param stream - What recordings call it.
 * @throws RecordingFileError `RECORDING_FAILED` when it can't be opened.
 * @example
 * ```ts
 * using recording = openStreamRecording('data/exchange.stream', 'exchange')
 * const report = await replay(lines, createEngine, (range) => reader.read(recording.read(range)))
 * ```
 */
export function openStreamRecording(path: string, stream: string): StreamRecording {
  let file: number | null
  try {
    file = openSync(path, 'r')
  } catch (error) {
    throw new RecordingFileError(path, 'opened', error)
  }
  const close = () => {
    if (file !== null) closeSync(file)
    file = null
  }
  return {
    read(range) {
      if (range.stream !== stream) throw new InvalidValueError('stream', range.stream, stream)
      if (file === null) throw new RecordingFileError(path, 'read', new Error('it is closed'))
      const bytes = new Uint8Array(range.length)
      let read = 0
      try {
        read = readSync(file, bytes, 0, range.length, range.offset)
      } catch (error) {
        throw new RecordingFileError(path, 'read', error)
      }
      if (read < range.length) {
        throw new RecordingFileError(path, 'read', new Error(`it ends before ${range.offset + range.length} bytes`))
      }
      return bytes
    },
    close,
    [Symbol.dispose]: close,
  }
}

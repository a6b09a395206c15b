import { rmSync } from 'node:fs'
import { InvalidValueError, type Logger, silentLogger } from '@betting-advisor/core'
import type { ByteRange } from '@betting-advisor/core/venue'
import { packFile } from './pack-file.ts'
import { RecordingFileError } from './recording-file-error.ts'
import { checkStreamName, segmentFiles, segmentPath, unpackedLength } from './segment-files.ts'
import { openWholeLinesFile, type WholeLinesFile } from './whole-lines-file.ts'

/** How a stream is recorded in segments. */
export interface SegmentedRecorderSettings {
  /** How many bytes a segment has at the most before the next is begun and it is packed, from 1,024 to 2 GiB. @default 64 MiB */
  readonly segmentBytes?: number
  readonly logger?: Logger
  /** Hears, once, that the recording has stopped: the disk is full, or not there any more. @default it is logged as an error */
  readonly stopped?: (fault: RecordingFileError) => void
}

/** How a recording stands. */
export interface SegmentedRecorderStatus {
  /** `stopped`: something could not be written, and nothing is recorded any more. */
  readonly state: 'recording' | 'stopped' | 'closed'
  /** Bytes of the whole recording, unpacked. */
  readonly bytes: number
  readonly fault: RecordingFileError | null
}

/** Writes the bytes of a stream of lines as they came, into files that are packed one after the other. */
export interface SegmentedRecorder extends AsyncDisposable {
  /**
   * Adds whole messages; when it returns, the operating system has them.
   *
   * @param bytes - One line or more, with their line breaks.
   * @returns what a recording names them by; `null` once the recording has stopped, which never throws: whoever records goes on.
   * @throws InvalidValueError `INVALID_VALUE` when they do not end with a line break.
   */
  append(bytes: Uint8Array): ByteRange | null
  status(): SegmentedRecorderStatus
  /** Ends the last segment and packs what is not packed yet; harmless when closed already. */
  close(): Promise<void>
}

const NEWLINE = 0x0a
const MEBIBYTE = 1_048_576
const USUAL = 64 * MEBIBYTE
const SMALLEST = 1_024
/** Beyond 4 GiB a packed file could not say how long it is. */
const LARGEST = 2_048 * MEBIBYTE

/**
 * Records a stream into a folder, going on where a recording of that stream in it ends; a line that was torn by a kill is cut off, and that
 * is logged. A segment that is full is packed by gzip in the background.
 *
 * @param stream - What recordings and files call it: letters, digits, dots and dashes.
 * @throws RecordingFileError `RECORDING_FAILED` when it can't be opened; InvalidValueError `INVALID_VALUE`
 * @example
 * ```ts
 * await using recorder = createSegmentedRecorder('data/exchange', 'exchange')
 * recorder.append(Buffer.from('{"op":"mcm"}\r\n')) // { stream: 'exchange', offset: 0, length: 14 }
 * ```
 */
export function createSegmentedRecorder(
  folder: string,
  stream: string,
  settings: SegmentedRecorderSettings = {},
): SegmentedRecorder {
  const { segmentBytes = USUAL, logger = silentLogger } = settings
  checkStreamName(stream)
  if (!(segmentBytes >= SMALLEST && segmentBytes <= LARGEST))
    throw new InvalidValueError('segmentBytes', segmentBytes, `from ${SMALLEST} to ${LARGEST}`)
  let packing: Promise<void> = Promise.resolve()
  let state: SegmentedRecorderStatus['state'] = 'recording'
  let fault: RecordingFileError | null = null

  function pack(path: string): void {
    packing = packing.then(async () => {
      try {
        await packFile(path)
      } catch (error) {
        logger.warn({ error, path }, 'A segment of a recording could not be packed, and stays as it is.')
      }
    })
  }

  function open(offset: number): WholeLinesFile {
    const path = segmentPath(folder, stream, offset)
    const file = openWholeLinesFile(path)
    if (file.cut > 0) logger.warn({ path, bytes: file.cut }, 'A torn last line of a recording was cut off.')
    return file
  }

  /** Takes away what was packed whole when its process ended. */
  function withdraw(offset: number): void {
    rmSync(segmentPath(folder, stream, offset), { force: true })
  }

  function reopened(): { offset: number; file: WholeLinesFile } {
    const files = segmentFiles(folder, stream)
    const last = files.at(-1)
    for (const { path, offset, isPacked } of files.slice(0, -1)) {
      if (isPacked) withdraw(offset)
      else pack(path)
    }
    if (last === undefined) return { offset: 0, file: open(0) }
    if (!last.isPacked) return { offset: last.offset, file: open(last.offset) }
    withdraw(last.offset)
    const offset = last.offset + unpackedLength(last.path)
    return { offset, file: open(offset) }
  }

  let segment: { offset: number; file: WholeLinesFile }
  try {
    segment = reopened()
  } catch (error) {
    throw error instanceof RecordingFileError ? error : new RecordingFileError(folder, 'opened', error)
  }

  function stop(error: unknown): null {
    const { file, offset } = segment
    state = 'stopped'
    fault = error instanceof RecordingFileError ? error : new RecordingFileError(folder, 'written', error)
    file.close()
    const written = offset + file.length
    if (settings.stopped === undefined)
      logger.error({ error: fault, written }, 'Nothing is recorded any more; all else goes on.')
    else settings.stopped(fault)
    return null
  }

  function rotate(): void {
    const { file, offset } = segment
    const next = offset + file.length
    const full = segmentPath(folder, stream, offset)
    segment = { offset: next, file: open(next) }
    file.close()
    pack(full)
  }

  const recorder: SegmentedRecorder = {
    append(bytes) {
      if (bytes.at(-1) !== NEWLINE)
        throw new InvalidValueError('bytes', bytes.at(-1), 'whole lines, ending with a line break')
      if (state !== 'recording') return null
      try {
        if (segment.file.length > 0 && segment.file.length + bytes.length > segmentBytes) rotate()
        const { offset, file } = segment
        return { stream, offset: offset + file.add(bytes), length: bytes.length }
      } catch (error) {
        return stop(error)
      }
    },
    status: () => ({ state, bytes: segment.offset + segment.file.length, fault }),
    async close() {
      if (state === 'recording') {
        segment.file.close()
        const path = segmentPath(folder, stream, segment.offset)
        if (segment.file.length === 0) rmSync(path, { force: true })
        else pack(path)
      }
      if (state !== 'stopped') state = 'closed'
      await packing
    },
    [Symbol.asyncDispose]: () => recorder.close(),
  }
  return recorder
}

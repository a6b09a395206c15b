import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { InvalidValueError } from '@betting-advisor/core'
import { RecordingFileError } from './recording-file-error.ts'
import { checkStreamName, type SegmentFile, segmentFiles } from './segment-files.ts'
import type { StreamRecording } from './stream-recorder.ts'

/**
 * Opens a recording in segments, to which nothing is added meanwhile, for reading what recordings name of it; one segment at a time is kept
 * unpacked.
 *
 * @param stream - What recordings call it.
 * @throws RecordingFileError `RECORDING_FAILED` when there is none, or from `read` when it can't be read; InvalidValueError `INVALID_VALUE`
 * @example
 * ```ts
 * using recording = openSegmentedRecording('data/exchange', 'exchange')
 * const report = await replay(lines, createEngine, (range) => reader.read(recording.read(range)))
 * ```
 */
export function openSegmentedRecording(folder: string, stream: string): StreamRecording {
  checkStreamName(stream)
  const files = filesOf(folder, stream)
  let held: { readonly file: SegmentFile; readonly bytes: Uint8Array } | null = null
  let isOpen = true

  function bytesOf(file: SegmentFile): Uint8Array {
    if (held?.file !== file) {
      const bytes = readFileSync(file.path)
      held = { file, bytes: file.isPacked ? gunzipSync(bytes) : bytes }
    }
    return held.bytes
  }

  const close = () => {
    isOpen = false
    held = null
  }
  return {
    read(range) {
      if (range.stream !== stream) throw new InvalidValueError('stream', range.stream, stream)
      if (!isOpen) throw new RecordingFileError(folder, 'read', new Error('it is closed'))
      const file = files.findLast(({ offset }) => offset <= range.offset)
      let bytes: Uint8Array
      try {
        if (file === undefined) throw new Error(`it begins behind byte ${range.offset}`)
        const start = range.offset - file.offset
        bytes = bytesOf(file).subarray(start, start + range.length)
      } catch (error) {
        throw new RecordingFileError(file?.path ?? folder, 'read', error)
      }
      if (bytes.length < range.length)
        throw new RecordingFileError(folder, 'read', new Error(`it ends before ${range.offset + range.length} bytes`))
      return Uint8Array.from(bytes)
    },
    close,
    [Symbol.dispose]: close,
  }
}

function filesOf(folder: string, stream: string): readonly SegmentFile[] {
  let files: readonly SegmentFile[]
  try {
    files = segmentFiles(folder, stream)
  } catch (error) {
    throw new RecordingFileError(folder, 'opened', error)
  }
  if (files.length === 0) throw new RecordingFileError(folder, 'opened', new Error(`it has nothing of ${stream}`))
  return files
}

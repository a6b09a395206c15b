import { createReadStream } from 'node:fs'
import { RecordingFileError } from './recording-file-error.ts'

/**
 * The lines of a recording, without their line breaks. A torn last line, which a killed writer leaves, is left out.
 *
 * @throws RecordingFileError `RECORDING_FAILED` when the file can't be read.
 * @example
 * ```ts
 * for await (const line of readRecording('data/run.jsonl')) console.log(JSON.parse(line))
 * ```
 */
export async function* readRecording(path: string): AsyncGenerator<string, void, undefined> {
  let rest = ''
  try {
    for await (const chunk of createReadStream(path, { encoding: 'utf8' })) {
      const lines = (rest + String(chunk)).split('\n')
      rest = lines.pop() ?? ''
      yield* lines
    }
  } catch (error) {
    throw new RecordingFileError(path, 'read', error)
  }
}

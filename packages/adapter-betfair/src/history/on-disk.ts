import { RecordingFileError } from '@betting-advisor/adapter-kit'

/**
 * Does something with a file.
 *
 * @throws RecordingFileError `RECORDING_FAILED` where the disk says no, such as when it is full.
 */
export async function onDisk<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    throw new RecordingFileError(path, 'written', error)
  }
}

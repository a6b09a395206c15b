import { createReadStream, createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'

/** What a file is called while it is being written. */
const PART = '.part'

/**
 * Puts `<path>.gz` in the place of a file: there is always one of them whole, whenever the process ends.
 *
 * @throws what the file system says; then the file is as it was.
 */
export async function packFile(path: string): Promise<void> {
  const part = `${path}.gz${PART}`
  try {
    await pipeline(createReadStream(path), createGzip(), createWriteStream(part, { mode: 0o600, flush: true }))
    await rename(part, `${path}.gz`)
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
  await rm(path)
}

import { type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { dirname } from 'node:path'
import { betfairError } from '../errors.ts'
import { onDisk } from '../history/on-disk.ts'
import { transferFault } from './open-piece.ts'
import { conditionOf, isOneVersion, keepVersion, type PartVersion, readVersion, versionOf } from './part-version.ts'

/** How a file is brought. */
export interface FileDownload {
  /** Where it is to be. */
  readonly target: string
  /** Opens it behind a byte, where it is still of a version. @throws ApiError */
  readonly open: (from: number, ifRange: string | null) => Promise<IncomingMessage>
  readonly signal: AbortSignal
}

/** What bzip2 begins with: something else is a page that was sent in the place of a file. */
const MARK = 'BZh'

/** How many bytes a file has; `null` where there is none. */
export async function sizeOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).size
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

/**
 * Brings a file, behind what an earlier attempt has left of it in `<target>.part` where that is of the same version; it has its name only
 * when it is whole.
 *
 * @returns how many bytes it has.
 * @throws ApiError, or RecordingFileError `RECORDING_FAILED` where the disk is full; what was brought by then stays for the next attempt.
 */
export async function downloadFile({ target, open: opened, signal }: FileDownload): Promise<number> {
  const part = `${target}.part`
  await onDisk(target, () => mkdir(dirname(target), { recursive: true }))
  const about = `${target}.version.part`
  const version = await readVersion(about)
  const condition = version === null ? null : conditionOf(version)
  const had = condition === null ? 0 : ((await sizeOf(part)) ?? 0)
  const answer = await opened(had, condition)
  const start = startOf(answer, had, version)
  if (start === null) {
    answer.destroy()
    // What is there is not a part of what the exchange has.
    await rm(part, { force: true })
    await rm(about, { force: true })
    throw betfairError({
      code: 'DOWNLOAD_TORN',
      message: 'What was downloaded of a file before is no part of it any more.',
      isRetryable: true,
    })
  }
  const length = Number(answer.headers['content-length'] ?? Number.NaN)
  const file = await onDisk(part, () => open(part, start === 0 ? 'w+' : 'r+', 0o600))
  let size = start
  try {
    // Before the first of its bytes, so that none is taken for one of another version.
    if (start === 0) await onDisk(about, () => keepVersion(about, versionOf(answer.headers)))
    size = await writeBody(answer, (chunk, at) => onDisk(part, () => writeWhole(file, chunk, at)), start, signal)
    await checkBeginning(file, size)
    await onDisk(part, () => file.sync())
  } finally {
    answer.destroy()
    await file.close()
  }
  if (Number.isFinite(length) && size !== start + length) throw torn(size, start + length)
  await onDisk(target, () => rename(part, target))
  await rm(about, { force: true })
  return size
}

/** Where what comes belongs; `null` where the exchange has no more bytes than there are here, or other ones. */
function startOf({ statusCode, headers }: IncomingMessage, had: number, version: PartVersion | null): number | null {
  if (statusCode === 200) return 0
  if (statusCode !== 206 || (version !== null && !isOneVersion(version, versionOf(headers)))) return null
  const [, first] = /^bytes (\d+)-/.exec(headers['content-range'] ?? '') ?? []
  return Number(first) === had ? had : null
}

/** A disk that is all but full takes a part, and says no only to what follows. */
async function writeWhole(file: FileHandle, chunk: Buffer, at: number): Promise<void> {
  for (let done = 0; done < chunk.length; ) {
    done += (await file.write(chunk, done, chunk.length - done, at + done)).bytesWritten
  }
}

async function writeBody(
  answer: IncomingMessage,
  write: (chunk: Buffer, at: number) => Promise<unknown>,
  start: number,
  signal: AbortSignal,
): Promise<number> {
  let size = start
  const chunks = answer[Symbol.asyncIterator]()
  for (;;) {
    let next: IteratorResult<Buffer>
    try {
      next = await chunks.next()
    } catch (error) {
      signal.throwIfAborted()
      throw transferFault(error, answer.statusCode ?? null)
    }
    if (next.done === true) return size
    await write(next.value, size)
    size += next.value.length
  }
}

async function checkBeginning(file: FileHandle, size: number): Promise<void> {
  // The exchange has files without a byte.
  if (size === 0) return
  const { buffer } = await file.read(Buffer.alloc(MARK.length), 0, MARK.length, 0)
  if (buffer.toString('latin1') === MARK) return
  await file.truncate(0)
  throw betfairError({
    code: 'INVALID_BODY',
    message: 'What came in the place of a file of history is not packed by bzip2.',
    isServiceFault: true,
    remedy: 'The exchange may show a page of maintenance: try again later.',
  })
}

function torn(size: number, length: number) {
  return betfairError({
    code: 'DOWNLOAD_TORN',
    message: `A download ended after ${size} of ${length} bytes.`,
    isRetryable: true,
    isServiceFault: true,
  })
}

import { appendFile, copyFile, mkdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { HistoryFileError } from './history-fault.ts'
import { onDisk } from './on-disk.ts'

const packed = promisify(gzip)
const unpacked = promisify(gunzip)

/** The file of one market, while it is written: what it had before stays until all is there. */
export interface MarketFile {
  /** Adds a message that was published then; one that the file has already is left out, and `false`. */
  add(line: string, publishedAt: number): Promise<boolean>
  /** Puts what was added into the place of what was there. */
  finish(): Promise<void>
  /** Takes back what was added. */
  discard(): Promise<void>
}

/** What is gathered before it is packed, in characters. */
const PIECE = 131_072

/**
 * Goes on with the file of a market, or begins it: gzip, a message a line.
 *
 * @param path - Where it is to be.
 * @param existing - Where it is already; `null` where there is none.
 * @throws HistoryFileError `HISTORY_UNREADABLE` where what is there already cannot be read; its methods RecordingFileError
 * `RECORDING_FAILED`.
 */
export async function openMarketFile(path: string, existing: string | null): Promise<MarketFile> {
  const target = existing ?? path
  const part = `${target}.part`
  const known = existing === null ? NOTHING : await lastOf(existing)
  let waiting: string[] = []
  let length = 0
  let isBegun = false

  async function begin(): Promise<void> {
    await mkdir(dirname(part), { recursive: true })
    await rm(part, { force: true })
    isBegun = true
    if (existing !== null) await copyFile(existing, part)
  }

  async function flush(): Promise<void> {
    if (waiting.length === 0) return
    const bytes = await packed(waiting.join(''))
    waiting = []
    length = 0
    await onDisk(target, async () => {
      if (!isBegun) await begin()
      // Pieces that are packed one by one are read as one by whatever reads gzip.
      await appendFile(part, bytes, { mode: 0o600, flush: true })
    })
  }

  return {
    async add(line, publishedAt) {
      if (publishedAt < known.at || (publishedAt === known.at && known.lines.has(line))) return false
      waiting.push(`${line}\n`)
      length += line.length
      if (length > PIECE) await flush()
      return true
    },
    async finish() {
      await flush()
      if (isBegun) await onDisk(target, () => rename(part, target))
    },
    async discard() {
      waiting = []
      if (isBegun) await rm(part, { force: true })
    },
  }
}

/** The last messages of a file, and when they were published. */
interface Last {
  readonly at: number
  readonly lines: ReadonlySet<string>
}

const NOTHING: Last = { at: Number.NEGATIVE_INFINITY, lines: new Set() }

async function lastOf(path: string): Promise<Last> {
  try {
    let at = Number.NEGATIVE_INFINITY
    let lines = new Set<string>()
    for (const line of (await unpacked(await readFile(path))).toString('utf8').split('\n')) {
      if (line === '') continue
      const { pt }: { pt?: unknown } = JSON.parse(line)
      if (typeof pt !== 'number' || pt < at) continue
      if (pt > at) lines = new Set()
      at = pt
      lines.add(line)
    }
    return { at, lines }
  } catch (error) {
    throw new HistoryFileError(path, error instanceof Error ? error.message : String(error), error)
  }
}

import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { createLineFramer } from '../stream/line-framer.ts'
import { HistoryFileError } from './history-fault.ts'
import { contentsOf, unpacked } from './unpack.ts'

/** A file of history: one market, or those of one event. */
export interface HistoryFile {
  /** Its path, and its name in an archive after a `!`. */
  readonly path: string
  /** Its lines as they stand, once. What is broken or cut is told by the policy. */
  lines(): AsyncIterable<Uint8Array>
}

/** How history is read. */
export interface HistorySettings {
  /** Hears of what could not be read; a file is read up to there. @default it is thrown */
  readonly skipped?: (fault: HistoryFileError) => void
  readonly signal?: AbortSignal
}

/** As the kit's recorder calls them. */
const SEGMENT = /-\d{15}\.jsonl$/
const LONGEST_LINE = 64 * 1_048_576

/**
 * The files at a path: of a folder all in it, of a `.tar` all in that, in the order of their names or of the archive. They may be plain,
 * or packed by gzip or bzip2: that is seen by how they begin. Files that are being written (`.part`) are passed over. Nothing is kept but
 * what is being read.
 *
 * @throws HistoryFileError `HISTORY_UNREADABLE` where something cannot be read and nobody hears what is skipped.
 * @example
 * ```ts
 * for await (const file of readHistory('data/2026/Nov')) {
 *   const reader = createMarketReader()
 *   for await (const line of file.lines()) reader.readLine(line)
 * }
 * ```
 */
export async function* readHistory(
  path: string,
  settings: HistorySettings = {},
): AsyncGenerator<HistoryFile, void, undefined> {
  const { signal } = settings
  signal?.throwIfAborted()
  if (await isFolder(path, settings)) {
    for (const name of wholeFiles(await readdir(path))) yield* readHistory(join(path, name), settings)
    return
  }
  try {
    const contents = await contentsOf(await unpacked(createReadStream(path)))
    if (contents instanceof Readable) {
      yield fileOf(path, contents, settings)
      return
    }
    for await (const { name, content } of contents) {
      yield fileOf(`${path}!${name}`, await unpacked(content), settings)
    }
  } catch (error) {
    signal?.throwIfAborted()
    tell(path, error, settings)
  }
}

/** Names in their order, without files that are being written, and segments of a recording that lie there packed already. */
function wholeFiles(names: readonly string[]): readonly string[] {
  const all = new Set(names)
  return names.filter((name) => !name.endsWith('.part') && !(SEGMENT.test(name) && all.has(`${name}.gz`))).toSorted()
}

async function isFolder(path: string, settings: HistorySettings): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory()
  } catch (error) {
    tell(path, error, settings)
    return false
  }
}

function fileOf(path: string, source: Readable, settings: HistorySettings): HistoryFile {
  return { path, lines: () => linesOf(path, source, settings) }
}

async function* linesOf(
  path: string,
  source: Readable,
  settings: HistorySettings,
): AsyncGenerator<Uint8Array, void, undefined> {
  const framer = createLineFramer(LONGEST_LINE)
  try {
    for await (const chunk of source) {
      settings.signal?.throwIfAborted()
      const lines = framer.push(chunk)
      let start = 0
      for (const end of lines?.ends ?? []) {
        yield (lines?.bytes ?? chunk).subarray(start, end)
        start = end
      }
    }
  } catch (error) {
    settings.signal?.throwIfAborted()
    tell(path, error, settings)
    return
  }
  const rest = framer.push(Buffer.from('\n'))?.bytes
  // Recordings end with a line break, historical files need not.
  if (rest !== undefined && rest.length > 1) yield rest
}

function tell(path: string, error: unknown, { skipped }: HistorySettings): void {
  const fault =
    error instanceof HistoryFileError
      ? error
      : new HistoryFileError(path, error instanceof Error ? error.message : String(error), error)
  if (skipped === undefined) throw fault
  skipped(fault)
}

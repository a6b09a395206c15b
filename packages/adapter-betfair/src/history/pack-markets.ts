import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { readChange } from '../stream/read-change.ts'
import { isObject, type ReadLine, readLine } from '../stream/read-line.ts'
import { StreamFault } from '../stream/stream-fault.ts'
import { createWholeMessages } from '../stream/whole-messages.ts'
import type { ChangeMessage } from '../stream/wire.ts'
import type { HistoryFileError } from './history-fault.ts'
import { type MarketFile, openMarketFile } from './market-file.ts'
import { readHistory } from './read-history.ts'

/** How recordings are packed. */
export interface PackSettings {
  /** Hears of files and lines that cannot be read, such as the last line that a killed process has torn. @default the first is thrown */
  readonly skipped?: (fault: HistoryFileError | StreamFault) => void
  readonly signal?: AbortSignal
}

/** What was packed. */
export interface PackReport {
  /** Files of markets that there are now, or are longer now. */
  readonly markets: number
  /** Messages that were added to them, each counted for each of its markets. */
  readonly messages: number
  /** Those that the files had already. */
  readonly known: number
  /** Lines that could not be read. */
  readonly skipped: number
}

const LONGEST_MESSAGE = 256 * 1_048_576
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const
/** As the exchange names markets; what is called otherwise could lead out of the folder. */
const MARKET = /^[\w.-]{1,64}$/
const EVENT = /^[\w-]{1,64}$/

/**
 * Packs recordings of the stream into one file a market, laid out as the exchange lays out what it sells:
 * `<year>/<month>/<day>/<event>/<market>.gz`, a message a line. Segments of a message are put together, and heartbeats left out.
 *
 * A file that is there already is gone on with by what was published later, so that recordings may be packed again, and taken away
 * when they are packed. Each is whole at any time: what is added takes its place when everything is there.
 *
 * @param from - Files, or folders of them, in their order; those of a folder in the order of their names.
 * @throws HistoryFileError `HISTORY_UNREADABLE`, and where nobody hears what is skipped StreamFault `LINE_UNREADABLE` or
 * `MESSAGE_UNREADABLE`; RecordingFileError `RECORDING_FAILED` where the disk is full: then files are as they were.
 * @example
 * ```ts
 * const { markets } = await packMarkets(['data/exchange'], 'data/markets')
 * for await (const file of readHistory('data/markets')) console.log(file.path)
 * ```
 */
export async function packMarkets(
  from: readonly string[],
  to: string,
  { skipped, signal }: PackSettings = {},
): Promise<PackReport> {
  const whole = createWholeMessages<ChangeMessage & ReadLine>(LONGEST_MESSAGE)
  const existing = await marketsIn(to)
  const files = new Map<string, MarketFile>()
  /** Messages of markets before their first definition, which says where they belong. */
  const homeless = new Map<string, { readonly line: string; readonly at: number }[]>()
  const longer = new Set<string>()
  const report = { messages: 0, known: 0, skipped: 0 }

  function tell(fault: HistoryFileError | StreamFault): void {
    report.skipped += 1
    if (skipped === undefined) throw fault
    skipped(fault)
  }

  async function write(id: string, file: MarketFile, line: string, at: number): Promise<void> {
    const isNew = await file.add(line, at)
    if (isNew) longer.add(id)
    report[isNew ? 'messages' : 'known'] += 1
  }

  async function settle(id: string, definition: unknown): Promise<MarketFile> {
    const known = existing.get(id)
    const file = await openMarketFile(join(to, ...placeOf(definition), `${id}.gz`), known ?? null)
    files.set(id, file)
    for (const { line, at } of homeless.get(id) ?? []) await write(id, file, line, at)
    homeless.delete(id)
    return file
  }

  async function take(messages: readonly ReadLine[]): Promise<void> {
    const last = messages.at(-1) ?? {}
    const { clk, pt } = last
    for (const [id, changes] of byMarket(messages)) {
      const line = JSON.stringify({ op: 'mcm', clk, pt, mc: changes })
      const at = typeof pt === 'number' ? pt : 0
      const definition = changes.find(({ marketDefinition }) => isObject(marketDefinition))?.['marketDefinition']
      const file =
        files.get(id) ?? (definition !== undefined || existing.has(id) ? await settle(id, definition) : undefined)
      if (file !== undefined) {
        await write(id, file, line, at)
        continue
      }
      const waiting = homeless.get(id)
      if (waiting === undefined) homeless.set(id, [{ line, at }])
      else waiting.push({ line, at })
    }
  }

  async function takeLine(bytes: Uint8Array): Promise<void> {
    signal?.throwIfAborted()
    try {
      const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
      if (text.trim() === '') return
      const line = readLine(text)
      if (line['op'] !== 'mcm') return
      const message = whole.add(readChange(line), bytes)
      if (message !== null) await take(message.messages)
    } catch (error) {
      if (!(error instanceof StreamFault)) throw error
      tell(error)
    }
  }

  try {
    for (const path of from) {
      for await (const file of readHistory(path, { skipped: tell, ...(signal !== undefined && { signal }) })) {
        for await (const bytes of file.lines()) await takeLine(bytes)
      }
    }
    for (const id of [...homeless.keys()]) await settle(id, undefined)
    for (const file of files.values()) await file.finish()
  } catch (error) {
    await Promise.all([...files.values()].map((file) => file.discard()))
    throw error
  }
  return { markets: longer.size, ...report }
}

/** The changes of each market of a message, all segments together. */
function byMarket(messages: readonly ReadLine[]): ReadonlyMap<string, readonly ReadLine[]> {
  const markets = new Map<string, ReadLine[]>()
  for (const { mc } of messages) {
    for (const change of Array.isArray(mc) ? mc.filter(isObject) : []) {
      const { id } = change
      if (typeof id !== 'string' || !MARKET.test(id)) continue
      const before = markets.get(id)
      if (before === undefined) markets.set(id, [change])
      else before.push(change)
    }
  }
  return markets
}

/** Where a market lies: by the day of its start in UTC, and its event. */
function placeOf(definition: unknown): readonly string[] {
  const { marketTime, eventId } = isObject(definition) ? definition : {}
  const at = new Date(typeof marketTime === 'string' ? marketTime : Number.NaN)
  const event = typeof eventId === 'string' && EVENT.test(eventId) ? eventId : 'unknown'
  if (Number.isNaN(at.getTime())) return ['unknown', event]
  return [String(at.getUTCFullYear()), MONTHS[at.getUTCMonth()] ?? '', String(at.getUTCDate()), event]
}

/** The files of markets in a folder by the names of the markets: a start that was moved to another day moves no file. */
async function marketsIn(folder: string): Promise<ReadonlyMap<string, string>> {
  try {
    const names = await readdir(folder, { recursive: true })
    return new Map(
      names.filter((name) => name.endsWith('.gz')).map((name) => [basename(name, '.gz'), join(folder, name)]),
    )
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return new Map()
    throw error
  }
}

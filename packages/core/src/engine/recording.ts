import { AdvisorError } from '../errors/advisor-error.ts'
import type { Market } from '../market/market.ts'
import { sha256Hex } from '../numerics/sha256.ts'
import type { ByteRange } from '../ports/book-feed.ts'
import type { Recorder } from '../ports/recorder.ts'
import type { MarketId } from '../units/ids.ts'
import type { EngineEffect } from './effect.ts'
import type { Engine } from './engine.ts'
import type { EngineInput } from './input.ts'

/** A recording that cannot be read. */
export class RecordingError extends AdvisorError {
  readonly code = 'RECORDING_UNREADABLE'
}

/** The first line of every run, a market that later lines name by its id, or an input with what was decided on it. */
type Line =
  | { readonly kind: 'run'; readonly version: typeof VERSION }
  | { readonly kind: 'market'; readonly market: Market }
  | { readonly kind: 'input'; readonly input: EngineInput; readonly effects: readonly EngineEffect[] }

/** What an engine hears and decides, as it is written down: rises when engines before it could not read it, or would decide otherwise. */
const VERSION = 1

/** Writes down all that an engine hears and decides. */
export interface EngineRecording {
  record(input: EngineInput, effects: readonly EngineEffect[]): void
}

/** Begins a run in a recording. A market is written once and named by its id while it stays the same. */
export function recordEngine(recorder: Recorder): EngineRecording {
  const known = new Map<MarketId, Market>()
  const write = (line: Line) => recorder.append(JSON.stringify(line))
  write({ kind: 'run', version: VERSION })
  return {
    record(input, effects) {
      if (input.type !== 'market' && input.type !== 'closing') {
        write({ kind: 'input', input, effects })
        if (input.type === 'result') known.delete(input.result.market)
        return
      }
      const { market } = input.update
      const before = known.get(market.id)
      if (before !== market && JSON.stringify(before) !== JSON.stringify(market)) write({ kind: 'market', market })
      if (input.update.status === 'closed') known.delete(market.id)
      else known.set(market.id, market)
      recorder.append(
        JSON.stringify({ kind: 'input', input: { ...input, update: { ...input.update, market: market.id } }, effects }),
      )
    },
  }
}

/** Where a replay first decided something else. */
export interface ReplayDifference {
  /** The line of the recording, from 1. */
  readonly line: number
  readonly input: EngineInput
  readonly recorded: readonly EngineEffect[]
  readonly replayed: readonly EngineEffect[]
}

/** What a replay found. */
export interface ReplayReport {
  readonly runs: number
  readonly inputs: number
  /** Effects decided in the replay. */
  readonly effects: number
  /** Digest of all decisions: equal recordings, equal digest. */
  readonly digest: string
  readonly difference: ReplayDifference | null
}

/**
 * Feeds a recording to new engines, one for each run in it, and holds what they decide against what was decided then.
 *
 * @param lines - The lines of the recording; a torn last line of a killed run is not among them.
 * @param createEngine - Makes the engine of a run, with the same strategies and settings as then, and with empty books.
 * @param takeIn - Reads bytes of a stream that was recorded beside it, and changes the books of the present run as they say; needed
 * where feeds kept books.
 * @throws RecordingError `RECORDING_UNREADABLE` when a line is not part of a recording, or names a stream and nothing reads it.
 * @example
 * ```ts
 * const report = await replay(readRecording('data/session.jsonl'), () => createEngine(settings))
 * if (report.difference !== null) console.log('first difference in line', report.difference.line)
 * ```
 */
export async function replay(
  lines: AsyncIterable<string> | Iterable<string>,
  createEngine: () => Engine,
  takeIn?: (bytes: ByteRange) => void,
): Promise<ReplayReport> {
  const markets = new Map<string, Market>()
  let engine: Engine | null = null
  let isNew = false
  let number = 0
  let runs = 0
  let inputs = 0
  let effects = 0
  let digest = ''
  for await (const text of lines) {
    number += 1
    const line = parse(text, number)
    if (line.kind === 'run') {
      engine = createEngine()
      isNew = true
      markets.clear()
      runs += 1
      continue
    }
    if (line.kind === 'market') {
      markets.set(line.market.id, line.market)
      continue
    }
    if (engine === null) throw new RecordingError(`Line ${number} comes before the start of a run.`)
    const input = withMarket(line.input, markets, number)
    if ((input.type === 'restored') !== isNew) throw new RecordingError(`Line ${number} is out of place in its run.`)
    isNew = false
    if (input.type === 'feed' && input.bytes !== null) {
      if (takeIn === undefined) throw new RecordingError(`Line ${number} needs the stream that it names.`, NO_STREAM)
      takeIn(input.bytes)
    }
    const replayed = engine.decide(input)
    inputs += 1
    effects += replayed.length
    const decided = JSON.stringify(replayed)
    digest = sha256Hex(digest + decided)
    if (decided !== JSON.stringify(line.effects)) {
      return { runs, inputs, effects, digest, difference: { line: number, input, recorded: line.effects, replayed } }
    }
  }
  return { runs, inputs, effects, digest, difference: null }
}

const NO_STREAM = { remedy: 'Give replay a function that reads the recorded stream into the books of the engine.' }

function parse(text: string, number: number): Line {
  let line: unknown
  try {
    line = JSON.parse(text)
  } catch (cause) {
    throw new RecordingError(`Line ${number} is not JSON.`, { cause, remedy: 'Is this a recording of an engine?' })
  }
  if (!isLine(line)) {
    throw new RecordingError(`Line ${number} is not part of a recording.`, {
      remedy: 'Is this a recording of an engine?',
    })
  }
  if (line.kind === 'run' && line.version !== VERSION) {
    throw new RecordingError(`The recording is of version ${line.version}; this release reads version ${VERSION}.`, {
      remedy: line.version < VERSION ? 'Replay it with the release that made it.' : 'Replay it with a newer release.',
    })
  }
  return line
}

const INPUT_TYPES: ReadonlySet<unknown> = new Set<EngineInput['type']>([
  'restored',
  'synced',
  'reconciling',
  'reconciled',
  'pause',
  'market',
  'feed',
  'closing',
  'result',
  'correction',
  'begun',
  'placed',
  'cancelled',
  'replaced',
  'amended',
  'order-news',
  'cleared',
  'market-cleared',
  'adopted',
  'absent',
  'advanced',
  'command',
  'timer',
  'message',
])

function isLine(value: unknown): value is Line {
  if (!isObject(value)) return false
  switch (value['kind']) {
    case 'run':
      return typeof value['version'] === 'number'
    case 'market':
      return isObject(value['market']) && typeof value['market']['id'] === 'string'
    case 'input':
      return isInput(value['input']) && Array.isArray(value['effects'])
    default:
      return false
  }
}

function isInput(value: unknown): boolean {
  if (!isObject(value) || !INPUT_TYPES.has(value['type']) || typeof value['at'] !== 'number') return false
  return (value['type'] !== 'market' && value['type'] !== 'closing') || isObject(value['update'])
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function withMarket(input: EngineInput, markets: ReadonlyMap<string, Market>, number: number): EngineInput {
  if (input.type !== 'market' && input.type !== 'closing') return input
  const id: unknown = input.update.market
  const market = markets.get(String(id))
  if (market === undefined)
    throw new RecordingError(`Line ${number} names the market ${String(id)}, which no line before it describes.`)
  return { ...input, update: { ...input.update, market } }
}

import { InvalidValueError } from '@betting-advisor/core'
import type { MarketChange, MarketDefinition } from '../../stream/wire.ts'
import type { BetfairWorld, WorldChange } from './world.ts'

/** How recorded markets are played. */
export interface RecordedWorldSettings {
  /** The lines of the recording, each a message; those that are none of markets are left out. */
  readonly lines: Iterable<string>
  /** How much faster than it was. @default 1 */
  readonly pace?: number
}

const TIMES = ['marketTime', 'openDate', 'suspendTime', 'settledTime'] as const

/**
 * Recorded markets as a world: what the lines tell happens from the moment at which it is begun, as far apart as it was.
 *
 * @throws InvalidValueError `INVALID_VALUE` when the pace is not above 0.
 * @example
 * ```ts
 * const lines = readFileSync('1.234.jsonl', 'utf8').split('\n')
 * const world = createRecordedWorld({ lines, pace: 10 })
 * ```
 */
export function createRecordedWorld({ lines, pace = 1 }: RecordedWorldSettings): BetfairWorld {
  if (!(pace > 0 && Number.isFinite(pace))) throw new InvalidValueError('pace', pace, 'a number above 0')
  return {
    *changes(from) {
      let first: number | null = null
      let last = from
      for (const line of lines) {
        const message = messageIn(line)
        if (message === null) continue
        first ??= message.pt
        const start = first
        const moved = (at: number): number => Math.round(from + (at - start) / pace)
        // Times that go back are those of a publisher that was behind.
        last = Math.max(last, moved(message.pt))
        const change: WorldChange = { at: last, markets: message.mc.map((market) => movedChange(market, moved)) }
        yield change
      }
    },
  }
}

function messageIn(line: string): { readonly pt: number; readonly mc: readonly MarketChange[] } | null {
  if (line.trim() === '') return null
  try {
    const message: unknown = JSON.parse(line)
    if (typeof message !== 'object' || message === null || !('mc' in message) || !('pt' in message)) return null
    const { mc, pt } = message
    if (!Array.isArray(mc) || typeof pt !== 'number' || !Number.isSafeInteger(pt)) return null
    return { pt, mc: mc.filter(isMarketChange) }
  } catch {
    return null
  }
}

function isMarketChange(value: unknown): value is MarketChange {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string'
}

function movedChange(change: MarketChange, moved: (at: number) => number): MarketChange {
  const { marketDefinition } = change
  if (marketDefinition === undefined) return change
  return { ...change, marketDefinition: movedDefinition(marketDefinition, moved) }
}

/** The times of a market, as far from now as they were from then. */
function movedDefinition(definition: MarketDefinition, moved: (at: number) => number): MarketDefinition {
  const times = TIMES.flatMap((name) => {
    const at = Date.parse(definition[name] ?? '')
    return Number.isNaN(at) ? [] : [[name, new Date(moved(at)).toISOString()] as const]
  })
  return { ...definition, ...Object.fromEntries(times) }
}

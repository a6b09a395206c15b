import {
  type Advisor,
  type AdvisorSettings,
  type Clock,
  createAdvisor,
  createMemoryStore,
  createPaperVenue,
  type Logger,
  type MarketResult,
  type MarketUpdate,
  money,
  type PriceSource,
  type ResultSource,
  type Store,
  type Timestamp,
} from '@betting-advisor/core'
import { defineSettings, type SettingsInput } from '@betting-advisor/core/config'
import { createSteppedClock, type SteppedClock } from '@betting-advisor/core/simulation'
import { createMemoryAccounts } from '@betting-advisor/core/store'
import type { AwaitedMarket, FeedStatus } from '@betting-advisor/core/venue'
import { NOON } from './markets.ts'

/** Something a source does at its moment: tells news, or fails. */
export interface Step<Told> {
  readonly at: Timestamp
  readonly tell?: readonly Told[]
  readonly fail?: Error
}

async function* play<Told>(
  steps: readonly Step<Told>[],
  {
    clock,
    signal,
  }: { clock: { now(): Timestamp; sleep(ms: number, signal?: AbortSignal): Promise<void> }; signal: AbortSignal },
  forever: boolean,
): AsyncGenerator<readonly Told[]> {
  try {
    for (const { at, tell = [], fail } of steps) {
      await clock.sleep(Math.max(0, at - clock.now()), signal)
      if (fail !== undefined) throw fail
      yield tell
    }
    if (forever) await new Promise<void>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

const status = (name: string): FeedStatus => ({
  name,
  state: 'ok',
  lastMessageAt: null,
  fault: null,
  nextAttemptAt: null,
  detail: null,
})

/** A source of prices that says its lines by the clock, then ends, or stays silent `forever`. */
export function scriptedPrices(steps: readonly Step<MarketUpdate>[], forever = false): PriceSource {
  return {
    specification: 1,
    name: 'script',
    origin: 'recording',
    updates: (context) => play(steps, context, forever),
    status: () => status('script'),
  }
}

/** A source of results that says its lines by the clock and then waits for the end; `looks` hears what was awaited at the start. */
export function scriptedResults(
  steps: readonly Step<MarketResult>[],
  looks?: (awaited: () => readonly AwaitedMarket[]) => void,
): ResultSource {
  return {
    specification: 1,
    name: 'results',
    results(awaited, context) {
      looks?.(awaited)
      return play(steps, context, true)
    },
    status: () => status('results'),
  }
}

/** A logger that keeps what it is told. */
export function keepingLogger(): Logger & { readonly lines: { level: string; fields: object }[] } {
  const lines: { level: string; fields: object }[] = []
  const keep = (level: string) => (fields: object) => void lines.push({ level, fields })
  return { lines, debug: keep('debug'), info: keep('info'), warn: keep('warn'), error: keep('error') }
}

/** The same settings, and a day that may lose the whole bankroll where they say nothing of it. */
export function withWideDay(input: SettingsInput): SettingsInput {
  return { ...input, risk: { dailyLossLimit: money(100_000), ...input.risk } }
}

/** An advisor on a stepped clock that starts at noon unless said otherwise, a memory store and a paper venue. */
export async function openAdvisor(
  parts: Partial<AdvisorSettings> & { readonly input?: SettingsInput; readonly start?: Timestamp } = {},
): Promise<{ advisor: Advisor; clock: SteppedClock; store: Store }> {
  const { input, start = NOON, ...rest } = parts
  const clock = createSteppedClock({ start })
  const store = await (rest.store ?? createMemoryStore(createMemoryAccounts()))
  const settings = defineSettings(withWideDay({ account: { name: 'test' }, ...input }))
  const advisor = await createAdvisor({
    settings,
    sources: [],
    strategies: [],
    venues: [createPaperVenue({ clock })],
    clock,
    ...rest,
    store,
  })
  return { advisor, clock, store }
}

/** Time that a test moves, as if it were the system's: only by that is real money bet. */
export function asSystemTime(clock: Clock): Clock {
  return {
    kind: 'real',
    now: () => clock.now(),
    // What passes is counted by the same time, or it would go on while that stands still.
    monotonic: () => clock.now(),
    sleep: (milliseconds, signal) => clock.sleep(milliseconds, signal),
    hold: () => clock.hold(),
  }
}

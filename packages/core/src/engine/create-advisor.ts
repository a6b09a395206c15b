import type { Settings } from '../config/settings.ts'
import { isAdvisorError } from '../errors/advisor-error.ts'
import type { MarketUpdate } from '../market/market-update.ts'
import { sha256Hex } from '../order/sha256.ts'
import type { Clock } from '../ports/clock.ts'
import { type Logger, silentLogger } from '../ports/logger.ts'
import type { PriceSource } from '../ports/price-source.ts'
import type { Recorder } from '../ports/recorder.ts'
import type { ResultSource } from '../ports/result-source.ts'
import type { Restored, RunStart, Store } from '../ports/store.ts'
import type { Venue } from '../ports/venue.ts'
import type { Control } from '../risk/gate.ts'
import { runId } from '../units/ids.ts'
import { timestamp } from '../units/timestamp.ts'
import type { Advisor } from './advisor.ts'
import { type AdvisorRun, createAdvisorRun } from './advisor-run.ts'
import { createAnnouncer } from './announcer.ts'
import { createEngine } from './engine.ts'
import { engineSettings } from './engine-settings.ts'
import { checkMode } from './mode-check.ts'
import { recordEngine } from './recording.ts'
import { statusAt } from './status-report.ts'
import type { Strategy } from './strategy.ts'
import { createSystemClock } from './system-clock.ts'

/** What a bot is made of. */
export interface AdvisorSettings {
  readonly settings: Settings
  /** Real money needs this as well as `MODE=LIVE`. */
  readonly mode?: 'LIVE'
  readonly sources: readonly PriceSource[]
  /** What settles bets. */
  readonly results?: readonly ResultSource[]
  /** Where bets are placed; a simulated one also sees the prices. */
  readonly venue: Venue & { observe?(update: MarketUpdate): void }
  /** Closed with the advisor. */
  readonly store: Store | Promise<Store>
  readonly strategies: readonly Strategy[]
  /** Risk controls of your own, asked after the standard ones, which cannot be left out. */
  readonly controls?: readonly Control[]
  /** @default the system's clock */
  readonly clock?: Clock
  /** @default one that says nothing */
  readonly logger?: Logger
  /** Where to write down all that is heard and decided, so that it can be replayed. Closed with the advisor. */
  readonly recorder?: Recorder
}

/**
 * Makes a bot and restores what its store knows.
 *
 * @throws ModeRefusedError `MODE_REFUSED` when the mode and the parts do not go together; StoreError when the store cannot be used.
 * @example
 * ```ts
 * await using advisor = await createAdvisor({ settings, sources: [source], results: [results], venue, store, strategies: [strategy] })
 * advisor.on('advice', (advice) => console.log(advice.summary))
 * await advisor.run()
 * ```
 */
export async function createAdvisor(parts: AdvisorSettings): Promise<Advisor> {
  const { settings, sources, results = [], venue, strategies, recorder } = parts
  const { clock = createSystemClock(), logger = silentLogger } = parts
  const store = await Promise.resolve(parts.store).catch(async (error: unknown) => {
    await recorder?.close()
    throw error
  })
  const close = once(async () => {
    try {
      await recorder?.close()
    } finally {
      await store.close()
    }
  })
  try {
    checkMode(settings, parts.mode, parts, store)
    const parameters = engineSettings(settings, strategies, venue, parts.controls)
    const { account, currency, limits } = parameters
    const engine = createEngine(parameters)
    const startedAt = clock.now()
    const { run, restored } = await startRun(store, {
      run: {
        account,
        startedAt,
        clock: clock.kind,
        source: worldOf(sources),
        seed: clock.kind === 'virtual' ? settings.seed : null,
        strategies: strategies.map(({ name, version }) => `${name}@${version}`),
        settingsHash: sha256Hex(JSON.stringify(limits)).slice(0, 16),
      },
      currency,
      openingBankroll: settings.account.bankroll,
      since: timestamp(startedAt - limits.peakLookbackMs),
    })
    const announcer = createAnnouncer(logger)
    const advisorRun = createAdvisorRun({
      run,
      restored,
      engine,
      store,
      sources,
      results,
      venue,
      clock,
      logger,
      recording: recorder === undefined ? null : recordEngine(recorder),
      stored(events) {
        for (const event of events) {
          announcer.announce('event', event)
          if (event.event.type === 'advice') announcer.announce('advice', event.event.advice)
        }
        announcer.announce('change')
      },
      changed: () => announcer.announce('change'),
    })
    const status = () =>
      statusAt(
        { engine, run, mode: settings.mode, currency, limits, sources, results, strategies, ended: advisorRun.ended() },
        clock.now(),
      )
    const advisor: Advisor = {
      store,
      status,
      on: announcer.on,
      ...lifeOf(advisorRun),
      ...commandsOf(advisorRun, engine, store, clock, run),
      async [Symbol.asyncDispose]() {
        await advisor.stop('closed')
        announcer.clear()
        await close()
      },
    }
    return advisor
  } catch (error) {
    await close()
    throw error
  }
}

/** The same work, done at most once. */
function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | null = null
  return () => {
    done ??= work()
    return done
  }
}

/** Where the prices come from: a single emulator or recording makes the whole run one. */
function worldOf(sources: readonly PriceSource[]): RunStart['run']['source'] {
  const worlds = sources.map(({ world }) => world)
  return worlds.find((world) => world !== 'venue') ?? 'venue'
}

type Start = Omit<RunStart, 'run'> & { readonly run: Omit<RunStart['run'], 'id'> }

/** Opens the next free run of the account: another process may have taken the number that was free a moment ago. */
async function startRun(store: Store, start: Start): Promise<{ run: RunStart['run']; restored: Restored }> {
  const { account } = start.run
  for (let attempt = 1; ; attempt += 1) {
    const known = (await store.accounts()).includes(account) ? await store.runs(account) : []
    const run = { ...start.run, id: runId(`${account}#${known.length + attempt}`) }
    try {
      const restored = await store.startRun({ ...start, run })
      // What a lock that has ended set is counted anew from its end, so those are needed too.
      const locks = (await store.locks(account)).filter(({ until }) => until === null || until > start.since)
      return { run, restored: { ...restored, locks } }
    } catch (error) {
      if (attempt === 10 || !isAdvisorError(error, 'RUN_EXISTS')) throw error
    }
  }
}

function lifeOf(advisorRun: AdvisorRun): Pick<Advisor, 'run' | 'stop'> {
  let running: Promise<void> | null = null
  return {
    run(signal) {
      running ??= (async () => {
        const stop = () => advisorRun.stop('the caller stopped it')
        if (signal?.aborted) stop()
        signal?.addEventListener('abort', stop, { once: true })
        try {
          await advisorRun.live()
        } finally {
          signal?.removeEventListener('abort', stop)
        }
      })()
      return running
    },
    async stop(reason) {
      advisorRun.stop(reason)
      // The store has opened a run, so one that was never run is ended as well. Whoever called run() is told of its fault.
      running ??= advisorRun.live()
      await running.catch(() => undefined)
      await advisorRun.runner.idle()
    },
  }
}

function commandsOf(
  { runner }: AdvisorRun,
  engine: ReturnType<typeof createEngine>,
  store: Store,
  clock: Clock,
  { account }: RunStart['run'],
): Pick<Advisor, 'halt' | 'resume' | 'liftLock' | 'settle'> {
  let last: Promise<unknown> = Promise.resolve()
  let halts = 0
  /** One after the other, so that memory and store never end up with different answers. */
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const done = last.then(work)
    last = done.catch(() => undefined)
    return done
  }
  return {
    halt(reason) {
      halts += 1
      // In memory first: a halt must hold here even when the store cannot be reached.
      runner.hear({ type: 'command', at: clock.now(), command: { kind: 'halt', reason } })
      return inTurn(async () => {
        await store.setHalt(account, { reason, at: clock.now() })
        await runner.idle()
      })
    },
    resume(reason) {
      const before = halts
      return inTurn(async () => {
        await store.setHalt(account, null)
        if (halts !== before) return
        runner.hear({ type: 'command', at: clock.now(), command: { kind: 'resume', reason } })
        await runner.idle()
      })
    },
    async liftLock(id) {
      // One that another process has set is not known here.
      const isKnown = engine.account.locks.some((lock) => lock.id === id)
      if (!isKnown) return store.liftLock(account, id, clock.now())
      runner.hear({ type: 'command', at: clock.now(), command: { kind: 'lift-lock', id } })
      await runner.idle()
      return true
    },
    async settle(result) {
      runner.hear({ type: 'result', at: clock.now(), result })
      await runner.idle()
      return engine.account.ordersIn(result.market).length === 0
    },
  }
}

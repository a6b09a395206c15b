import type { MarketUpdate } from '../market/market-update.ts'
import type { Order } from '../order/order.ts'
import type { Clock } from '../ports/clock.ts'
import type { Logger } from '../ports/logger.ts'
import type { PriceSource, SourceContext } from '../ports/price-source.ts'
import type { AwaitedMarket, ResultSource } from '../ports/result-source.ts'
import type { Restored, RunStart, Store } from '../ports/store.ts'
import type { Venue } from '../ports/venue.ts'
import { SECOND } from '../units/timestamp.ts'
import type { AdvisorEventBody, StoredEvent } from './advisor-event.ts'
import { createEffectRunner, type EffectRunner } from './effect-runner.ts'
import type { Engine } from './engine.ts'
import { searchOrder } from './reconcile.ts'
import type { EngineRecording } from './recording.ts'

/** What a run works with. */
export interface RunParts {
  readonly run: RunStart['run']
  readonly restored: Restored
  readonly engine: Engine
  readonly store: Store
  readonly sources: readonly PriceSource[]
  readonly results: readonly ResultSource[]
  readonly venue: Venue & { observe?(update: MarketUpdate): void }
  readonly clock: Clock
  readonly logger: Logger
  readonly recording: EngineRecording | null
  readonly stored: (events: readonly StoredEvent[]) => void
  readonly changed: () => void
}

/** One run of a bot: feeds the engine until it is stopped or something fails for good. */
export interface AdvisorRun {
  readonly runner: EffectRunner
  /** Runs to the end; throws the fault that ended it. */
  live(): Promise<void>
  /** Asks it to end. */
  stop(reason: string): void
  /** Why it has ended or is ending; `null` while it goes on. */
  ended(): string | null
}

/** How long after its decision an order may leave at the latest, in real milliseconds. */
const SEND_DEADLINE_MS = SECOND
/** The least time between two notes of how far a run has come, on its own clock. */
const HEARTBEAT_MS = SECOND

/** Prepares a run; the engine hears what the store restored at once. */
export function createAdvisorRun(parts: RunParts): AdvisorRun {
  const { run, restored, engine, store, sources, results, venue, clock, logger } = parts
  const stopping = new AbortController()
  const searches = new Set<Promise<void>>()
  let failure: { readonly error: unknown } | null = null
  let reason = 'stopped'
  let beatAt = 0

  const runner = createEffectRunner({
    engine,
    store,
    venue,
    clock,
    logger,
    recording: parts.recording,
    sendDeadlineMs: SEND_DEADLINE_MS,
    stored: parts.stored,
    lost: search,
    failed: fail,
    stopping: () => (stopping.signal.aborted ? reason : null),
  })
  runner.hear({ type: 'restored', at: run.startedAt, run: run.id, restored })

  function fail(error: unknown): void {
    if (failure !== null) return
    failure = { error }
    reason = error instanceof Error ? error.message : String(error)
    stopping.abort(error)
  }

  /** Whatever ends because the run was asked to end is no fault. */
  function failUnlessStopped(error: unknown): void {
    const { aborted, reason: why } = stopping.signal
    if (aborted && (error === why || (error instanceof Error && error.name === 'AbortError'))) return
    fail(error)
  }

  function tell(body: AdvisorEventBody): void {
    runner.act({ type: 'tell', event: { ...body, at: clock.now(), account: run.account, run: run.id } })
  }

  /** Looks for an order in the background until its outcome is known. */
  function search(order: Order): void {
    const { key } = order.intent
    const context = { venue, clock, logger, signal: stopping.signal, sendDeadlineMs: SEND_DEADLINE_MS }
    const task = searchOrder(order, context)
      .then((resolution) => {
        const at = clock.now()
        if (resolution.kind === 'found') runner.hear({ type: 'placed', at, key, outcome: resolution.outcome })
        else runner.hear({ type: 'absent', at, key, proof: resolution.proof })
      })
      .catch(failUnlessStopped)
      .finally(() => searches.delete(task))
    searches.add(task)
  }

  /** Settles what an earlier run left open between decision and outcome, before anything new is decided. */
  async function reconcile(): Promise<void> {
    for (const order of restored.live) {
      if (order.state === 'UNKNOWN') search(order)
      if (order.state !== 'SENDING') continue
      const why = { code: 'PROCESS_ENDED', message: 'the process ended before the outcome was known' }
      runner.hear({ type: 'placed', at: clock.now(), key: order.intent.key, outcome: { kind: 'unknown', reason: why } })
    }
    await runner.idle()
    // An order that its venue can never prove absent keeps its reservation and is looked for while trading goes on.
    if (venue.traits.lateAcceptMs !== null) await Promise.all(searches)
    await runner.idle()
    stopping.signal.throwIfAborted()
    runner.hear({ type: 'reconciled', at: clock.now() })
    parts.changed()
  }

  async function watch(source: PriceSource, context: SourceContext): Promise<void> {
    for await (const batch of source.updates(context)) {
      if (context.signal.aborted) return
      for (const update of batch) {
        venue.observe?.(update)
        runner.hear({ type: 'market', at: clock.now(), update })
      }
      await heard()
    }
  }

  async function settle(source: ResultSource, context: SourceContext): Promise<void> {
    for await (const batch of source.results(() => awaitedMarkets(engine), context)) {
      if (context.signal.aborted) return
      for (const result of batch) runner.hear({ type: 'result', at: clock.now(), result })
      await heard()
    }
  }

  /** What was decided is kept, and the store notes how far the run has come. */
  async function heard(): Promise<void> {
    await runner.kept()
    const now = clock.now()
    if (now - beatAt >= HEARTBEAT_MS) {
      beatAt = now
      const hold = clock.hold()
      try {
        await store.heartbeat(run.id, now)
      } finally {
        hold[Symbol.dispose]()
      }
    }
    parts.changed()
  }

  async function work(): Promise<void> {
    const context = { clock, logger, signal: stopping.signal, changed: parts.changed }
    tell({ type: 'run-started', source: run.source, strategies: run.strategies })
    await reconcile()
    const settling = results.map((source) => settle(source, context).catch(failUnlessStopped))
    await Promise.all(sources.map((source) => watch(source, context).catch(failUnlessStopped)))
    if (!stopping.signal.aborted) {
      reason = 'every source has ended'
      stopping.abort(new Error(reason))
    }
    await Promise.all(settling)
  }

  async function end(): Promise<void> {
    try {
      tell({ type: 'run-ended', reason })
      await runner.idle()
      await store.endRun(run.id, clock.now())
    } catch (error) {
      // The fault that ended the run is the one to tell; the next run restores from what is stored.
      if (failure === null) throw error
      logger.error({ event: 'run.end-failed', error }, 'the end of the run could not be stored')
    }
  }

  return {
    runner,
    async live() {
      await work().catch(failUnlessStopped)
      await Promise.all(searches)
      await runner.idle()
      await end()
      parts.changed()
      if (failure !== null) throw failure.error
    },
    stop(why) {
      if (stopping.signal.aborted) return
      reason = why
      stopping.abort(new Error(why))
    },
    ended: () => (stopping.signal.aborted ? reason : null),
  }
}

/** The markets of live orders, each once. */
function awaitedMarkets({ account, board }: Engine): readonly AwaitedMarket[] {
  const markets = new Map<string, AwaitedMarket>()
  for (const { intent } of account.liveOrders()) {
    const { market, event, competition } = intent
    const startsAt = board.get(market)?.market.event.startsAt ?? intent.startsAt
    markets.set(market, { market, event, competition, startsAt })
  }
  return [...markets.values()]
}

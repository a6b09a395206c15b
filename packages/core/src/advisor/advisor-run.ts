import { HOUR, MINUTE, SECOND } from '../units/timestamp.ts'
import { createPartition } from './partition.ts'
import { followOrders } from './reconcile/order-stream.ts'
import { createRunFeeds } from './run-feeds.ts'
import type { RunParts } from './run-parts.ts'
import { leadMsOf, type WiredRun, wireRun } from './run-wiring.ts'
import type { RunEnd } from './status.ts'
import { createUpkeep } from './upkeep.ts'

/** One run of a bot: feeds the engine until it is stopped or something fails for good. */
export interface AdvisorRun
  extends Pick<WiredRun, 'runner' | 'halting' | 'reconcilers' | 'sync' | 'report' | 'command' | 'desk'> {
  /** Runs to the end; throws the fault that ended it. */
  live(): Promise<void>
  /** Asks it to end. */
  stop(reason: string): void
  /** How it has ended or why it is ending; `null` while it goes on. */
  ended(): RunEnd | null
}

/** How often a leader looks whether each venue and the ledger still agree. */
const CHECK_MS = 30 * SECOND

/** Prepares a run; the engine hears what the store restored at once. */
export function createAdvisorRun(parts: RunParts): AdvisorRun {
  const { run, store, sources, books, results, clock, logger, syncMs, changed } = parts
  const stopping = new AbortController()
  const { signal } = stopping
  const leading = new Set<Promise<void>>()
  let failure: { readonly error: unknown } | null = null
  let reason = 'stopped'
  let isTrading = false
  let isNewLeader = false

  const ending = () => (signal.aborted ? reason : null)
  const wired = wireRun(parts, {
    signal,
    ending,
    failed: fail,
    leads: (term) => {
      isNewLeader = true
      if (isTrading) takeLead(term)
    },
  })
  const { context, runner, sync, leadership, search, takeover, givenUp, reconcilers } = wired
  const { keep, tell } = context
  const partition = createPartition(run.id, parts.engine.board.linksOf)
  const leadMs = leadMsOf(parts)
  const byClock = syncMs !== null
  const upkeep = createUpkeep(
    clock,
    [
      { everyMs: byClock ? leadMs / 3 : SECOND, work: () => keep(() => store.heartbeat(run.id, clock.now())) },
      { everyMs: leadMs / 3, work: refreshLead },
      { everyMs: syncMs ?? 10 * MINUTE, work: sync.pull },
      ...reconcilers.checks.map((work) => ({ everyMs: byClock ? CHECK_MS : HOUR, work })),
      { everyMs: byClock ? SECOND : HOUR, work: checkClock },
    ],
    byClock,
  )
  const feeds = createRunFeeds(context, { partition, upkeep, catchUp: reconcilers.catchUp })
  runner.hear({ type: 'restored', at: run.startedAt, run: run.id, restored: parts.restored })

  function fail(error: unknown): void {
    if (failure !== null) return
    failure = { error }
    reason = error instanceof Error ? error.message : String(error)
    stopping.abort(error)
  }

  /** Whatever ends because the run was asked to end is no fault. */
  function failUnlessStopped(error: unknown): void {
    const { aborted, reason: why } = signal
    if (aborted && (error === why || (error instanceof Error && error.name === 'AbortError'))) return
    fail(error)
  }

  async function refreshLead(): Promise<void> {
    await leadership.refresh()
    partition.share(leadership.alive())
    takeover.takeOver()
  }

  async function checkClock(): Promise<void> {
    const fault = parts.clockFault()
    if (fault === null) return
    logger.error({ event: 'clock.ahead', error: fault }, fault.message)
    tell({ type: 'warning', code: 'CLOCK_AHEAD', message: fault.message })
    throw fault
  }

  /** Does what only a leader does, until its term ends. */
  function lead(term: AbortSignal): void {
    const source = { clock, logger, signal: AbortSignal.any([signal, term]), changed }
    for (const each of results) {
      const task = feeds
        .results(each, source)
        .catch((error: unknown) => {
          if (signal.aborted || !term.aborted) failUnlessStopped(error)
        })
        .finally(() => leading.delete(task))
      leading.add(task)
    }
  }

  function takeLead(term: AbortSignal): void {
    lead(term)
    // Whoever led before may have died in the middle of it.
    if (isNewLeader) for (const check of reconcilers.checks) check().catch(failUnlessStopped)
    isNewLeader = false
  }

  async function work(): Promise<void> {
    const source = { clock, logger, signal, changed }
    tell({ type: 'run-started', source: run.source, strategies: run.strategies })
    await refreshLead()
    // The lease of a leader that was killed runs out soon; whoever comes next leads.
    for (; leadership.fence() === null && !leadership.isLed(); await refreshLead()) await clock.sleep(SECOND, signal)
    const chores = upkeep.run(signal).catch(failUnlessStopped)
    // What is told while the ledger is being compared must not be missed.
    const streams = wired.venues.map((at) => {
      const gap = (why: string) => reconcilers.of(at.venue.name)?.again(why)
      return followOrders(at, { isOurs: takeover.isOurs, givenUp, gap }, source).catch(failUnlessStopped)
    })
    // What the first comparison of a leader does need not be done again, unless the lead came in the middle of it.
    isNewLeader = false
    try {
      await reconcilers.start()
      isTrading = true
      if (leadership.fence() !== null) takeLead(leadership.term())
      await Promise.all([
        ...sources.map((each) => feeds.prices(each, source).catch(failUnlessStopped)),
        ...books.map((each) => feeds.books(each, source).catch(failUnlessStopped)),
      ])
      if (!signal.aborted) {
        reason = 'every source has ended'
        stopping.abort(new Error(reason))
      }
    } catch (error) {
      failUnlessStopped(error)
    }
    await Promise.all([...leading, ...streams, chores])
  }

  async function end(): Promise<void> {
    leadership.end()
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
    ...wired,
    async live() {
      await work().catch(failUnlessStopped)
      await reconcilers.idle()
      await search.idle()
      await runner.idle()
      await end()
      changed()
      if (failure !== null) throw failure.error
    },
    stop(why) {
      if (signal.aborted) return
      reason = why
      stopping.abort(new Error(why))
    },
    ended: () => (signal.aborted ? { reason, failed: failure !== null } : null),
  }
}

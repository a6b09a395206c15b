import type { EngineInput } from '../engine/input.ts'
import type { Order } from '../order/order.ts'
import type { Lease } from '../ports/coordination.ts'
import type { DecisionKey } from '../units/ids.ts'
import { HOUR, SECOND } from '../units/timestamp.ts'
import { createEffectRunner, type EffectRunner } from './effect-runner.ts'
import { createEventLog } from './event-log.ts'
import { createHalting, type Halting } from './halting.ts'
import { createLeadership, type Leadership } from './leadership.ts'
import { createOrderDesk, type OrderDesk } from './order-desk.ts'
import { createGivenUp, type GivenUp } from './reconcile/given-up.ts'
import { createInFlightSearch, type InFlightSearch } from './reconcile/in-flight-search.ts'
import { createInFlightTakeover, type InFlightTakeover } from './reconcile/in-flight-takeover.ts'
import { createLedgerAudit } from './reconcile/ledger-audit.ts'
import { createReconcilers, type Reconcilers } from './reconcile/reconcilers.ts'
import { createReport } from './report-command.ts'
import type { RunContext, VenueContext } from './run-context.ts'
import type { RunParts } from './run-parts.ts'
import { createSendGate } from './send-gate.ts'
import { createStoreKeeper } from './store-keeper.ts'
import { createSync, type Sync } from './sync.ts'
import { createTimerCall } from './timer-call.ts'

/** How a run ends, and what it does while it leads. */
export interface RunLife {
  /** The run ends. */
  readonly signal: AbortSignal
  /** Why it is ending; `null` while it goes on. */
  readonly ending: () => string | null
  /** A fault that waiting cannot cure. */
  readonly failed: (error: unknown) => void
  /** The run leads until the signal aborts. */
  readonly leads: (term: AbortSignal) => void
}

/** What a run consists of, wired together. */
export interface WiredRun {
  readonly context: RunContext
  /** The same for each venue. */
  readonly venues: readonly VenueContext[]
  readonly runner: EffectRunner
  readonly sync: Sync
  readonly report: ReturnType<typeof createReport>
  readonly leadership: Leadership
  readonly search: InFlightSearch
  readonly takeover: InFlightTakeover
  readonly givenUp: GivenUp
  readonly reconcilers: Reconcilers
  readonly halting: Halting
  readonly desk: OrderDesk
  /** Hears what a person commands about any order of the account. */
  readonly command: (input: EngineInput) => void
}

/** How long a leader is believed in that is not heard of. */
const LEAD_MS = 6 * SECOND

/** How long a leader of this run is believed in: where its chores are done with the news, an hour may pass between two of them. */
export function leadMsOf({ syncMs }: Pick<RunParts, 'syncMs'>): number {
  return syncMs === null ? HOUR : LEAD_MS
}

/** Wires the parts of a run to each other. */
export function wireRun(parts: RunParts, { signal, failed, ending, leads }: RunLife): WiredRun {
  const { engine, store, venues, clock, logger, changed, oldestQuoteMs, recording, restored, stored, timeZone } = parts
  const { account, id: run } = parts.run
  let isCommanded = false
  const context: RunContext = {
    account,
    run,
    engine,
    store,
    venues,
    clock,
    logger,
    signal,
    delivery: parts.delivery,
    hear: (input) => runner.hear(input),
    kept: () => (clock.kind === 'virtual' ? runner.kept() : runner.recorded()),
    keep: (work) => keeper.keep(work),
    tell: (body) => runner.act({ type: 'tell', event: { ...body, at: clock.now(), account, run } }),
    changed,
    failed,
  }
  const venueContexts: readonly VenueContext[] = venues.all.map((venue) => ({
    ...context,
    venue,
    isHere: (intent) => venues.of(intent.venue) === venue,
  }))
  const keeper = createStoreKeeper(context, {
    away: (why) => reconcilers.doubt(why),
    back: () => reconcilers.recover(),
  })
  // That events cannot be kept stops nothing by itself: whatever else is asked of a store that is away will say so.
  const log = createStoreKeeper(context, { away: () => {}, back: () => {} })
  const desk = createOrderDesk(venues, venueContexts, {
    late: ({ key }, outcome) => runner.hear({ type: 'placed', at: clock.now(), key, outcome }),
  })
  const gate = createSendGate(context, { oldestQuoteMs, ending, refusal: desk.refusal })
  const runner = createEffectRunner(context, {
    desk,
    gate,
    events: { events: createEventLog(store, account, run), keep: log.keep },
    recording,
    stored,
    known,
    cancelLost: (order) => search.followCancel(order),
    fence,
    fenced: () => leadership.lost(),
    halted: () => halting.halted(),
    decided: () => timers.lookAgain(),
    surprised: () => void sync.pull().catch(unlessEnding),
  })
  const timers = createTimerCall(context)
  const sync = createSync(context, { runner, from: restored.version })
  const leadership = createLeadership(context, { ttlMs: leadMsOf(parts), began: leads })
  const search = createInFlightSearch(context)
  const takeover = createInFlightTakeover(context, { runner, leadership, gate, search })
  const audit = createLedgerAudit(context, { broken: (why) => void halting.halt(why).catch(unlessEnding) })
  const givenUp = createGivenUp(context)
  const reconcilers = createReconcilers(context, venueContexts, {
    leadership,
    sync,
    takeover,
    search,
    givenUp,
    audit,
    timeZone,
    adopted: ({ version }) => sync.own(version),
    fenced: leadership.lost,
  })
  const halting = createHalting(context, { runner, agreed: () => reconcilers.agreed })

  const report = createReport(context, { sync, timeZone })

  function unlessEnding(error: unknown): void {
    if (!signal.aborted) failed(error)
  }

  function command(input: EngineInput): void {
    isCommanded = true
    try {
      runner.hear(input)
    } finally {
      isCommanded = false
    }
  }

  /** A change of an order that belongs to another run is a leader's work, or a person's, who needs no lead. */
  function fence(key: DecisionKey): Lease | undefined {
    if (engine.account.order(key)?.intent.run === run) return undefined
    return (isCommanded ? leadership.fence() : leadership.pass()) ?? undefined
  }

  function known(order: Order, isOwnChange: boolean): void {
    if (isOwnChange) sync.own(order.version)
    search.known(order)
    if (order.state === 'UNKNOWN') takeover.follow(order)
  }

  return {
    context,
    venues: venueContexts,
    runner,
    sync,
    report,
    leadership,
    search,
    takeover,
    givenUp,
    reconcilers,
    halting,
    desk,
    command,
  }
}

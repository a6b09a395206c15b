import type { EngineInput } from '../engine/input.ts'
import type { Order } from '../order/order.ts'
import type { AdvisorEventBody } from '../ports/advisor-event.ts'
import type { Fence } from '../ports/coordination.ts'
import type { DecisionKey } from '../units/ids.ts'
import { HOUR, SECOND } from '../units/timestamp.ts'
import { createEffectRunner, type EffectRunner } from './effect-runner.ts'
import { createEventLog } from './event-log.ts'
import { createHalting, type Halting } from './halting.ts'
import { createLeadership, type Leadership } from './leadership.ts'
import { createLedgerAudit } from './reconcile/ledger-audit.ts'
import { createOrphans, type Orphans } from './reconcile/orphans.ts'
import { createReconcilePass } from './reconcile/reconcile-pass.ts'
import { createReconciler, type Reconciler } from './reconcile/reconciler.ts'
import { createUnfinished } from './reconcile/unfinished.ts'
import { createUnresolved, type Unresolved } from './reconcile/unresolved.ts'
import { createVenueComparison } from './reconcile/venue-comparison.ts'
import type { RunParts } from './run-parts.ts'
import { createSendGate } from './send-gate.ts'
import { createStoreKeeper, type StoreKeeper } from './store-keeper.ts'
import { createSync, type Sync } from './sync.ts'
import { createVenueDesk } from './venue-desk.ts'

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
  readonly keeper: StoreKeeper
  readonly runner: EffectRunner
  readonly sync: Sync
  readonly leadership: Leadership
  readonly unresolved: Unresolved
  readonly halting: Halting
  readonly orphans: Orphans
  readonly reconciler: Reconciler
  readonly tell: (body: AdvisorEventBody) => void
  /** Hears what a person commands about any order of the account. */
  readonly command: (input: EngineInput) => void
}

/** How long after its decision an order may leave at the latest, in real milliseconds. */
const SEND_DEADLINE_MS = SECOND
/** How long a leader is believed in that is not heard of. */
const LEAD_MS = 6 * SECOND

/** How long a leader of this run is believed in: where its chores are done with the news, an hour may pass between two of them. */
export function leadMsOf({ syncMs }: Pick<RunParts, 'syncMs'>): number {
  return syncMs === null ? HOUR : LEAD_MS
}

/** Wires the parts of a run to each other. */
export function wireRun(parts: RunParts, life: RunLife): WiredRun {
  const { run, engine, store, venue, clock, logger } = parts
  const { signal, failed } = life
  const { account } = run
  let isCommanded = false
  const common = { account, run: run.id, engine, store, venue, clock, logger, signal, sendDeadlineMs: SEND_DEADLINE_MS }
  const keeper = createStoreKeeper({
    ...common,
    away: (why) => reconciler.doubt(why),
    back: () => reconciler.recover(),
  })
  const gate = createSendGate({ ...common, maxQuoteAgeMs: parts.maxQuoteAgeMs, stopping: life.ending })
  const desk = createVenueDesk({
    ...common,
    late: ({ key }, outcome) => runner.hear({ type: 'placed', at: clock.now(), key, outcome }),
  })
  const runner = createEffectRunner({
    ...common,
    keeper,
    events: createEventLog(store, account, run.id),
    venue: desk,
    gate,
    recording: parts.recording,
    stored: parts.stored,
    known,
    cancelLost: (order) => unresolved.followCancel(order),
    fence,
    fenced: () => leadership.lost(),
    halted: () => halting.halted(),
    surprised: () => void sync.pull().catch(unlessEnding),
    failed,
  })
  const sync = createSync({ ...common, keeper, runner, from: parts.restored.version })
  const leadership = createLeadership({ ...common, keeper, ttlMs: leadMsOf(parts), began: life.leads })
  const unresolved = createUnresolved({ ...common, hear: runner.hear, tell, failed })
  const comparison = createVenueComparison({
    ...common,
    adopter: { account, run: run.id, timeZone: parts.timeZone, netting: venue.traits.netting },
    keeper,
    runner,
    adopted: ({ version }) => sync.own(version),
    fenced: leadership.lost,
  })
  const halting: Halting = createHalting({ ...common, keeper, runner, failed, agreed: () => reconciler.agreed })
  const orphans = createOrphans({ ...common, runner, leadership, gate, unresolved })
  const audit = createLedgerAudit({
    ...common,
    keeper,
    tell,
    broken: (why) => void halting.halt(why).catch(unlessEnding),
  })
  const pass = createReconcilePass({
    ...common,
    runner,
    leadership,
    sync,
    orphans,
    unresolved,
    comparison,
    audit,
  })
  const unfinished = createUnfinished({ ...common, keeper, runner, leadership, sync, orphans })
  const reconciler = createReconciler({
    ...common,
    pass,
    unfinished,
    audit,
    runner,
    tell,
    failed,
    changed: parts.changed,
  })

  function tell(body: AdvisorEventBody): void {
    runner.act({ type: 'tell', event: { ...body, at: clock.now(), account, run: run.id } })
  }

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
  function fence(key: DecisionKey): Fence | undefined {
    if (engine.account.order(key)?.intent.run === run.id) return undefined
    return (isCommanded ? leadership.fence() : leadership.pass()) ?? undefined
  }

  function known(order: Order, isOwnChange: boolean): void {
    if (isOwnChange) sync.own(order.version)
    unresolved.known(order)
    if (order.state === 'UNKNOWN') orphans.follow(order)
  }

  return { keeper, runner, sync, leadership, unresolved, halting, orphans, reconciler, tell, command }
}

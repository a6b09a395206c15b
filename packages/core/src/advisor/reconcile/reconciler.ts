import type { MarketId } from '../../units/ids.ts'
import { SECOND } from '../../units/timestamp.ts'
import type { VenueContext } from '../run-context.ts'
import type { InFlightElsewhere } from './in-flight-elsewhere.ts'
import type { LedgerAudit } from './ledger-audit.ts'
import type { ReconcilePass } from './reconcile-pass.ts'
import { ComparisonFault } from './venue-comparison.ts'

/** What a reconciler compares by. */
export interface ReconcilerParts {
  readonly pass: ReconcilePass
  readonly elsewhere: InFlightElsewhere
  readonly audit: LedgerAudit
}

/** Keeps one venue and the ledger in agreement, and new orders there stopped while they may not be. */
export interface Reconciler {
  /** Whether they agreed when they were last compared, and nothing has cast doubt on it since. */
  readonly agreed: boolean
  /** Compares until they agree, before anything new is ordered there. */
  start(): Promise<void>
  /** New orders there stop until they have been compared again, which {@link Reconciler.recover} begins. */
  doubt(reason: string): void
  /** What cast doubt is over: they are compared until they agree, unless they do. */
  recover(): void
  /** Something may have been missed: new orders there stop until they have been compared again. */
  again(reason: string): void
  /** Looks by the way; trading goes on unless it fails over and over. */
  check(): Promise<void>
  /** Compares once, ledger included; a fault is told as an alert. */
  now(): Promise<void>
  /** Asks the venue, as often as it takes until it answers: what it has matched on a market until now is known then. */
  catchUp(market: MarketId, signal?: AbortSignal): Promise<void>
  /** Resolves when no comparison is under way. */
  idle(): Promise<void>
}

/** Failures in a row after which people are called. */
const PATIENCE = 3
const FIRST_PAUSE_MS = SECOND
const LONGEST_PAUSE_MS = 60 * SECOND
/** A reconciler of one venue of a run. */
export function createReconciler(
  context: Pick<VenueContext, 'venue' | 'clock' | 'logger' | 'signal' | 'hear' | 'tell' | 'failed' | 'changed'>,
  { pass, elsewhere, audit }: ReconcilerParts,
): Reconciler {
  const { clock, logger, signal, hear, tell, failed, changed } = context
  const { name: venue } = context.venue
  let agreed = false
  let failures = 0
  let alerted = false
  /** Rises with every doubt: a comparison that began before does not settle it. */
  let doubts = 0
  let turn: Promise<unknown> = Promise.resolve()
  let running = false
  let started = false
  /** Only the comparison of a start, which resolves what earlier runs left open, can find agreement first. */
  let hasStarted = false

  function doubt(reason: string): void {
    doubts += 1
    agreed = false
    hear({ type: 'reconciling', at: clock.now(), venue, reason })
    changed()
  }

  /** One comparison after the other. */
  function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = turn.then(work)
    turn = done.catch(() => undefined)
    return done
  }

  /** One comparison; gives the fault that kept venue and ledger from agreeing, or `null`. */
  async function attempt(isStart: boolean, verify: boolean): Promise<ComparisonFault | null> {
    const before = doubts
    const fault = await faultOf(pass.whole({ isStart, verify, askLead: !agreed }), failures + 1)
    failures = fault === null ? 0 : failures + 1
    if (fault !== null) return fault
    if (alerted) tell({ type: 'alert-resolved', code: 'RECONCILIATION_FAILED', key: venue })
    alerted = false
    if (isStart && (await elsewhere.some())) {
      doubt('orders of a run that may have been killed are not resolved yet')
      return null
    }
    hasStarted ||= isStart
    if (!agreed && hasStarted && doubts === before) {
      agreed = true
      hear({ type: 'reconciled', at: clock.now(), venue })
    }
    changed()
    return null
  }

  /** The fault that a comparison ends with, which is so many in a row, or `null`. */
  async function faultOf(comparison: Promise<void>, count: number): Promise<ComparisonFault | null> {
    try {
      await comparison
      return null
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof ComparisonFault)) throw error
      logger.warn({ event: 'reconcile.failed', venue, failures: count, error }, error.message)
      if (count >= PATIENCE) callPeople(error)
      return error
    }
  }

  function callPeople({ message }: ComparisonFault): void {
    if (alerted) return
    alerted = true
    tell({ type: 'alert', code: 'RECONCILIATION_FAILED', key: venue, message })
  }

  /** Compares until they agree; one loop is enough for all who ask. */
  async function agree(isStart: boolean): Promise<void> {
    running = true
    try {
      for (let pause = FIRST_PAUSE_MS; !agreed; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
        const fault = await inTurn(() => attempt(isStart, isStart))
        if (fault === null) {
          // Whatever waits behind a comparison does not wait for orders of others.
          if (isStart && !agreed) await elsewhere.over()
          continue
        }
        doubt(fault.message)
        await clock.sleep(pause, signal)
      }
    } finally {
      running = false
    }
    // Doubt was cast while the last comparison told that all was well.
    recover()
  }

  function recover(): void {
    if (running || agreed || !started || signal.aborted) return
    agree(false).catch((error: unknown) => {
      if (!signal.aborted) failed(error)
    })
  }

  return {
    get agreed() {
      return agreed
    },
    start() {
      started = true
      return agree(true)
    },
    doubt,
    recover,
    again(reason) {
      doubt(reason)
      recover()
    },
    check() {
      return inTurn(async () => {
        if (!agreed) return
        const fault = await attempt(false, false)
        if (fault !== null && failures >= PATIENCE) doubt(fault.message)
        // Doubt may also have been cast meanwhile by something that is over by now.
        recover()
      })
    },
    now() {
      return inTurn(async () => {
        const fault = await attempt(false, true)
        if (fault === null) return
        // A broken ledger has called people already.
        if (!audit.isBroken) callPeople(fault)
        doubt(fault.message)
        recover()
      })
    },
    async catchUp(market, until = signal) {
      // A ledger and funds that do not add up are no reason to leave a market unsettled: only what the venue says of its orders is.
      for (let count = 1, pause = FIRST_PAUSE_MS; ; count += 1, pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
        if ((await inTurn(() => faultOf(pass.market(market), count))) === null) return
        await clock.sleep(pause, until)
      }
    },
    async idle() {
      await turn
    },
  }
}

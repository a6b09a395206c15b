import type { MarketId } from '../../units/ids.ts'
import { SECOND } from '../../units/timestamp.ts'
import type { RunContext, VenueContext } from '../run-context.ts'
import { createInFlightElsewhere, type InFlightElsewhereParts } from './in-flight-elsewhere.ts'
import { createReconcilePass, type ReconcilePassParts } from './reconcile-pass.ts'
import { createReconciler, type Reconciler } from './reconciler.ts'
import { createVenueCleared } from './venue-cleared.ts'
import { createVenueComparison, type HeldFunds, type VenueComparisonParts } from './venue-comparison.ts'

/** What all venues are compared with. */
export type ReconcilersParts = Omit<ReconcilePassParts, 'comparison' | 'cleared'> &
  InFlightElsewhereParts &
  Omit<VenueComparisonParts, 'told'>

/** Keeps every venue of a run in agreement with the ledger, each by itself: one that is away stops nothing but its own new orders. */
export interface Reconcilers {
  /** Whether some venue agreed when it was last compared, and nothing has cast doubt on it since; without venues, whether the ledger adds up. */
  readonly agreed: boolean
  /** That of one venue. */
  of(venue: string): Reconciler | undefined
  /** Compares each until it agrees, and resolves when they do; not those are waited for that are away while another agrees. */
  start(): Promise<void>
  /** New orders stop everywhere until all have been compared again, which {@link Reconcilers.recover} begins. */
  doubt(reason: string): void
  /** What cast doubt on all is over. */
  recover(): void
  /** Looks by the way, at each venue. */
  readonly checks: readonly (() => Promise<void>)[]
  /** Compares each once, ledger included; faults are told as alerts. */
  now(): Promise<void>
  /** Asks each venue with something open on a market, as often as it takes until it answers. */
  catchUp(market: MarketId, signal?: AbortSignal): Promise<void>
  /** What a venue said that it held when it was asked last; `null` where it has told nothing. */
  told(venue: string): HeldFunds | null
  /** Resolves when no comparison is under way. */
  idle(): Promise<void>
}

/** How long a start waits for venues that do not agree yet when another does. */
const START_GRACE_MS = 5 * SECOND

/** The reconcilers of a run. */
export function createReconcilers(
  context: Pick<RunContext, 'engine' | 'clock' | 'signal' | 'failed'>,
  venues: readonly VenueContext[],
  parts: ReconcilersParts,
): Reconcilers {
  const { engine, clock, signal, failed } = context
  const { sync, leadership, takeover, audit } = parts
  const told = new Map<string, HeldFunds>()
  const reconcilers = venues.map((at) => {
    const comparison = createVenueComparison(at, { ...parts, told: (funds) => void told.set(at.venue.name, funds) })
    const pass = createReconcilePass(at, { ...parts, comparison, cleared: createVenueCleared(at) })
    const reconciler = createReconciler(at, { pass, elsewhere: createInFlightElsewhere(at, parts), audit })
    return { ...at, reconciler }
  })

  /** Without a venue there is still a ledger. */
  async function ledgerAlone(): Promise<void> {
    await sync.pull()
    signal.throwIfAborted()
    await leadership.refresh()
    takeover.takeOver()
    await audit.check()
  }

  async function started(): Promise<void> {
    const starts = reconcilers.map(({ reconciler }) => reconciler.start())
    const [only] = starts
    if (only !== undefined && starts.length === 1) return await only
    // Whoever agrees later does so while the others trade; a fault that waiting cannot cure ends the run all the same.
    for (const start of starts) {
      start.catch((error: unknown) => {
        if (!signal.aborted) failed(error)
      })
    }
    // A start that rejects is told of by the race, or has failed the run.
    const all = Promise.allSettled(starts)
    await Promise.race(starts)
    const over = new AbortController()
    const grace = clock.sleep(START_GRACE_MS, over.signal).catch(() => undefined)
    await Promise.race([all, grace])
    over.abort(new Error('the start is over'))
    signal.throwIfAborted()
  }

  return {
    get agreed() {
      return reconcilers.length === 0 ? !audit.isBroken : reconcilers.some(({ reconciler }) => reconciler.agreed)
    },
    of: (venue) => reconcilers.find((each) => each.venue.name === venue)?.reconciler,
    start: () => (reconcilers.length === 0 ? ledgerAlone() : started()),
    doubt(reason) {
      for (const { reconciler } of reconcilers) reconciler.doubt(reason)
    },
    recover() {
      for (const { reconciler } of reconcilers) reconciler.recover()
    },
    checks: reconcilers.map(({ reconciler }) => reconciler.check),
    async now() {
      if (reconcilers.length === 0) return await ledgerAlone()
      await Promise.all(reconcilers.map(({ reconciler }) => reconciler.now()))
    },
    async catchUp(market, until) {
      const orders = engine.account.ordersIn(market)
      const asked = reconcilers.filter(({ isHere }) => orders.some(({ intent }) => isHere(intent)))
      await Promise.all(asked.map(({ reconciler }) => reconciler.catchUp(market, until)))
    },
    told: (venue) => told.get(venue) ?? null,
    async idle() {
      await Promise.all(reconcilers.map(({ reconciler }) => reconciler.idle()))
    },
  }
}

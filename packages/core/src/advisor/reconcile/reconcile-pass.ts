import type { Order } from '../../order/order.ts'
import { isOpen } from '../../order/order-state.ts'
import type { MarketId } from '../../units/ids.ts'
import type { Leadership } from '../leadership.ts'
import type { VenueContext } from '../run-context.ts'
import type { Sync } from '../sync.ts'
import type { GivenUp } from './given-up.ts'
import type { InFlightSearch } from './in-flight-search.ts'
import type { InFlightTakeover } from './in-flight-takeover.ts'
import type { LedgerAudit } from './ledger-audit.ts'
import type { VenueCleared } from './venue-cleared.ts'
import { ComparisonFault, type VenueComparison } from './venue-comparison.ts'

/** The steps of a comparison of venue and ledger. */
export interface ReconcilePassParts {
  readonly leadership: Leadership
  readonly sync: Sync
  readonly takeover: InFlightTakeover
  readonly search: Pick<InFlightSearch, 'provable'>
  readonly givenUp: Pick<GivenUp, 'absent'>
  readonly comparison: VenueComparison
  readonly cleared: VenueCleared
  readonly audit: LedgerAudit
}

/** How thorough a comparison is. */
export interface Thoroughness {
  /** The run starts: what an earlier one left open is resolved first, as far as it can be. */
  readonly isStart: boolean
  /** The ledger is checked as well. */
  readonly verify: boolean
  /** Who leads and who is alive is asked first, and not left to the chores. */
  readonly askLead: boolean
}

/** Comparisons of venue and ledger. */
export interface ReconcilePass {
  /**
   * Compares everything: orders by their references, then every bet that the venue lists, its funds, then the ledger.
   *
   * @throws ComparisonFault when they could not be compared or do not agree.
   */
  whole(how: Thoroughness): Promise<void>
  /**
   * Asks for what may still be matched on one market, whoever ordered it.
   *
   * @throws ComparisonFault when the venue says nothing of some of it.
   */
  market(market: MarketId): Promise<void>
}

/** Comparisons of one venue of a run. */
export function createReconcilePass(
  {
    engine,
    venue,
    isHere,
    clock,
    signal,
    kept,
  }: Pick<VenueContext, 'engine' | 'venue' | 'isHere' | 'clock' | 'signal' | 'kept'>,
  { leadership, sync, takeover, search, givenUp, comparison, cleared, audit }: ReconcilePassParts,
): ReconcilePass {
  // Where bets are listed, the list tells what has been matched since.
  const askedFor: readonly Order['state'][] =
    venue.list === undefined ? ['PENDING', 'UNKNOWN', 'ACCEPTED', 'PARTIAL', 'LATE_FOUND'] : ['PENDING', 'UNKNOWN']

  async function whole({ isStart, verify, askLead }: Thoroughness): Promise<void> {
    await sync.pull()
    // A run that is over must not ask for the lead any more.
    signal.throwIfAborted()
    if (askLead) await leadership.refresh()
    takeover.takeOver()
    await kept()
    const isAsked = (order: Order) => isHere(order.intent) && askedFor.includes(order.state) && takeover.isOurs(order)
    await comparison.lookUp([...engine.account.liveOrders()].filter(isAsked), signal)
    const fence = leadership.fence()
    // A leader may not have reached the venue yet, and a dead one still counts as one: nobody starts on its word alone.
    if (fence !== null || isStart) await comparison.list(fence, signal)
    // Nothing else would ever find one that was called absent and is there after all.
    if (fence !== null && venue.list === undefined)
      await comparison.lookUp(
        (await givenUp.absent()).filter(({ intent }) => isHere(intent)),
        signal,
      )
    await kept()
    takeover.takeOver()
    // An order that its venue can never prove absent keeps its reservation and is looked for while trading goes on.
    if (isStart) await search.provable(isHere)
    await kept()
    // Bets end here by the word of whoever leads, as by results.
    if (leadership.fence() !== null) await cleared.take(signal)
    await kept()
    if (leadership.fence() !== null || isStart) await comparison.funds(signal)
    const fault = verify || audit.isBroken ? await audit.check() : null
    if (fault !== null) throw new ComparisonFault(fault)
    signal.throwIfAborted()
  }

  return {
    whole,
    async market(market) {
      await sync.pull()
      signal.throwIfAborted()
      await kept()
      const silent = await comparison.lookUp(engine.account.ordersIn(market).filter(isPlaced), signal)
      if (silent.length > 0 && venue.list !== undefined) await comparison.list(leadership.fence(), signal)
      else if (silent.some(isWithinHorizon)) throw new ComparisonFault(`${venue.name} showed only a part of the orders`)
      await kept()
    },
  }

  function isPlaced(order: Order): boolean {
    return isHere(order.intent) && isOpen(order) && order.state !== 'SENDING'
  }

  /** Whether the venue still knows the reference of an order. */
  function isWithinHorizon({ intent }: Order): boolean {
    const { lookupHorizonMs } = venue.traits
    return lookupHorizonMs === null || clock.now() - intent.decidedAt < lookupHorizonMs
  }
}

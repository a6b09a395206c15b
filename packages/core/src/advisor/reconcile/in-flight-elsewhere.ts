import type { Order } from '../../order/order.ts'
import { isUndecided } from '../../order/order-state.ts'
import type { RunId } from '../../units/ids.ts'
import { SECOND, type Timestamp } from '../../units/timestamp.ts'
import type { Leadership } from '../leadership.ts'
import type { VenueContext } from '../run-context.ts'
import type { Sync } from '../sync.ts'
import type { InFlightTakeover } from './in-flight-takeover.ts'
import { isSoonProvable, proofWindow } from './proof-window.ts'

/** What tells who is alive and what others have done, and what takes over from the dead. */
export interface InFlightElsewhereParts {
  readonly leadership: Leadership
  readonly sync: Sync
  readonly takeover: InFlightTakeover
}

/** Orders that other runs left at one venue between decision and outcome, and that a start waits for, whoever looks after them. */
export interface InFlightElsewhere {
  /** Whether there are some. */
  some(): Promise<boolean>
  /** Resolves when there are none, and takes over what falls to this run meanwhile. */
  over(): Promise<void>
}

const PAUSE_MS = SECOND

/** What other runs have left, as one run sees it that starts. */
export function createInFlightElsewhere(
  context: Pick<
    VenueContext,
    'account' | 'run' | 'engine' | 'store' | 'venue' | 'isHere' | 'clock' | 'signal' | 'delivery' | 'keep' | 'kept'
  >,
  { leadership, sync, takeover }: InFlightElsewhereParts,
): InFlightElsewhere {
  const { account, run, engine, store, clock, signal, isHere, keep, kept } = context
  /** How far each run had come when this one looked first. */
  let reached: ReadonlyMap<RunId, Timestamp> | null = null

  /** The runs that certainly live: one that was killed counts as alive for a while, and its orders are nobody's until then. */
  async function heardOf(): Promise<ReadonlySet<RunId>> {
    const runs = await keep(() => store.runs(account))
    const before = reached ?? new Map(runs.map(({ id, reachedAt }) => [id, reachedAt]))
    reached = before
    const isHeardOf = ({ id, reachedAt }: (typeof runs)[number]) => {
      const first = before.get(id)
      return leadership.isAlive(id) && (first === undefined || reachedAt > first)
    }
    return new Set(runs.filter(isHeardOf).map(({ id }) => id))
  }

  function isWaitedFor(order: Order): boolean {
    if (order.state === 'SENDING' || leadership.isAlive(order.intent.run)) return true
    // What takes long keeps its money and its series; the rest trades on.
    return isSoonProvable(proofWindow(order, context), clock.now())
  }

  async function some(): Promise<boolean> {
    const isOpen = ({ state, intent }: Order) => isHere(intent) && intent.run !== run && isUndecided({ state })
    const open = [...engine.account.liveOrders()].filter(isOpen)
    if (open.length === 0) return false
    const alive = await heardOf()
    return open.some((order) => !alive.has(order.intent.run) && isWaitedFor(order))
  }

  return {
    some,
    async over() {
      do {
        await clock.sleep(PAUSE_MS, signal)
        await sync.pull()
        signal.throwIfAborted()
        await leadership.refresh()
        takeover.takeOver()
        await kept()
      } while (await some())
    },
  }
}

import type { Clock } from '../../clock/clock.ts'
import type { Engine } from '../../engine/engine.ts'
import type { Order } from '../../order/order.ts'
import type { Store } from '../../ports/store.ts'
import type { Venue } from '../../ports/venue.ts'
import type { AccountKey, RunId } from '../../units/ids.ts'
import { SECOND, type Timestamp } from '../../units/timestamp.ts'
import type { EffectRunner } from '../effect-runner.ts'
import type { Leadership } from '../leadership.ts'
import type { StoreKeeper } from '../store-keeper.ts'
import type { Sync } from '../sync.ts'
import type { Orphans } from './orphans.ts'
import { proofWindow } from './reconcile.ts'

/** What waiting for orders of other runs takes. */
export interface UnfinishedSettings {
  readonly account: AccountKey
  readonly run: RunId
  readonly engine: Engine
  readonly store: Store
  readonly keeper: StoreKeeper
  readonly venue: Venue
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly sendDeadlineMs: number
  readonly runner: Pick<EffectRunner, 'kept'>
  readonly leadership: Leadership
  readonly sync: Sync
  readonly orphans: Orphans
}

/** Orders that other runs left between decision and outcome, and that a start waits for, whoever looks after them. */
export interface Unfinished {
  /** Whether there are some. */
  some(): Promise<boolean>
  /** Resolves when there are none, and takes over what falls to this run meanwhile. */
  over(): Promise<void>
}

const PAUSE_MS = SECOND

/** What other runs have left, as one run sees it that starts. */
export function createUnfinished(settings: UnfinishedSettings): Unfinished {
  const { account, run, engine, store, keeper, venue, clock, signal, sendDeadlineMs, runner } = settings
  const { leadership, sync, orphans } = settings
  /** How far each run had come when this one looked first. */
  let reached: ReadonlyMap<RunId, Timestamp> | null = null

  /** The runs that certainly live: one that was killed counts as alive for a while, and its orders are nobody's until then. */
  async function heardOf(): Promise<ReadonlySet<RunId>> {
    const runs = await keeper.keep(() => store.runs(account))
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
    const { from, until } = proofWindow(order, venue.traits, sendDeadlineMs)
    return from < until && clock.now() < until
  }

  async function some(): Promise<boolean> {
    const isOpen = ({ state, intent }: Order) => intent.run !== run && (state === 'SENDING' || state === 'UNKNOWN')
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
        orphans.takeOver()
        await runner.kept()
      } while (await some())
    },
  }
}

import type { Clock } from '../clock/clock.ts'
import type { Engine } from '../engine/engine.ts'
import type { Strategy } from '../engine/strategy.ts'
import { checkAddressee, toldMessage } from '../engine/told-message.ts'
import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { lockFixed, unknownOrder } from '../errors/store-error.ts'
import { pauseOf } from '../limits/active-lock.ts'
import { aLink } from '../market/link-shape.ts'
import type { MarketResult } from '../market/market-result.ts'
import type { Order } from '../order/order.ts'
import { isOpen } from '../order/order-state.ts'
import type { ByHand } from '../ports/store/audit.ts'
import type { Store } from '../ports/store.ts'
import type { AccountKey } from '../units/ids.ts'
import { after, DAY, HOUR } from '../units/timestamp.ts'
import type { Advisor } from './advisor.ts'
import type { AdvisorRun } from './advisor-run.ts'

/** What people may ask of an advisor. */
export type AdvisorCommands = Pick<
  Advisor,
  | 'halt'
  | 'askResume'
  | 'resume'
  | 'coolOff'
  | 'cancel'
  | 'callAbsent'
  | 'settleOrder'
  | 'liftLock'
  | 'pauseVenue'
  | 'reopenVenue'
  | 'link'
  | 'unlink'
  | 'settle'
  | 'correct'
  | 'tell'
  | 'report'
  | 'reconcile'
>

const LEAST_COOL_OFF_MS = HOUR
const LONGEST_COOL_OFF_MS = 42 * DAY
const PAGE = 1000

/** The commands of an advisor. */
export function createAdvisorCommands(
  { runner, halting, reconcilers, sync, report, command, ended }: AdvisorRun,
  engine: Engine,
  strategies: readonly Strategy[],
  venues: readonly string[],
  store: Store,
  clock: Clock,
  account: AccountKey,
): AdvisorCommands {
  /** Orders of a market that have had their money. */
  async function settledOrders({ market }: MarketResult): Promise<readonly Order[]> {
    const orders: Order[] = []
    for (;;) {
      const last = orders.at(-1)
      const page = await store.orders({
        account,
        market,
        states: ['SETTLED', 'VOIDED'],
        limit: PAGE,
        ...(last === undefined ? {} : { after: last.intent.key }),
      })
      orders.push(...page)
      if (page.length < PAGE) return orders
    }
  }

  async function liftLock(id: string, by?: ByHand): Promise<boolean> {
    const lock = engine.account.locks.find((candidate) => candidate.id === id)
    if (lock?.kind === 'cool-off') throw lockFixed(lock.id, lock.until)
    if (lock !== undefined) {
      const command = { kind: 'lift-lock', id, ...(by === undefined ? {} : { by }) } as const
      runner.hear({ type: 'command', at: clock.now(), command })
      await runner.kept()
      return true
    }
    // One that another process has set may not be known here yet.
    const isLifted = await runner.control(() => store.liftLock(account, id, clock.now(), by))
    if (isLifted) await sync.pull()
    return isLifted
  }

  return {
    halt: halting.halt,
    askResume: halting.askResume,
    resume: halting.resume,
    reconcile: reconcilers.now,
    report,
    tell(strategy, message) {
      checkAddressee(strategies, strategy)
      const told = toldMessage(message)
      if (ended() !== null) return false
      runner.hear({ type: 'message', at: clock.now(), strategy, message: told })
      return true
    },
    async coolOff(until, reason) {
      const at = clock.now()
      if (!(until >= after(at, LEAST_COOL_OFF_MS) && until <= after(at, LONGEST_COOL_OFF_MS))) {
        throw new InvalidValueError('until', until, 'an hour to six weeks away')
      }
      runner.hear({ type: 'command', at, command: { kind: 'cool-off', until, reason } })
      await runner.kept()
    },
    async cancel(order, reason, by) {
      if (order !== 'all' && engine.account.order(order) === undefined && (await store.order(order)) === null) {
        throw unknownOrder(order)
      }
      const key = order === 'all' ? null : order
      const at = clock.now()
      runner.hear({ type: 'command', at, command: { kind: 'cancel', key, reason } })
      // Cancelled first: nothing open waits for a store.
      if (by !== undefined)
        await runner.control(() => store.note({ account, at, act: 'cancel', subject: key, by, reason }))
      await runner.idle()
    },
    async callAbsent(key, reason, by) {
      if ((await store.order(key)) === null) throw unknownOrder(key)
      await reconcilers.now()
      const { order } = await store.callAbsent(key, reason, clock.now(), by)
      await sync.pull()
      return order.state === 'ABSENT'
    },
    async settleOrder(key, ending, by) {
      const { order } = await store.settleByHand(key, ending, clock.now(), by)
      await sync.pull()
      return order
    },
    liftLock,
    async pauseVenue(venue, reason, by) {
      if (!venues.includes(venue)) throw new InvalidValueError('venue', venue, `the name of one: ${venues.join(', ')}`)
      const hand = by === undefined ? {} : { by: { by, reason } }
      runner.hear({ type: 'command', at: clock.now(), command: { kind: 'pause-venue', venue, reason, ...hand } })
      await runner.kept()
      // Which lock it is that holds, so that it can be lifted by its id.
      await sync.pull()
    },
    async reopenVenue(venue, by) {
      const at = clock.now()
      const lock = pauseOf(engine.account.locks, venue, at) ?? pauseOf(await store.locks(account), venue, at)
      return lock !== null && (await liftLock(lock.id, by))
    },
    async link(link, by) {
      aLink('link', link)
      await runner.control(() => store.setLink({ ...link, account }, clock.now(), by))
      await sync.pull()
    },
    async unlink(id, by) {
      const isRemoved = await runner.control(() => store.removeLink(account, id, clock.now(), by))
      await sync.pull()
      return isRemoved
    },
    async settle(result) {
      if (engine.account.ordersIn(result.market).some(isOpen)) await reconcilers.catchUp(result.market)
      command({ type: 'result', at: clock.now(), result })
      await runner.idle()
      return engine.account.ordersIn(result.market).length === 0
    },
    async correct(result) {
      await sync.pull()
      const before = await settledOrders(result)
      command({ type: 'correction', at: clock.now(), result, orders: before })
      await runner.idle()
      const changed: Order[] = []
      for (const { intent, version } of before) {
        const order = await store.order(intent.key)
        if (order !== null && order.version !== version) changed.push(order)
      }
      return changed
    },
  }
}

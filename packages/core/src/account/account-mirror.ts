import { positionOf } from '../limits/exposure-change.ts'
import { freshPosition } from '../limits/fresh-position.ts'
import type { Order } from '../order/order.ts'
import { isLive, isOpen, isSettled, netProfit } from '../order/order-state.ts'
import type { Balances } from '../order/transfer.ts'
import { walletOf } from '../order/wallet-of.ts'
import type { Restored } from '../ports/store/runs.ts'
import type { TradingCondition } from '../risk/gate.ts'
import type { RiskLimits } from '../risk/risk-limits.ts'
import { breakerLevels } from '../risk/trading-breakers.ts'
import { dayFinder } from '../units/day.ts'
import { add, type Currency, money, subtract } from '../units/money.ts'
import type { Timestamp } from '../units/timestamp.ts'
import type { AccountMirror, OrderChange } from './account.ts'
import { createEntryNumbers } from './entry-numbers.ts'
import { createExposureMirror } from './exposure-mirror.ts'
import { exposureRisk } from './exposure-risk.ts'
import { createHaltState } from './halt-state.ts'
import { createLimitsInForce } from './limits-in-force.ts'
import { createLockMirror } from './lock-mirror.ts'
import { createLossMirror } from './loss-mirror.ts'
import { createOrderIndex } from './order-index.ts'
import { createOverLimit } from './over-limit.ts'
import { createProvisionalHolds } from './provisional-holds.ts'
import { earnedBy, restoredRecord } from './restored-record.ts'
import { createStaleOrderFilter } from './stale-order-filter.ts'
import { createTradingStops } from './trading-stops.ts'

/** What the picture of an account is drawn by. */
export interface MirrorSettings {
  readonly limits: RiskLimits
  readonly timeZone: string
  readonly currency: Currency
  /** Where orders can go. */
  readonly venues: readonly { readonly name: string }[]
}

/** The picture of an account as a store hands it over at `at`. */
export function createAccountMirror(
  restored: Restored,
  at: Timestamp,
  { limits, timeZone, currency, venues }: MirrorSettings,
): AccountMirror {
  const dayOf = dayFinder(timeZone)
  const entries = createEntryNumbers(restored, at)
  const orders = createOrderIndex()
  const versions = createStaleOrderFilter(restored.version)
  const exposure = createExposureMirror()
  const losses = createLossMirror(restored.losses, timeZone)
  const inForce = createLimitsInForce(limits, restored.limits)
  const over = createOverLimit(exposure, losses, currency)
  const holds = createProvisionalHolds(restored.recentDecisions, limits.rateLimit.windowMs)
  const record = restoredRecord(restored, at, limits)
  const halt = createHaltState(restored.halt)
  const locks = createLockMirror(restored.locks, at)
  let balances = restored.balances
  let balancesVersion = restored.version
  let lossesVersion = restored.version
  let version = restored.version
  const stops = createTradingStops(venues, locks.pauseOf)
  for (const order of restored.live) put(order)

  function put(order: Order): { readonly wasLive: boolean } {
    exposure.put(order.intent.key, order.intent, positionOf(order))
    return orders.put(order)
  }

  const equity = () => add(balances.available, balances.reserved)
  const openOrders = () => orders.size + holds.size
  const peak = (moment: Timestamp) => subtract(record.peak(moment), balances.capital)

  function tradingState(moment: Timestamp, venue?: string): TradingCondition {
    if (halt.present !== null) return { tradingState: 'HALTED', stateReason: halt.present.reason }
    const stop = stops.at(venue)
    if (stop !== null) return stop
    const { maxOpenBets } = limits
    const stateReason =
      openOrders() > maxOpenBets
        ? `${openOrders()} open bets, limit ${maxOpenBets}`
        : over.at(moment, inForce.at(moment))
    return { tradingState: stateReason === null ? 'ACTIVE' : 'REDUCING', stateReason }
  }

  function takeBalances(told: Balances, ofVersion: number): void {
    if (ofVersion < balancesVersion) return
    balances = told
    balancesVersion = ofVersion
  }

  /** A settled bet that was not settled before, or that was settled otherwise. */
  function settle(order: Order, wasLive: boolean): boolean {
    const settledAt = order.settledAt ?? order.updatedAt
    const change = wasLive ? null : record.changed(order)
    // One that was settled before all that is remembered here was corrected elsewhere: the store knows by how much.
    if (change === null && settledAt < order.updatedAt - limits.peakLookbackMs) return false
    if (change === null) record.settled(order)
    losses.settled(change === null ? settledAt : order.updatedAt, change ?? netProfit(order))
    lossesVersion = Math.max(lossesVersion, order.version)
    return change === null
  }

  const NO_NEWS: OrderChange = { isNews: false, ended: false, settled: false }

  function store(order: Order, told: Balances | null, moment: Timestamp): OrderChange {
    if (told !== null) takeBalances(told, order.version)
    if (!versions.isNews(order)) return NO_NEWS
    const { intent } = order
    holds.confirm(intent.key)
    const { wasLive } = put(order)
    if (!wasLive) holds.recorded(intent)
    const live = isLive(order)
    if (isOpen(order)) entries.begin(intent)
    else entries.end(intent, order.matchedStake > 0, moment)
    const settled = isSettled(order) && settle(order, wasLive)
    return { isNews: true, ended: !live && (wasLive || settled), settled }
  }

  return {
    entries,
    get halt() {
      return halt.present?.reason ?? null
    },
    get locks() {
      return locks.all
    },
    get balances() {
      return balances
    },
    get version() {
      return version
    },
    get losses() {
      return losses.losses
    },
    setHalt: halt.set,
    resume: halt.lift,
    setReconciling: stops.setReconciling,
    setPaused: stops.setPaused,
    hold(intent) {
      const before = exposure.total
      exposure.put(intent.key, intent, freshPosition(intent))
      holds.hold(intent, exposure.total - before)
      entries.begin(intent)
    },
    confirm: holds.confirm,
    exists(key, order, entry, moment) {
      holds.confirm(key)
      if (!store(order, null, moment).isNews) {
        // It is older than all that is remembered here, or heard of already: what was held in its place is what it is.
        const known = orders.get(order.intent.key) ?? order
        exposure.put(known.intent.key, known.intent, positionOf(known))
        if (isOpen(known)) entries.begin(known.intent)
        else entries.end(known.intent, known.matchedStake > 0, moment)
      }
      entries.reach(order.intent, entry)
    },
    deny(key) {
      const intent = holds.deny(key)
      if (intent === null) return
      entries.forget(intent)
      exposure.put(key, intent, null)
    },
    exposureOf: (asked, moment) => exposureRisk(asked, moment, inForce.at(moment), exposure, losses),
    reduces: exposure.reduces,
    windows: losses.windows,
    changeOf(order) {
      const position = positionOf(order)
      return position === null ? 0 : exposure.change(order.intent.key, order.intent, position).change
    },
    store,
    sync(changes, moment) {
      inForce.set(changes.limits)
      version = Math.max(version, changes.version)
      versions.heardUpTo(changes.version)
      if (!changes.more) {
        if (changes.version >= lossesVersion) losses.replace(changes.losses)
        takeBalances(changes.balances, changes.version)
        if (balancesVersion === changes.version) record.recount(moment, earnedBy(balances))
      }
      const news = locks.heard(changes.locks, moment)
      for (const lock of news.lifted) record.lockEnded(lock, moment)
      return { halt: halt.heard(changes.halt), locks: news }
    },
    recall: record.recall,
    setLock: locks.set,
    lockLike: locks.like,
    expireLocks(moment) {
      const ended = locks.expire(moment)
      if (ended.length === 0) return ended
      for (const lock of ended) record.lockEnded(lock, lock.until ?? moment)
      return ended
    },
    liftLock(id, moment) {
      const lock = locks.lift(id)
      if (lock !== null) record.lockEnded(lock, moment)
      return lock
    },
    strategies: record.strategies,
    order: orders.get,
    ordersIn: orders.in,
    liveOrders: orders.all,
    exposures: exposure.rows,
    limits: inForce.at,
    freeAt: (venue) => money(walletOf(balances, venue).available - holds.reservedAt(venue)),
    tradingState,
    risk(moment, venue) {
      return {
        ...tradingState(moment, venue),
        locks: locks.all,
        equity: equity(),
        free: money(balances.available - holds.reserved),
        atRisk: money(orders.atRisk + holds.liability),
        openOrders: openOrders(),
        profitToday: losses.profitOn(moment),
        recentOrders: holds.decidedAfter(moment - limits.rateLimit.windowMs),
      }
    },
    breakers(moment) {
      const top = peak(moment)
      // What is earned and its peak are of one moment; balances may be of an earlier or later one until everything is heard.
      const drawdown = top > 0 ? subtract(top, subtract(record.earned, balances.capital)) / top : 0
      const lossToday = losses.lost('day', moment)
      return breakerLevels({ streak: record.losses(), drawdown, lossToday }, limits)
    },
    day: dayOf,
    equity,
    peak,
  }
}

import type { Balances } from '../ledger/transfer.ts'
import type { Intent } from '../order/intent.ts'
import type { Order } from '../order/order.ts'
import { isLive } from '../order/transition.ts'
import type { Restored } from '../ports/store.ts'
import { createEquityPeak } from '../risk/equity-peak.ts'
import type { AccountRisk } from '../risk/gate.ts'
import type { Lock } from '../risk/lock.ts'
import { lossStreak, type SettledOutcome } from '../risk/loss-streak.ts'
import type { RiskLimits } from '../risk/risk-limits.ts'
import { type BreakerLevel, breakerLevels } from '../risk/trading-breakers.ts'
import type { TradingState } from '../risk/trading-state.ts'
import { type Day, dayFinder } from '../units/day.ts'
import type { DecisionKey, MarketId } from '../units/ids.ts'
import { type Money, money, subtract, ZERO } from '../units/money.ts'
import { type Timestamp, timestamp } from '../units/timestamp.ts'
import { createEntryBook, type EntryBook } from './entry-book.ts'

/** How many settled bets the loss streak can ever look at, voids included. */
const SETTLED_KEPT = 500

/** The engine's own picture of one account: what the store said last, and what it has decided since. */
export interface AccountMirror {
  readonly entries: EntryBook
  readonly halt: string | null
  readonly locks: readonly Lock[]
  tradingState(): TradingState
  setHalt(reason: string | null): void
  setReconciled(): void
  /** Takes a provisional hold, so that the next signal of the same tick sees it. */
  hold(intent: Intent): void
  /** The store has confirmed what was held. */
  release(intent: Intent): void
  /** The store has refused what was held: the entry never was. */
  releaseDenied(key: DecisionKey): void
  /** The store has a new version of an order. Says whether that ended it. */
  store(order: Order, balances: Balances | null): { readonly ended: boolean }
  order(key: DecisionKey): Order | undefined
  ordersIn(market: MarketId): readonly Order[]
  /** Markets with live orders. */
  openMarkets(): Iterable<MarketId>
  liveOrders(): Iterable<Order>
  /** A bet was settled or voided. */
  settle(order: Order, at: Timestamp): void
  setLock(lock: Lock): void
  /** Ends the locks that are over at `at`, and gives them back. */
  expireLocks(at: Timestamp): readonly Lock[]
  liftLock(id: string, at: Timestamp): Lock | null
  risk(at: Timestamp): AccountRisk
  breakers(at: Timestamp): readonly BreakerLevel[]
  day(at: Timestamp): Day
  equity(): Money
  peak(at: Timestamp): Money
  readonly balances: Balances
}

/** The picture of an account as a store hands it over at `at`. */
export function createAccountMirror(
  restored: Restored,
  at: Timestamp,
  limits: RiskLimits,
  timeZone: string,
): AccountMirror {
  const dayOf = dayFinder(timeZone)
  const entries = createEntryBook(restored, at)
  const orders = new Map<DecisionKey, Order>()
  const byMarket = new Map<MarketId, Set<DecisionKey>>()
  const holds = new Map<DecisionKey, Intent>()
  const settled: SettledOutcome[] = []
  const decisions: Timestamp[] = restored.recentDecisions.slice()
  let held = 0
  let atRisk = 0
  let balances = restored.balances
  let locks: readonly Lock[] = []
  let halt = restored.halt?.reason ?? null
  let reconciled = false
  let streakFrom = timestamp(0)
  let today: Day = dayOf(at)
  let profitToday = ZERO
  const peak = createEquityPeak(limits.peakLookbackMs, restored.equityBefore)

  function add(order: Order): void {
    orders.set(order.intent.key, order)
    let keys = byMarket.get(order.intent.market)
    if (keys === undefined) {
      keys = new Set()
      byMarket.set(order.intent.market, keys)
    }
    keys.add(order.intent.key)
  }

  function remove({ intent }: Order): void {
    orders.delete(intent.key)
    const keys = byMarket.get(intent.market)
    keys?.delete(intent.key)
    if (keys?.size === 0) byMarket.delete(intent.market)
  }

  function turnDay(moment: Timestamp): void {
    if (moment < today.end) return
    today = dayOf(moment)
    profitToday = ZERO
  }

  function recordSettled(order: Order, moment: Timestamp, equity: Money): void {
    turnDay(moment)
    settled.push({ at: moment, outcome: order.outcome })
    if (settled.length > SETTLED_KEPT) settled.splice(0, SETTLED_KEPT / 2)
    if (moment >= today.start) profitToday = money(profitToday + (order.profit ?? 0))
    peak.record(moment, equity)
  }

  function endLock(lock: Lock, moment: Timestamp, equity: Money): void {
    if (lock.kind === 'loss-streak') streakFrom = moment > streakFrom ? moment : streakFrom
    if (lock.kind === 'drawdown') peak.restart(equity)
  }

  function restore(): void {
    for (const order of restored.live) {
      add(order)
      atRisk += order.reserved
    }
    let equity = restored.equityBefore
    const past = restored.locks.filter((lock) => lock.until !== null && lock.until <= at)
    locks = restored.locks.filter((lock) => lock.until === null || lock.until > at)
    let next = 0
    const endPast = (moment: Timestamp) => {
      for (let lock = past[next]; lock?.until != null && lock.until <= moment; lock = past[++next])
        endLock(lock, lock.until, equity)
    }
    for (const order of restored.settled) {
      const moment = order.settledAt ?? order.updatedAt
      endPast(moment)
      equity = money(equity + (order.profit ?? 0))
      recordSettled(order, moment, equity)
    }
    endPast(at)
    peak.record(at, money(balances.available + balances.reserved))
  }
  restore()

  const mirror: AccountMirror = {
    entries,
    get halt() {
      return halt
    },
    get locks() {
      return locks
    },
    get balances() {
      return balances
    },
    tradingState() {
      if (halt !== null) return 'HALTED'
      return reconciled ? 'ACTIVE' : 'RECONCILING'
    },
    setHalt(reason) {
      halt = reason
    },
    setReconciled() {
      reconciled = true
    },
    hold(intent) {
      holds.set(intent.key, intent)
      held += intent.liability
      decisions.push(intent.decidedAt)
      entries.begin(intent)
    },
    release(intent) {
      if (holds.delete(intent.key)) held -= intent.liability
    },
    releaseDenied(key) {
      const intent = holds.get(key)
      if (intent === undefined) return
      mirror.release(intent)
      entries.forget(intent)
    },
    store(order, after) {
      if (after !== null) balances = after
      const before = orders.get(order.intent.key)
      atRisk += order.reserved - (before?.reserved ?? 0)
      if (!isLive(order)) {
        remove(order)
        return { ended: before !== undefined }
      }
      add(order)
      return { ended: false }
    },
    order: (key) => orders.get(key),
    ordersIn(market) {
      const keys = byMarket.get(market)
      if (keys === undefined) return []
      const found: Order[] = []
      for (const key of keys) {
        const order = orders.get(key)
        if (order !== undefined) found.push(order)
      }
      return found
    },
    openMarkets: () => byMarket.keys(),
    liveOrders: () => orders.values(),
    settle(order, moment) {
      recordSettled(order, moment, mirror.equity())
    },
    setLock(lock) {
      locks = [...locks, lock]
    },
    expireLocks(moment) {
      if (locks.length === 0) return []
      const over = locks.filter((lock) => lock.until !== null && lock.until <= moment)
      if (over.length === 0) return over
      locks = locks.filter((lock) => !over.includes(lock))
      for (const lock of over) endLock(lock, lock.until ?? moment, mirror.equity())
      return over
    },
    liftLock(id, moment) {
      const lock = locks.find((candidate) => candidate.id === id)
      if (lock === undefined) return null
      locks = locks.filter((candidate) => candidate !== lock)
      endLock(lock, moment, mirror.equity())
      return lock
    },
    risk(moment) {
      turnDay(moment)
      const from = moment - limits.rateLimit.windowMs
      while (decisions.length > 0 && (decisions[0] ?? 0) <= from) decisions.shift()
      const tradingState = mirror.tradingState()
      return {
        tradingState,
        stateReason: tradingState === 'HALTED' ? halt : null,
        locks,
        equity: mirror.equity(),
        free: money(balances.available - held),
        atRisk: money(atRisk + held),
        openOrders: orders.size + holds.size,
        profitToday,
        recentOrders: decisions.length,
      }
    },
    breakers(moment) {
      turnDay(moment)
      const top = mirror.peak(moment)
      return breakerLevels(
        {
          streak: lossStreak(settled, limits.maxRecentLossesCheck, streakFrom),
          drawdown: top > 0 ? subtract(top, mirror.equity()) / top : 0,
          lossToday: Math.max(0, -profitToday),
        },
        limits,
      )
    },
    day: dayOf,
    equity: () => money(balances.available + balances.reserved),
    peak: (moment) => peak.peak(moment),
  }
  return mirror
}

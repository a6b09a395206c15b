import type { Balances } from '../ledger/transfer.ts'
import type { Intent } from '../order/intent.ts'
import type { Order } from '../order/order.ts'
import { isLive } from '../order/transition.ts'
import type { Restored } from '../ports/store.ts'
import type { AccountRisk } from '../risk/gate.ts'
import type { Lock } from '../risk/lock.ts'
import type { RiskLimits } from '../risk/risk-limits.ts'
import { type BreakerLevel, breakerLevels } from '../risk/trading-breakers.ts'
import { type Day, dayFinder } from '../units/day.ts'
import type { DecisionKey, MarketId } from '../units/ids.ts'
import { add, type Money, money, subtract, ZERO } from '../units/money.ts'
import type { Timestamp } from '../units/timestamp.ts'
import { createEntryBook, type EntryBook } from './entry-book.ts'
import { createOrderIndex } from './order-index.ts'
import { createProvisionalHolds } from './provisional-holds.ts'
import { createTrackRecord, type TrackRecord } from './track-record.ts'

/** What a moment of an account's life looks like from outside; asking changes nothing. */
export interface AccountView {
  readonly halt: string | null
  readonly locks: readonly Lock[]
  readonly balances: Balances
  order(key: DecisionKey): Order | undefined
  ordersIn(market: MarketId): readonly Order[]
  liveOrders(): Iterable<Order>
  risk(at: Timestamp): AccountRisk
  breakers(at: Timestamp): readonly BreakerLevel[]
  day(at: Timestamp): Day
  equity(): Money
  /** The highest equity within the look-back, as if what is deposited now had been there all the time. */
  peak(at: Timestamp): Money
}

/** The engine's own picture of one account: what the store said last, and what it has decided since. */
export interface AccountMirror extends AccountView {
  readonly entries: EntryBook
  setHalt(reason: string | null): void
  setReconciled(): void
  /** Takes a provisional hold, so that the next signal of the same tick sees it. */
  hold(intent: Intent): void
  /** The store has an order where something was held. */
  confirm(key: DecisionKey): void
  /** The store has refused what was held: the entry never was. */
  deny(key: DecisionKey): void
  /** The store has a new version of an order, as of `at`. Says whether that ended it. */
  store(order: Order, balances: Balances | null, at: Timestamp): { readonly ended: boolean }
  /** A bet was settled or returned. */
  settle(order: Order, at: Timestamp): void
  setLock(lock: Lock): void
  /** Ends the locks that are over at `at`, and gives them back. */
  expireLocks(at: Timestamp): readonly Lock[]
  liftLock(id: string, at: Timestamp): Lock | null
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
  const orders = createOrderIndex()
  for (const order of restored.live) orders.put(order)
  const holds = createProvisionalHolds(restored.recentDecisions, limits.rateLimit.windowMs)
  const record = restoredRecord(restored, at, limits, dayOf)
  let balances = restored.balances
  let locks = restored.locks.filter((lock) => !isOver(lock, at))
  let halt = restored.halt?.reason ?? null
  let reconciled = false

  const equity = () => add(balances.available, balances.reserved)
  const openOrders = () => orders.size + holds.size
  const atRisk = () => orders.atRisk + holds.liability
  const peak = (moment: Timestamp) => subtract(record.peak(moment), balances.capital)
  const lossOn = (moment: Timestamp) => Math.max(0, -record.profitOn(dayOf(moment)))

  /** Why no new risk may be taken, where lowered limits or orders found alive have taken the account over one. */
  function overLimit(moment: Timestamp): string | null {
    const { maxOpenBets, dailyLossLimit } = limits
    if (openOrders() > maxOpenBets) return `${openOrders()} open bets, limit ${maxOpenBets}`
    const worst = atRisk() + lossOn(moment)
    return worst > dailyLossLimit ? `worst loss of the day ${worst}, limit ${dailyLossLimit}` : null
  }

  function tradingState(moment: Timestamp): Pick<AccountRisk, 'tradingState' | 'stateReason'> {
    if (halt !== null) return { tradingState: 'HALTED', stateReason: halt }
    if (!reconciled) return { tradingState: 'RECONCILING', stateReason: 'venue and ledger are being compared' }
    const over = overLimit(moment)
    return over === null
      ? { tradingState: 'ACTIVE', stateReason: null }
      : { tradingState: 'REDUCING', stateReason: over }
  }

  return {
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
    setHalt(reason) {
      halt = reason
    },
    setReconciled() {
      reconciled = true
    },
    hold(intent) {
      holds.hold(intent)
      entries.begin(intent)
    },
    confirm(key) {
      holds.confirm(key)
    },
    deny(key) {
      const intent = holds.deny(key)
      if (intent !== null) entries.forget(intent)
    },
    store(order, after, moment) {
      if (after !== null) balances = after
      const { wasLive } = orders.put(order)
      const live = isLive(order)
      if (live) entries.begin(order.intent)
      else entries.end(order.intent, order.matchedStake > 0, moment)
      return { ended: wasLive && !live }
    },
    settle(order, moment) {
      record.settled(order, moment, earnedBy(balances))
    },
    setLock(lock) {
      locks = [...locks, lock]
    },
    expireLocks(moment) {
      if (locks.length === 0) return locks
      const over = locks.filter((lock) => isOver(lock, moment))
      if (over.length === 0) return over
      locks = locks.filter((lock) => !over.includes(lock))
      for (const lock of over) record.lockEnded(lock.kind, lock.until ?? moment, earnedBy(balances))
      return over
    },
    liftLock(id, moment) {
      const lock = locks.find((candidate) => candidate.id === id)
      if (lock === undefined) return null
      locks = locks.filter((candidate) => candidate !== lock)
      record.lockEnded(lock.kind, moment, earnedBy(balances))
      return lock
    },
    order: orders.get,
    ordersIn: orders.in,
    liveOrders: orders.all,
    risk(moment) {
      return {
        ...tradingState(moment),
        locks,
        equity: equity(),
        free: money(balances.available - holds.liability),
        atRisk: money(atRisk()),
        openOrders: openOrders(),
        profitToday: record.profitOn(dayOf(moment)),
        recentOrders: holds.decidedAfter(moment - limits.rateLimit.windowMs),
      }
    },
    breakers(moment) {
      const top = peak(moment)
      const drawdown = top > 0 ? subtract(top, equity()) / top : 0
      return breakerLevels({ streak: record.losses(), drawdown, lossToday: lossOn(moment) }, limits)
    },
    day: dayOf,
    equity,
    peak,
  }
}

/** What bets have brought in all: equity less what the owner put in. */
function earnedBy({ available, reserved, capital }: Balances): Money {
  return money(available + reserved + capital)
}

function isOver({ until }: Lock, at: Timestamp): boolean {
  return until !== null && until <= at
}

/** Lives through the settled bets and ended locks that a store remembers, in the order of time. */
function restoredRecord(
  { balances, settled, locks }: Restored,
  at: Timestamp,
  limits: RiskLimits,
  dayOf: (at: Timestamp) => Day,
): TrackRecord {
  let earned = settled.reduce((total, { profit }) => subtract(total, profit ?? ZERO), earnedBy(balances))
  const record = createTrackRecord(limits, dayOf, earned)
  const ended = locks.filter((lock) => isOver(lock, at)).toSorted((a, b) => (a.until ?? at) - (b.until ?? at))
  const endLocks = (moment: Timestamp) => {
    while (ended[0]?.until != null && ended[0].until <= moment) {
      record.lockEnded(ended[0].kind, ended[0].until, earned)
      ended.shift()
    }
  }
  for (const order of settled) {
    const moment = order.settledAt ?? order.updatedAt
    endLocks(moment)
    earned = add(earned, order.profit ?? ZERO)
    record.settled(order, moment, earned)
  }
  endLocks(at)
  return record
}

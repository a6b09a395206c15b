import type { AdvisorEvent, StoredEvent } from '../engine/advisor-event.ts'
import { unknownOrder, withdrawalTooLarge } from '../errors/store-error.ts'
import { createAudit } from '../ledger/audit.ts'
import { applyTransfers, capitalTransfer, equityChange, equityOf, NO_BALANCES } from '../ledger/balances.ts'
import { type EquityChange, equityCurve } from '../ledger/equity.ts'
import type { Balances, Transfer } from '../ledger/transfer.ts'
import { entrySeriesKey } from '../order/decision-key.ts'
import type { Intent, LimitClaim } from '../order/intent.ts'
import { newOrder } from '../order/new-order.ts'
import type { Order, OrderEvent } from '../order/order.ts'
import { refusalOf } from '../order/refusal.ts'
import { isLive, transition } from '../order/transition.ts'
import { pageSize } from '../ports/paging.ts'
import type {
  AdvanceResult,
  BeginResult,
  EquityPoint,
  LedgerFault,
  OrderQuery,
  Restored,
  Run,
  RunStart,
} from '../ports/store.ts'
import type { Lock } from '../risk/lock.ts'
import type { AccountKey, DecisionKey } from '../units/ids.ts'
import { type Currency, type Money, subtract } from '../units/money.ts'
import { DAY, type Timestamp } from '../units/timestamp.ts'

/** One account of a memory book: its money, orders, limits and events, and nobody else's. */
export class MemoryAccount {
  readonly key: AccountKey
  readonly currency: Currency
  readonly runs: Run[] = []
  readonly locks = new Map<string, Lock>()
  halt: Restored['halt'] = null
  balances: Balances = NO_BALANCES
  readonly #events: StoredEvent[] = []
  readonly #orders = new Map<DecisionKey, Order>()
  readonly #histories = new Map<DecisionKey, OrderEvent[]>()
  readonly #used = new Map<string, number>()
  readonly #entries = new Map<string, number>()
  readonly #transfers: Transfer[] = []
  readonly #equityChanges: EquityChange[] = []
  /** Orders in the order in which they were settled or voided, each with how many equity changes came before. */
  readonly #settled: { readonly order: DecisionKey; readonly equityChanges: number }[] = []

  constructor(key: AccountKey, currency: Currency) {
    this.key = key
    this.currency = currency
  }

  begin(intent: Intent): BeginResult {
    const existing = this.#orders.get(intent.key)
    if (existing !== undefined) return { kind: 'exists', order: existing }
    const { order, transfer } = newOrder(intent)
    const refusal = refusalOf(intent, {
      halt: this.halt,
      locks: this.locks.values(),
      available: this.balances.available,
      used: (limit) => this.#used.get(limit) ?? 0,
    })
    if (refusal !== null) return { kind: 'denied', ...refusal }
    this.#book([transfer])
    this.#claim(intent.claims)
    this.#orders.set(intent.key, order)
    const series = entrySeriesKey(intent)
    this.#entries.set(series, Math.max(intent.entry, this.#entries.get(series) ?? 0))
    return { kind: 'reserved', order, balances: this.balances }
  }

  advance(key: DecisionKey, event: OrderEvent): AdvanceResult {
    const order = this.order(key)
    const next = transition(order, event)
    if (next.kind === 'ignored') return { kind: 'ignored', order, detail: next.detail }
    const changesBefore = this.#equityChanges.length
    this.#book(next.transfers)
    this.#release(next.released)
    this.#claim(next.claimed)
    this.#orders.set(key, next.order)
    const history = this.#histories.get(key)
    if (history === undefined) this.#histories.set(key, [event])
    else history.push(event)
    if (order.settledAt === null && next.order.settledAt !== null) {
      this.#settled.push({ order: key, equityChanges: changesBefore })
    }
    return { kind: 'changed', order: next.order, balances: this.balances }
  }

  /** Pays money in, or out where `amount` is negative. */
  deposit(amount: Money, at: Timestamp): Balances {
    const transfer = capitalTransfer(this.key, amount, at)
    if (this.balances.available + amount < 0) throw withdrawalTooLarge(amount, this.balances.available)
    this.#book([transfer])
    return this.balances
  }

  append(event: AdvisorEvent): StoredEvent {
    const stored = { id: this.#events.length + 1, event }
    this.#events.push(stored)
    return stored
  }

  restore({ run, since }: RunStart): Restored {
    const settled = this.#settled.map((entry) => ({ ...entry, order: this.order(entry.order) }))
    const recent = settled.filter(({ order }) => order.settledAt !== null && order.settledAt >= since)
    const changes = this.#equityChanges.slice(recent[0]?.equityChanges ?? this.#equityChanges.length)
    return {
      account: this.key,
      balances: this.balances,
      live: byDecision([...this.#orders.values()].filter(isLive)),
      settled: recent.map(({ order }) => order),
      equityBefore: changes.reduce((equity, { change }) => subtract(equity, change), equityOf(this.balances)),
      locks: [...this.locks.values()].filter((lock) => lock.until === null || run.startedAt < lock.until),
      entries: Object.fromEntries(this.#entries),
      recentDecisions: Array.from(this.#orders.values(), (order) => order.intent.decidedAt)
        .filter((decidedAt) => decidedAt >= run.startedAt - DAY)
        .toSorted((a, b) => a - b),
      halt: this.halt,
    }
  }

  liftLock(id: string, at: Timestamp): boolean {
    const lock = this.locks.get(id)
    if (lock === undefined || (lock.until !== null && lock.until <= at)) return false
    this.locks.set(id, { ...lock, until: at })
    return true
  }

  order(key: DecisionKey): Order {
    const order = this.#orders.get(key)
    if (order === undefined) throw unknownOrder(key)
    return order
  }

  orders(query: OrderQuery): readonly Order[] {
    const limit = pageSize(query.limit)
    const { states, strategy, since, after } = query
    const newestFirst = byDecision([...this.#orders.values()]).toReversed()
    const start = after === undefined ? 0 : newestFirst.findIndex((order) => order.intent.key === after) + 1
    if (after !== undefined && start === 0) throw unknownOrder(after)
    const page: Order[] = []
    for (let index = start; index < newestFirst.length && page.length < limit; index += 1) {
      const order = newestFirst[index]
      if (order === undefined) continue
      if (states !== undefined && !states.includes(order.state)) continue
      if (strategy !== undefined && order.intent.strategy !== strategy) continue
      if (since !== undefined && order.intent.decidedAt < since) continue
      page.push(order)
    }
    return page
  }

  history(key: DecisionKey): readonly OrderEvent[] {
    return [...(this.#histories.get(key) ?? [])]
  }

  equity(since: Timestamp): readonly EquityPoint[] {
    return equityCurve(this.#equityChanges, since)
  }

  events(after: number, limit: number, types?: readonly AdvisorEvent['type'][]): readonly StoredEvent[] {
    if (types === undefined) return this.#events.slice(after, after + limit)
    const found: StoredEvent[] = []
    for (let index = after; index < this.#events.length && found.length < limit; index += 1) {
      const stored = this.#events[index]
      if (stored !== undefined && types.includes(stored.event.type)) found.push(stored)
    }
    return found
  }

  lastEventId(): number {
    return this.#events.length
  }

  rejections(since: Timestamp): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {}
    for (const { event } of this.#events) {
      if (event.type !== 'advice' || event.at < since || event.advice.rejection === null) continue
      counts[event.advice.rejection] = (counts[event.advice.rejection] ?? 0) + 1
    }
    return counts
  }

  verify(): readonly LedgerFault[] {
    const audit = createAudit()
    for (const [key, order] of this.#orders) audit.order(order, this.history(key))
    return audit.finish({
      balances: this.balances,
      entrySums: sums(this.#transfers),
      capitalSums: sums(this.#transfers.filter(({ order }) => order === null)),
      unbalanced: [], // a transfer that is out of balance does not get in
      used: Object.fromEntries(this.#used),
    })
  }

  #book(transfers: readonly Transfer[]): void {
    this.balances = applyTransfers(this.balances, transfers)
    for (const transfer of transfers) {
      this.#transfers.push(transfer)
      if (transfer.kind === 'reserve' || transfer.kind === 'release') continue
      this.#equityChanges.push({ at: transfer.at, change: equityChange(transfer) })
    }
  }

  #claim(claims: readonly LimitClaim[]): void {
    for (const { limit, amount } of claims) this.#used.set(limit, (this.#used.get(limit) ?? 0) + amount)
  }

  #release(claims: readonly LimitClaim[]): void {
    for (const { limit, amount } of claims) {
      const left = (this.#used.get(limit) ?? 0) - amount
      if (left === 0) this.#used.delete(limit)
      else this.#used.set(limit, left)
    }
  }
}

/** Oldest decision first; of one moment, the one recorded first. */
function byDecision(orders: readonly Order[]): readonly Order[] {
  return orders.toSorted((a, b) => a.intent.decidedAt - b.intent.decidedAt)
}

function sums(transfers: readonly Transfer[]): Record<string, number> {
  const totals: Record<string, number> = {}
  for (const { entries } of transfers) {
    for (const { book, amount } of entries) totals[book] = (totals[book] ?? 0) + amount
  }
  return totals
}

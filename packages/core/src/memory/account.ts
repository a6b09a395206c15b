import { InvariantError } from '../errors/invariant-error.ts'
import { applyTransfers, capitalChange, capitalTransfer } from '../ledger/balances.ts'
import { charged, isCharged } from '../ledger/market-commission.ts'
import { reservation } from '../ledger/reservation.ts'
import { limitsAt, NO_STORED_LIMITS, sameLimits, withLimits } from '../limits/account-limits.ts'
import { type Denial, denialOf, stopOf } from '../limits/denial.ts'
import { exposureChange, positionOf, type SummedScope } from '../limits/exposure-change.ts'
import type { AccountLimits, StoredLimits } from '../limits/limits-set.ts'
import type { Lock } from '../limits/lock.ts'
import { firstWindows } from '../limits/loss-window.ts'
import type { MarketLink } from '../market/market-link.ts'
import { advanceOrder } from '../order/advance-order.ts'
import { coverDenial, endsCover } from '../order/cover.ts'
import type { Intent, LossWindow } from '../order/intent.ts'
import { newOrder } from '../order/new-order.ts'
import type { Order, OrderEvent } from '../order/order.ts'
import { isLive } from '../order/order-state.ts'
import { settledOrder } from '../order/settled-order.ts'
import type { Balances, Transfer } from '../order/transfer.ts'
import type { StoreRecord } from '../ports/record.ts'
import type { ByHand } from '../ports/store/audit.ts'
import type { LedgerFault } from '../ports/store/money.ts'
import type { AdoptResult, AdvanceResult, BeginAllResult, BeginResult, OrderStep } from '../ports/store/orders.ts'
import type { AccountChanges, Restored, RunStart } from '../ports/store/runs.ts'
import type { Halt } from '../ports/store/stops.ts'
import { answersAfter } from '../store-rules/advance-together.ts'
import { createAudit } from '../store-rules/audit.ts'
import { lockEntry } from '../store-rules/audit-entries.ts'
import type { ImportedAccount } from '../store-rules/import-steps.ts'
import { pageSize } from '../store-rules/paging.ts'
import { adoptedOrder, type ReplayedOrder } from '../store-rules/replay.ts'
import { standingDenial } from '../store-rules/run-standing.ts'
import { checkWithdrawal, moveTransfers } from '../store-rules/wallet-moves.ts'
import type { AccountKey, DecisionKey, EventId } from '../units/ids.ts'
import { type Currency, type Money, negate } from '../units/money.ts'
import { forEachOf, type OneOrMore } from '../units/one-or-more.ts'
import { DAY, type Timestamp } from '../units/timestamp.ts'
import { MemoryAudit } from './audit.ts'
import { MemoryDrafts } from './drafts.ts'
import { MemoryEvents } from './events.ts'
import { MemoryExposure } from './exposure.ts'
import { MemoryLinks } from './links.ts'
import { MemoryMarketTotals } from './market-totals.ts'
import { MemoryLedger } from './money.ts'
import { byDecision, MemoryOrders } from './orders.ts'
import { MemoryOutbox } from './outbox.ts'
import { MemoryRuns } from './runs.ts'
import { MemoryStops } from './stops.ts'

/** One account in memory: its money, orders, limits and events, and nobody else's. */
export class MemoryAccount {
  readonly key: AccountKey
  readonly currency: Currency
  readonly openedAt: Timestamp
  readonly runs = new MemoryRuns()
  readonly orders = new MemoryOrders()
  readonly events = new MemoryEvents()
  readonly links = new MemoryLinks()
  readonly outbox = new MemoryOutbox()
  readonly audit = new MemoryAudit()
  readonly ledger: MemoryLedger
  readonly stops: MemoryStops
  readonly #exposure = new MemoryExposure()
  readonly #totals = new MemoryMarketTotals()
  /** Orders in the order in which they were settled or voided, each with how many equity changes came before. */
  readonly #settled: { readonly order: DecisionKey; readonly equityChanges: number }[] = []
  /** By version, from 1: the order that changed with it. */
  readonly #changes: (DecisionKey | null)[] = []
  /** The version at which a link changed last. */
  #linksVersion = 0
  #limits: StoredLimits = NO_STORED_LIMITS

  constructor(key: AccountKey, currency: Currency, timeZone: string, openedAt: Timestamp) {
    this.key = key
    this.currency = currency
    this.openedAt = openedAt
    this.ledger = new MemoryLedger(timeZone)
    this.stops = new MemoryStops(key)
  }

  get version(): number {
    return this.#changes.length
  }

  /** What records that are taken in are held against. */
  imported(): ImportedAccount {
    const { currency, ledger, orders, stops, events, links, audit } = this
    return {
      currency,
      clock: this.runs.clock,
      balances: ledger.balances,
      hasOrder: (intent) => orders.same(intent) !== undefined,
      hasLock: (id) => stops.hasLock(id),
      hasLink: (id) => links.has(id),
      audit: () => audit.all().map(({ entry }) => entry),
      capital: () => ledger.capital(),
      events: () => events.all().map(({ event }) => event),
    }
  }

  begin(asked: Intent): BeginResult {
    const known = this.#known(asked)
    if (known !== null) return known
    const drafts = new MemoryDrafts()
    const denial = this.#draft(asked, drafts)
    if (denial !== null) return { kind: 'denied', ...denial }
    const [order] = this.#record(drafts)
    if (order === undefined) throw new InvariantError(`Nothing was recorded of ${asked.key}.`)
    return { kind: 'reserved', order, balances: this.ledger.balances }
  }

  beginAll(asked: OneOrMore<Intent>): BeginAllResult {
    for (const intent of asked) {
      const known = this.#known(intent)
      if (known !== null) return { ...known, key: intent.key }
    }
    const drafts = new MemoryDrafts()
    for (const intent of asked) {
      const denial = this.#draft(intent, drafts)
      if (denial !== null) return { kind: 'denied', ...denial, key: intent.key }
    }
    const [first, ...others] = this.#record(drafts)
    if (first === undefined) throw new InvariantError(`Nothing was recorded of ${asked[0].key}.`)
    return { kind: 'reserved', orders: [first, ...others], balances: this.ledger.balances }
  }

  #known(asked: Intent): Extract<BeginResult, { readonly kind: 'exists' }> | null {
    const order = this.orders.same(asked)
    return order === undefined ? null : { kind: 'exists', order, entry: this.orders.highestEntry(order.intent) }
  }

  /** Adds what an intent takes to that of those before it, or tells why it can't be begun after them. */
  #draft(asked: Intent, drafts: MemoryDrafts): Denial | null {
    const balances = drafts.balances(this.ledger.balances)
    const intent = this.#pinned(asked, drafts.eventOf(asked.market))
    const { order } = newOrder(intent)
    const silence = standingDenial(intent.run, this.runs.standing(intent.run, intent.decidedAt))
    if (silence !== null) return silence
    const exposure = this.#exposure
    const positions = [...exposure.positions(intent.market), ...drafts.positions(intent.market)]
    const position = positionOf(order)
    const change = exposureChange(positions, null, position)
    const account = {
      halt: this.stops.halt,
      locks: this.stops.locks(),
      balances,
      used: (limit: string) => exposure.used(limit) + drafts.used(limit),
      positions,
      exposure: (scope: SummedScope) => exposure.sum(scope, intent) + drafts.sum(scope, intent),
      lost: (kind: LossWindow) => this.ledger.losses.lost(intent.windows, kind),
      limits: limitsAt(this.#limits, intent.decidedAt).limits,
      decidedAfter: (from: Timestamp) => this.orders.decidedAfter(from) + drafts.decidedAfter(from),
    }
    const denial = stopOf(intent, account) ?? this.#coverDenial(intent) ?? denialOf(intent, account, change)
    if (denial !== null) return denial
    drafts.add({ order, position, change, transfers: reservation(intent, change.change, intent.decidedAt) })
    return null
  }

  #coverDenial(intent: Intent): Denial | null {
    if (intent.replaces === null) return null
    return coverDenial(intent, this.orders.find(intent.replaces), this.orders.coveredBy(intent.replaces) !== undefined)
  }

  #record(drafts: MemoryDrafts): readonly Order[] {
    // Only this can fail, and does before anything is kept.
    this.ledger.post(drafts.transfers())
    return drafts.all().map(({ order, position, change }) => {
      const { intent } = order
      this.#exposure.claim(intent.claims)
      this.#exposure.move({ intent, position, change })
      const recorded = this.#stamped(order)
      this.orders.add(recorded, [])
      this.#totals.add(recorded)
      return recorded
    })
  }

  advance(key: DecisionKey, events: readonly OrderEvent[]): AdvanceResult {
    const before = this.orders.get(key)
    const result = this.#advanced(before, events)
    const covered = this.orders.coveredBy(key)
    if (result.kind !== 'changed' || covered === undefined || !endsCover(before, result.order)) return result
    const { order } = this.#advanced(covered, [{ type: 'uncovered', at: result.order.updatedAt }])
    return { ...result, uncovered: order, balances: this.ledger.balances }
  }

  #advanced(before: Order, events: readonly OrderEvent[]): AdvanceResult {
    const { key } = before.intent
    const next = advanceOrder(before, events, (order, event) => this.#charged(before, order, event))
    if (next.kind === 'ignored') return { kind: 'ignored', order: before, detail: next.detail }
    const { equityChanges } = this.ledger
    const moved = this.#exposure.measure(before, next.order)
    const added = moved.change?.change ?? 0
    this.ledger.post([...reservation(before.intent, added, next.order.updatedAt), ...next.transfers])
    this.#exposure.move(moved)
    this.#exposure.release(next.released)
    this.#exposure.claim(next.claimed)
    const order = this.#stamped(next.order)
    this.orders.change(order, next.events)
    this.#totals.change(before, order)
    if (before.settledAt === null && order.settledAt !== null) this.#settled.push({ order: key, equityChanges })
    return { kind: 'changed', from: before.state, order, balances: this.ledger.balances }
  }

  advanceAll(steps: OneOrMore<OrderStep>): OneOrMore<AdvanceResult> {
    // Only money beyond all range can fail, and does before anything is kept.
    let { balances } = this.ledger
    for (const { key, events } of steps) {
      const next = advanceOrder(this.orders.get(key), events)
      if (next.kind === 'changed') balances = applyTransfers(balances, next.transfers)
    }
    const results = forEachOf(steps, ({ key, events }) => this.advance(key, events))
    return answersAfter(results, this.ledger.balances)
  }

  #charged(before: Order, order: Order, event: OrderEvent): OrderEvent {
    return isCharged(event) ? charged(order, event, this.#totals.others(before.intent, before)) : event
  }

  adopt(intent: Intent, history: readonly OrderEvent[]): AdoptResult {
    const existing = this.orders.same(intent)
    if (existing !== undefined) return { kind: 'exists', order: existing }
    const order = this.take(adoptedOrder(this.#pinned(intent), history, this.#totals.others(intent, null)))
    return { kind: 'adopted', order, balances: this.ledger.balances }
  }

  /** Records an order with all that happened to it, whatever the limits say. */
  take({ order, transfers, history }: ReplayedOrder): Order {
    const { equityChanges } = this.ledger
    const moved = this.#exposure.measure(null, order)
    this.ledger.post([...transfers, ...reservation(order.intent, moved.change?.change ?? 0, order.updatedAt)])
    this.#exposure.move(moved)
    if (isLive(order)) this.#exposure.claim(order.intent.claims)
    const recorded = this.#stamped(order)
    this.orders.add(recorded, history)
    this.#totals.add(recorded)
    if (order.settledAt !== null) this.#settled.push({ order: order.intent.key, equityChanges })
    return recorded
  }

  /** Pays money in at a venue, or out where `amount` is negative. */
  deposit(wallet: string, amount: Money, at: Timestamp): Balances {
    const transfer = capitalTransfer({ account: this.key, wallet, cause: 'owner', amount, at })
    checkWithdrawal(this.ledger.balances, wallet, amount)
    return this.takeCapital(transfer)
  }

  /** Takes money from one venue to another. */
  transfer(from: string, to: string, amount: Money, at: Timestamp): Balances {
    const [out, into] = moveTransfers(this.key, from, to, amount, at)
    checkWithdrawal(this.ledger.balances, from, negate(amount))
    this.takeCapital(out)
    return this.takeCapital(into)
  }

  /** Puts right what is available at a venue. */
  adjust(wallet: string, amount: Money, at: Timestamp): Balances {
    return this.takeCapital(capitalTransfer({ account: this.key, wallet, cause: 'adjustment', amount, at }))
  }

  /** Posts what no order moved, whether or not there is as much. */
  takeCapital(transfer: Transfer): Balances {
    this.ledger.post([transfer])
    this.#changes.push(null)
    return this.ledger.balances
  }

  restore({ run, since }: RunStart): Restored {
    const settled = this.#settled.map((entry) => ({ ...entry, order: this.orders.get(entry.order) }))
    const recent = settled.filter(({ order }) => order.settledAt !== null && order.settledAt >= since)
    return {
      account: this.key,
      balances: this.ledger.balances,
      live: byDecision([...this.orders.all()].filter(isLive)),
      settled: recent.map(({ order }) => settledOrder(order)),
      equityBefore: this.ledger.equityBefore(recent[0]?.equityChanges ?? this.ledger.equityChanges),
      locks: [...this.stops.locks()].filter(({ until }) => until === null || run.startedAt < until),
      entries: this.orders.entries(since),
      recentDecisions: this.orders.decidedSince(run.startedAt - DAY),
      halt: this.stops.halt,
      limits: limitsAt(this.#limits, run.startedAt),
      losses: this.ledger.losses.from(firstWindows(run.startedAt)),
      links: this.links.all(),
      version: this.version,
    }
  }

  setLock(wanted: Lock, by?: ByHand): Lock {
    const { lock, isChanged } = this.stops.setLock(wanted)
    if (isChanged) this.#changes.push(null)
    if (isChanged && by !== undefined) this.audit.note(lockEntry(lock, wanted.from, by))
    return lock
  }

  setLink(link: MarketLink): void {
    this.links.set(link)
    this.#linked()
  }

  removeLink(id: string): boolean {
    const isRemoved = this.links.remove(id)
    if (isRemoved) this.#linked()
    return isRemoved
  }

  #linked(): void {
    this.#changes.push(null)
    this.#linksVersion = this.version
  }

  takeLock(lock: Lock): void {
    this.stops.keepLock(lock)
    this.#changes.push(null)
  }

  liftLock(id: string, at: Timestamp): boolean {
    const isLifted = this.stops.liftLock(id, at)
    if (isLifted) this.#changes.push(null)
    return isLifted
  }

  setHalt(halt: Halt): void {
    this.stops.setHalt(halt)
    this.#changes.push(null)
  }

  resume(code: string, at: Timestamp): void {
    this.stops.resume(code, at)
    this.#changes.push(null)
  }

  limits(at: Timestamp): StoredLimits {
    return limitsAt(this.#limits, at)
  }

  setLimits(wanted: AccountLimits, at: Timestamp, raiseDelayMs: number): StoredLimits {
    this.#limits = withLimits(this.#limits, wanted, at, raiseDelayMs)
    this.#changes.push(null)
    return this.#limits
  }

  /** How it was opened, and what was paid in and out. */
  records(): readonly StoreRecord[] {
    const { key: account, currency, openedAt } = this
    const { timeZone } = this.ledger
    const paid = this.ledger.capital().map((transfer): StoreRecord => ({ kind: 'capital', ...capitalChange(transfer) }))
    return [{ kind: 'account', account, currency, timeZone, openedAt }, ...paid]
  }

  /** Takes over the calendar and limits of a run. */
  open({ run, limits, limitRaiseDelayMs, timeZone }: RunStart): void {
    const present = this.limits(run.startedAt)
    const wanted = withLimits(present, limits, run.startedAt, limitRaiseDelayMs)
    this.ledger.setTimeZone(timeZone)
    if (!sameLimits(present, wanted)) this.#changes.push(null)
    this.#limits = wanted
  }

  changes(after: number, at: Timestamp, size: number): AccountChanges {
    const limit = pageSize(size)
    const orders: Order[] = []
    let more = false
    for (let version = after + 1; version <= this.version && !more; version += 1) {
      const key = this.#changes[version - 1] ?? null
      const order = key === null ? undefined : this.orders.find(key)
      if (order?.version !== version) continue
      if (orders.length === limit) more = true
      else orders.push(order)
    }
    return {
      version: (more ? orders.at(-1)?.version : undefined) ?? this.version,
      balances: this.ledger.balances,
      halt: this.stops.halt,
      locks: this.stops.locksAt(at),
      limits: limitsAt(this.#limits, at),
      losses: this.ledger.losses.from(firstWindows(at)),
      links: this.#linksVersion > after ? this.links.all() : null,
      orders,
      more,
    }
  }

  verify(): readonly LedgerFault[] {
    const audit = createAudit(this.ledger.timeZone)
    const posted = this.ledger.byOrder()
    for (const order of this.orders.all()) {
      const { key } = order.intent
      audit.order(order, this.orders.history(key), posted.get(key) ?? [])
    }
    return audit.finish({
      balances: this.ledger.balances,
      ...this.ledger.sums(),
      unbalanced: [], // a transfer that is out of balance does not get in
      used: this.#exposure.all(),
      losses: this.ledger.losses.from(),
    })
  }

  /**
   * An intent under the event under which its market was first bet on, or that of its link until then: what is set off on one market counts
   * for one event.
   */
  #pinned(intent: Intent, drafted?: EventId): Intent {
    const { market } = intent
    const event = this.orders.eventOf(market) ?? this.links.eventOf(market) ?? drafted ?? intent.event
    return event === intent.event ? intent : { ...intent, event }
  }

  #stamped(order: Order): Order {
    this.#changes.push(order.intent.key)
    return { ...order, version: this.version }
  }
}

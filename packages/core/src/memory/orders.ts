import { unknownOrder } from '../errors/store-error.ts'
import { type EntrySeries, entrySeriesKey } from '../order/decision-key.ts'
import type { Intent } from '../order/intent.ts'
import type { Order, OrderEvent } from '../order/order.ts'
import { isLive } from '../order/order-state.ts'
import type { OrderQuery } from '../ports/store/orders.ts'
import { pageSize } from '../store-rules/paging.ts'
import type { DecisionKey, EventId, MarketId, OrderRef } from '../units/ids.ts'
import type { Timestamp } from '../units/timestamp.ts'

/** The orders of an account, as they are and as they came to be. */
export class MemoryOrders {
  readonly #orders = new Map<DecisionKey, Order>()
  readonly #refs = new Map<OrderRef, DecisionKey>()
  readonly #histories = new Map<DecisionKey, OrderEvent[]>()
  readonly #entries = new Map<string, number>()
  readonly #events = new Map<MarketId, EventId>()
  /** By the order that holds something for another: that one. */
  readonly #covered = new Map<DecisionKey, DecisionKey>()
  /** When the orders that were decided here were, ascending. */
  readonly #decided: Timestamp[] = []

  find(key: DecisionKey): Order | undefined {
    return this.#orders.get(key)
  }

  get(key: DecisionKey): Order {
    const order = this.#orders.get(key)
    if (order === undefined) throw unknownOrder(key)
    return order
  }

  /** The order that is this one, by its reference or its key. */
  same({ key, ref }: Pick<Intent, 'key' | 'ref'>): Order | undefined {
    return this.#orders.get(this.#refs.get(ref) ?? key)
  }

  /** The order that another holds something for. */
  coveredBy(key: DecisionKey): Order | undefined {
    const covered = this.#covered.get(key)
    return covered === undefined ? undefined : this.#orders.get(covered)
  }

  #cover({ intent, covered }: Order): void {
    const { key, covers, replaces } = intent
    if (covers === undefined || replaces === null) return
    if (covered > 0) this.#covered.set(replaces, key)
    else if (this.#covered.get(replaces) === key) this.#covered.delete(replaces)
  }

  /** The event under which a market was first bet on. */
  eventOf(market: MarketId): EventId | undefined {
    return this.#events.get(market)
  }

  /** All of them, in the order in which they were recorded. */
  all(): IterableIterator<Order> {
    return this.#orders.values()
  }

  add(order: Order, history: readonly OrderEvent[]): void {
    const { intent } = order
    this.#orders.set(intent.key, order)
    this.#refs.set(intent.ref, intent.key)
    if (history.length > 0) this.#histories.set(intent.key, [...history])
    if (!this.#events.has(intent.market)) this.#events.set(intent.market, intent.event)
    const series = entrySeriesKey(intent)
    this.#entries.set(series, Math.max(intent.entry, this.#entries.get(series) ?? 0))
    this.#cover(order)
    if (intent.origin === 'decided') insert(this.#decided, intent.decidedAt)
  }

  change(order: Order, events: readonly OrderEvent[]): void {
    const { key } = order.intent
    this.#orders.set(key, order)
    this.#cover(order)
    const history = this.#histories.get(key)
    if (history === undefined) this.#histories.set(key, [...events])
    else history.push(...events)
  }

  history(key: DecisionKey): readonly OrderEvent[] {
    this.get(key)
    return [...(this.#histories.get(key) ?? [])]
  }

  /** Of the series that have a live order, or one decided or settled at or after a moment. */
  entries(since: Timestamp): Readonly<Record<string, number>> {
    const found: Record<string, number> = {}
    for (const order of this.#orders.values()) {
      const { intent, settledAt } = order
      const isRecent = intent.decidedAt >= since || (settledAt !== null && settledAt >= since)
      if (isRecent || isLive(order)) found[entrySeriesKey(intent)] = this.highestEntry(intent)
    }
    return found
  }

  /** The highest entry of a series. */
  highestEntry(series: EntrySeries): number {
    return this.#entries.get(entrySeriesKey(series)) ?? 0
  }

  /** How many orders were decided after a moment. */
  decidedAfter(from: Timestamp): number {
    return this.#decided.length - firstAbove(this.#decided, from)
  }

  /** Decision times at or after a moment, ascending. */
  decidedSince(from: number): readonly Timestamp[] {
    return this.#decided.slice(firstAbove(this.#decided, from - 1))
  }

  list(query: OrderQuery): readonly Order[] {
    const limit = pageSize(query.limit)
    const newestFirst = byDecision([...this.#orders.values()]).toReversed()
    const start = query.after === undefined ? 0 : newestFirst.findIndex((order) => order.intent.key === query.after) + 1
    if (query.after !== undefined && start === 0) throw unknownOrder(query.after)
    const page: Order[] = []
    for (let index = start; index < newestFirst.length && page.length < limit; index += 1) {
      const order = newestFirst[index]
      if (order !== undefined && isAsked(order, query)) page.push(order)
    }
    return page
  }
}

function isAsked({ state, intent }: Order, { states, strategy, since, until, market }: OrderQuery): boolean {
  return (
    (states === undefined || states.includes(state)) &&
    (strategy === undefined || intent.strategy === strategy) &&
    (since === undefined || intent.decidedAt >= since) &&
    (until === undefined || intent.decidedAt < until) &&
    (market === undefined || intent.market === market)
  )
}

/** Oldest decision first; of one moment, the one recorded first. */
export function byDecision(orders: readonly Order[]): readonly Order[] {
  return orders.toSorted((a, b) => a.intent.decidedAt - b.intent.decidedAt)
}

function insert(times: Timestamp[], at: Timestamp): void {
  const last = times.at(-1)
  if (last === undefined || last <= at) times.push(at)
  else times.splice(firstAbove(times, at), 0, at)
}

/** The index of the first time later than `at`. */
function firstAbove(times: readonly Timestamp[], at: number): number {
  let low = 0
  let high = times.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((times[middle] ?? 0) > at) high = middle
    else low = middle + 1
  }
  return low
}

import type { EngineInput } from '../engine/input.ts'
import { attemptsOf, type FallenLeg, notSent, untaken } from '../engine/legs.ts'
import { createOrderRoutes, type OrderRoute } from '../engine/order-route.ts'
import type { BookView } from '../market/book-view.ts'
import type { MarketUpdate } from '../market/market-update.ts'
import type { Amendment } from '../order/amendment.ts'
import type { Order } from '../order/order.ts'
import type { PlaceOutcome } from '../ports/venue.ts'
import type { DecisionKey, MarketId, OrderRef } from '../units/ids.ts'
import type { OneOrMore } from '../units/one-or-more.ts'
import { type Timestamp, timestamp } from '../units/timestamp.ts'
import type { ModelNews, VenueModel } from './venue-model.ts'

/** The venues of a backtest: what they answer and tell becomes inputs of its engine. */
export interface BacktestVenues {
  readonly routes: readonly OrderRoute[]
  place(order: Order, at: Timestamp): void
  /** Places orders of one decision: those of one attempt after the other, as long as all are taken. */
  placeAll(orders: OneOrMore<Order>, at: Timestamp): void
  replace(order: Order, by: Order, at: Timestamp): void
  cancel(order: Order, at: Timestamp): void
  amend(order: Order, change: Required<Amendment>, at: Timestamp): void
  observe(update: MarketUpdate): void
  observeBook(book: BookView, at: Timestamp): void
  settle(market: MarketId, at: Timestamp): void
  /** When one of them does something by itself next; `null` for never. */
  nextAt(): Timestamp | null
  advance(at: Timestamp): void
  /** Says what they have told of orders since this was asked last. */
  tell(): void
}

/** A venue whose orders have news, and how far that has been told. */
interface Telling {
  readonly news: ModelNews
  position: number
}

/** Most pieces of news that are taken at once. */
const NEWS_BATCH = 1_000

/** @param say - Hears answers and news, in their order. */
export function createBacktestVenues(models: readonly VenueModel[], say: (input: EngineInput) => void): BacktestVenues {
  const routes = models.map((model) => ({
    name: model.name,
    traits: model.traits,
    takes: (venue: Parameters<VenueModel['takes']>[0]) => model.takes(venue),
    model,
    ...(model.cancel === undefined ? {} : { doCancel: model.cancel }),
    ...(model.replace === undefined ? {} : { doReplace: model.replace }),
    ...(model.amend === undefined ? {} : { doAmend: model.amend }),
  }))
  const ways = createOrderRoutes(routes)
  const telling: readonly Telling[] = models.flatMap(({ news }) =>
    news === undefined ? [] : [{ news, position: news.position }],
  )
  const keys = new Map<OrderRef, DecisionKey>()
  const waiting: (() => void)[] = []
  let now = timestamp(0)

  function tellOf(venue: Telling): void {
    const batch = venue.news.after(venue.position, NEWS_BATCH)
    venue.position = batch.position
    venue.news.forget(batch.position)
    for (const piece of batch.news) {
      const key = piece.kind === 'order' ? keys.get(piece.order.ref) : undefined
      if (piece.kind === 'order' && key !== undefined) say({ type: 'order-news', at: now, key, order: piece.order })
    }
    if (batch.news.length === NEWS_BATCH) tellOf(venue)
  }

  function place({ intent }: Order, at: Timestamp, placed: (outcome: PlaceOutcome, when: Timestamp) => void): void {
    now = at
    const { key, ref } = intent
    if (telling.length > 0) keys.set(ref, key)
    ways.of(intent.venue)?.model.place(intent, at, (outcome, when) => {
      say({ type: 'placed', at: when, key, outcome })
      placed(outcome, when)
    })
  }

  /** Places those of one attempt, and those of the next once all of these are answered and nobody is in the middle of a call. */
  function attempt(orders: OneOrMore<Order>, later: readonly OneOrMore<Order>[], at: Timestamp): void {
    let open = orders.length
    let fallen: FallenLeg | null = null
    for (const order of orders) {
      place(order, at, (outcome, when) => {
        const reason = untaken(outcome)
        if (reason !== null) fallen ??= { order, reason }
        open -= 1
        if (open === 0) waiting.push(() => goOn(later, fallen, when))
      })
    }
  }

  function goOn([next, ...later]: readonly OneOrMore<Order>[], fallen: FallenLeg | null, at: Timestamp): void {
    if (next === undefined) return
    if (fallen === null) {
      attempt(next, later, at)
      return
    }
    for (const [index, outcome] of notSent(next, fallen).entries()) {
      const key = next[index]?.intent.key
      if (key !== undefined) say({ type: 'placed', at, key, outcome })
    }
    goOn(later, fallen, at)
  }

  return {
    routes,
    place(order, at) {
      place(order, at, () => {})
    },
    placeAll(orders, at) {
      const attempts = attemptsOf(orders)
      attempt(attempts[0], attempts.slice(1), at)
    },
    replace({ intent: { key, ref, venue } }, by, at) {
      now = at
      if (telling.length > 0) keys.set(by.intent.ref, by.intent.key)
      ways
        .of(venue)
        ?.model.replace?.(ref, by.intent, at, (outcome, when) =>
          say({ type: 'replaced', at: when, key, by: by.intent.key, outcome }),
        )
    },
    cancel({ intent: { key, ref, venue } }, at) {
      now = at
      const model = ways.of(venue)?.model
      model?.cancel?.(ref, at, (outcome, when) => say({ type: 'cancelled', at: when, key, outcome }))
    },
    amend({ intent: { key, ref, venue } }, change, at) {
      now = at
      const model = ways.of(venue)?.model
      model?.amend?.(ref, change, at, (outcome, when) => say({ type: 'amended', at: when, key, outcome }))
    },
    observe(update) {
      for (const model of models) model.observe(update)
    },
    observeBook(book, at) {
      now = at
      for (const model of models) model.observeBook?.(book, at)
    },
    settle(market, at) {
      now = at
      for (const model of models) model.settle(market, at)
    },
    nextAt() {
      let next: Timestamp | null = null
      for (const model of models) {
        const at = model.nextAt()
        if (at !== null && (next === null || at < next)) next = at
      }
      return next
    },
    advance(at) {
      now = at
      for (const model of models) model.advance(at)
    },
    tell() {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) next()
      for (const venue of telling) tellOf(venue)
    },
  }
}

import type { BookView } from '../../market/book-view.ts'
import type { Market } from '../../market/market.ts'
import type { OrderReason } from '../../order/order.ts'
import type { Persistence } from '../../order/order-terms.ts'
import type { PlaceOutcome } from '../../ports/venue.ts'
import type { MarketId, OrderRef } from '../../units/ids.ts'
import { type Money, money } from '../../units/money.ts'
import type { Timestamp } from '../../units/timestamp.ts'
import { MatchingEngine } from './matching-engine.ts'
import type { MatchingOrder } from './matching-order.ts'
import { fullMatchingSettings, type MatchingSettings } from './matching-settings.ts'
import type { OwnOrder } from './own-order.ts'

/** An order as whoever plays an exchange names it. */
export interface OrderToMatch extends Pick<MatchingOrder, 'market' | 'selection' | 'side' | 'terms' | 'version'> {
  /** Of the bet; never used twice. */
  readonly id: string
}

/** An order that was taken, as it stands: read it at once, for it changes. */
export interface MatchedOrder
  extends Pick<
    OwnOrder,
    'state' | 'open' | 'terms' | 'matchedStake' | 'voidedStake' | 'cancelledStake' | 'lapsedStake' | 'fills'
  > {}

/** Orders of any number of accounts, matched against the books of an exchange: what an emulator of one stands on. */
export interface OrderMatching {
  /** There is such a market; its book follows. */
  open(market: Market, at: Timestamp): void
  /** The book of a market has changed. */
  observeBook(book: BookView, at: Timestamp): void
  /** A market is over: what is open of it lapses. */
  settle(market: MarketId, at: Timestamp): void
  /** Takes an order and matches what can be; or says why not. */
  place(order: OrderToMatch, at: Timestamp): OrderReason | null
  /** Cancels what is open of an order, or so much of it; or says why not. */
  cancel(id: string, at: Timestamp, by?: Money): OrderReason | null
  /** Changes what becomes of an order in play; or says why not. */
  persist(id: string, persistence: Persistence, at: Timestamp): OrderReason | null
  order(id: string): MatchedOrder | undefined
  /** The orders that have changed since this was asked last, each once. */
  changed(): readonly string[]
}

/** More news than an exchange has between two looks. */
const ALL = Number.MAX_SAFE_INTEGER

/**
 * The orders of an emulated exchange, matched against its books: what rests queues, what crosses takes what is offered and never the same
 * twice, and what becomes of a market becomes of its orders. Nothing takes time: whoever emulates a venue knows its delays.
 *
 * @throws InvalidValueError `INVALID_VALUE` when a setting is wrong.
 * @example
 * ```ts
 * const matching = createOrderMatching({ venue: venueId('exchange'), currency: currency('GBP') })
 * matching.changed() // []
 * ```
 */
export function createOrderMatching(settings: Omit<MatchingSettings, 'latency'>): OrderMatching {
  const full = fullMatchingSettings({ ...settings, latency: { placeMs: 0, cancelMs: 0, amendMs: 0, replaceMs: 0 } })
  const engine = new MatchingEngine(full)
  const refs = new Map<string, OrderRef>()
  const ids = new Map<OrderRef, string>()
  let told = 0

  /** What came of something that takes no time. */
  function outcomeOf<Outcome>(ask: (answered: (outcome: Outcome) => void) => void): Outcome | null {
    let outcome: Outcome | null = null
    ask((given) => {
      outcome = given
    })
    return outcome
  }

  function reasonIn(outcome: { readonly kind: string; readonly reason?: OrderReason } | null): OrderReason | null {
    return outcome?.reason ?? null
  }

  function find(id: string): OwnOrder | undefined {
    const ref = refs.get(id)
    return ref === undefined ? undefined : engine.order(ref)
  }

  return {
    open: (market, at) => engine.observe({ market, status: 'open', inPlay: false, receivedAt: at, venues: [] }),
    observeBook: (book, at) => engine.observeBook(book, at),
    settle: (market, at) => engine.settle(market, at),
    place({ id, ...order }, at) {
      // What the engine knows an order by is any name of its own.
      const ref = id as OrderRef
      refs.set(id, ref)
      ids.set(ref, id)
      const outcome = outcomeOf<PlaceOutcome>((answered) =>
        engine.place({ ...order, ref, venue: full.venue }, at, answered),
      )
      return outcome?.kind === 'rejected' || outcome?.kind === 'unknown' ? outcome.reason : null
    },
    cancel(id, at, by) {
      const ref = refs.get(id)
      const own = find(id)
      if (ref === undefined) return { code: 'INVALID_BET_ID', message: 'there is no bet with this id' }
      if (by === undefined || own === undefined || by >= own.open) {
        return reasonIn(outcomeOf((answered) => engine.cancel(ref, at, answered)))
      }
      const stake = money(own.matchedStake + own.open - by)
      return reasonIn(outcomeOf((answered) => engine.amend(ref, { stake }, at, answered)))
    },
    persist(id, persistence, at) {
      const ref = refs.get(id)
      if (ref === undefined) return { code: 'INVALID_BET_ID', message: 'there is no bet with this id' }
      return reasonIn(outcomeOf((answered) => engine.amend(ref, { persistence }, at, answered)))
    },
    order: find,
    changed() {
      const { news, position } = engine.news.after(told, ALL)
      told = position
      return [...new Set(news.flatMap((piece) => (piece.kind === 'order' ? (ids.get(piece.order.ref) ?? []) : [])))]
    },
  }
}

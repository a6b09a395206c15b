import { type Board, createBoard } from '../../market/board.ts'
import type { BookView } from '../../market/book-view.ts'
import type { MarketUpdate } from '../../market/market-update.ts'
import { NO_TERMS } from '../../market/venue-terms.ts'
import type { Amendment } from '../../order/amendment.ts'
import type { Matched } from '../../order/matched.ts'
import type { OrderReason } from '../../order/order.ts'
import type {
  AmendOutcome,
  BetList,
  CancelOutcome,
  KnownOrder,
  LookupResult,
  PlaceOutcome,
  ReplaceOutcome,
} from '../../ports/venue.ts'
import type { MarketId, OrderRef } from '../../units/ids.ts'
import { type Money, money } from '../../units/money.ts'
import { after, type Timestamp } from '../../units/timestamp.ts'
import { createDueQueue, type DueQueue } from '../due-queue.ts'
import { createNewsLog, type NewsLog } from '../news-log.ts'
import { createOrderMemory } from '../order-memory.ts'
import { createUndecided, type Undecided } from '../undecided.ts'
import type { Answered } from '../venue-model.ts'
import { latencyOf, type VenueRequest } from './latency.ts'
import { MarketMatching } from './market-matching.ts'
import type { MatchingOrder } from './matching-order.ts'
import type { FullMatchingSettings } from './matching-settings.ts'
import type { OwnOrder } from './own-order.ts'
import { comesToRest, isPassive } from './passive-delay.ts'
import { takesAtStart } from './refusal.ts'

/** What came of changing what is open of an order. */
type Changed = ({ readonly kind: 'changed' } & Matched) | { readonly kind: 'refused'; readonly reason: OrderReason }

const NOT_FOUND: OrderReason = { code: 'BET_NOT_FOUND', message: 'there is no bet with this reference' }
const OVER: OrderReason = { code: 'BET_TAKEN_OR_LAPSED', message: 'nothing of it is open that could be changed' }
const STOPPED: OrderReason = { code: 'MARKET_SUSPENDED', message: 'the market takes no bets' }
const UNCHANGED: OrderReason = { code: 'NO_ACTION_REQUIRED', message: 'it is like that already' }
const DUPLICATE: OrderReason = {
  code: 'DUPLICATE_TRANSACTION',
  message: 'an order with this reference has come before',
}
const NOT_REPLACED: OrderReason = {
  code: 'CANCELLED_NOT_PLACED',
  message: 'nothing was cancelled whose place it could take',
}
const NO_STARTING_PRICE: OrderReason = {
  code: 'INVALID_PERSISTENCE_TYPE',
  message: 'there is no starting price to take',
}
const UNKNOWN_MARKET: OrderReason = { code: 'INVALID_MARKET_ID', message: 'the market is not known' }
const KILLED: OrderReason = { code: 'BET_TAKEN_OR_LAPSED', message: 'too little of it could be matched at once' }

/** Matches our orders of many markets against the books of their exchange, as they change. */
export class MatchingEngine {
  readonly settings: FullMatchingSettings
  readonly news: NewsLog = createNewsLog()
  readonly #due: DueQueue = createDueQueue(() => this.news.stir())
  readonly #board: Board = createBoard()
  readonly #markets = new Map<MarketId, MarketMatching>()
  /** Every order that was taken, and with it what it came to. */
  readonly #orders = new Map<OrderRef, OwnOrder>()
  readonly #underWay = new Set<OrderRef>()
  /** Orders that have come and are held in play. */
  readonly #held: Undecided = createUndecided()
  readonly #memory = createOrderMemory((ref) => {
    this.#orders.delete(ref)
    this.#held.forget(ref)
  })
  /** Orders that have changed, until that is told. */
  readonly #noted: OwnOrder[] = []
  #count = 0

  constructor(settings: FullMatchingSettings) {
    this.settings = settings
  }

  get nextAt(): Timestamp | null {
    return this.#due.nextAt
  }

  /** An order that was taken. */
  order(ref: OrderRef): OwnOrder | undefined {
    return this.#orders.get(ref)
  }

  /** Lets time pass: what is under way by then arrives, and meets the books as they are. */
  advance(at: Timestamp): void {
    this.#due.runTo(at)
  }

  /** News of what a market is, and of what its exchange takes in it. */
  observe(update: MarketUpdate): void {
    this.#due.runTo(update.receivedAt)
    const { id } = update.market
    if (update.status !== 'closed' || this.#markets.has(id)) this.#board.apply(update)
    else this.#board.remove(id)
  }

  /** A book has changed; that of another venue is none of its business. */
  observeBook(book: BookView, at: Timestamp): void {
    if (book.venue !== this.settings.venue) return
    this.#due.runTo(at)
    const there = this.#markets.get(book.market)
    if (there === undefined) {
      if (book.state.status !== 'closed') this.#open(book)
      return
    }
    there.changed(book)
    this.#tell(there)
    if (book.state.status === 'closed' && there.isEmpty) this.#drop(book.market)
  }

  settle(market: MarketId, at: Timestamp): void {
    this.#due.runTo(at)
    const there = this.#markets.get(market)
    this.#drop(market)
    this.#memory.over(market, this.#due.now)
    if (there === undefined) return
    there.end()
    this.#tell(there)
  }

  place(order: MatchingOrder, at: Timestamp, answered: Answered<PlaceOutcome>): void {
    this.#due.runTo(at)
    if (this.#isKnown(order.ref)) {
      answered({ kind: 'unknown', reason: DUPLICATE }, this.#due.now)
      return
    }
    this.#underWay.add(order.ref)
    this.#after('place', () => this.#arrive(order, answered))
  }

  cancel(ref: OrderRef, at: Timestamp, answered: Answered<CancelOutcome>): void {
    this.#due.runTo(at)
    this.#after('cancel', () => answered(this.#cancelNow(ref), this.#due.now))
  }

  /** Changes an order that stays where it is in the queue. */
  amend(ref: OrderRef, amendment: Amendment, at: Timestamp, answered: Answered<AmendOutcome>): void {
    this.#due.runTo(at)
    this.#after('amend', () => answered(this.#amendNow(ref, amendment), this.#due.now))
  }

  /** Cancels what is open of an order and places another for as much of it at most. */
  replace(ref: OrderRef, order: MatchingOrder, at: Timestamp, answered: Answered<ReplaceOutcome>): void {
    this.#due.runTo(at)
    if (this.#isKnown(order.ref)) {
      const cancelled = { kind: 'refused', reason: DUPLICATE } as const
      answered({ cancelled, placed: { kind: 'unknown', reason: DUPLICATE } }, this.#due.now)
      return
    }
    this.#underWay.add(order.ref)
    this.#after('replace', () => {
      const open = money(this.#orders.get(ref)?.open ?? 0)
      const cancelled = this.#cancelNow(ref)
      if (cancelled.kind !== 'cancelled') {
        this.#underWay.delete(order.ref)
        answered({ cancelled, placed: { kind: 'not-sent', reason: NOT_REPLACED } }, this.#due.now)
        return
      }
      const rest = withAtMost(order, open)
      const less = rest === order ? {} : { stake: open }
      this.#arrive(rest, (placed, when) => answered({ cancelled, placed, ...less }, when))
    })
  }

  lookup(refs: readonly OrderRef[], at: Timestamp): LookupResult {
    this.#due.runTo(at)
    const orders = [...new Set(refs)].flatMap((ref): readonly KnownOrder[] => {
      const known = this.#held.find(ref) ?? this.#orders.get(ref)?.venueOrder()
      return known === undefined ? [] : [known]
    })
    return { complete: true, orders }
  }

  list(since: Timestamp, at: Timestamp): BetList {
    this.#due.runTo(at)
    const live = new Set([...this.#markets.values()].flatMap((market) => [...market.live]))
    const listed = [...this.#orders.values()].filter((own) => live.has(own) || own.placedAt >= since)
    return { complete: true, bets: listed.map((own) => own.venueBet(this.settings.venue)) }
  }

  /** Nothing more happens in a market. */
  #drop(market: MarketId): void {
    this.#board.remove(market)
    this.#markets.delete(market)
  }

  #isPassive(market: MarketId): boolean {
    return isPassive(this.#board.get(market), this.settings.venue)
  }

  #isKnown(ref: OrderRef): boolean {
    return this.#orders.has(ref) || this.#underWay.has(ref) || this.#held.find(ref)?.state === 'pending'
  }

  /** An order that has arrived: in play it is held for as long as its market says, and stopped with it. */
  #arrive(order: MatchingOrder, answered: Answered<PlaceOutcome>): void {
    const { ref } = order
    this.#underWay.delete(ref)
    const there = this.#markets.get(order.market)
    const delayMs = there?.delayMs ?? 0
    const isHeld =
      delayMs > 0 && !(there !== undefined && this.#isPassive(order.market) && comesToRest(order, there.book))
    if (there === undefined || !isHeld) {
      answered(this.#take(order), this.#due.now)
      return
    }
    const { stops } = there
    const { until } = this.#held.wait(ref, after(this.#due.now, Math.ceil(delayMs)))
    this.#due.add(until, () => {
      this.#held.take(ref)
      const outcome: PlaceOutcome = there.stops === stops ? this.#take(order) : { kind: 'rejected', reason: STOPPED }
      if (outcome.kind !== 'rejected') return
      this.#memory.note(order.market, ref)
      this.news.add({ kind: 'order', order: this.#held.refuse(ref, outcome.reason) })
    })
    answered({ kind: 'pending', venueOrderId: null, until }, this.#due.now)
  }

  #take(order: MatchingOrder): PlaceOutcome {
    const there = this.#markets.get(order.market)
    const view = this.#board.get(order.market)
    if (there === undefined || view === undefined) return { kind: 'rejected', reason: UNKNOWN_MARKET }
    const terms = view.terms(this.settings.venue) ?? NO_TERMS
    const reason = there.refusal(order, terms, this.#isPassive(order.market))
    if (reason !== null) return { kind: 'rejected', reason }
    const { book, worth } = there
    if (worth === null) {
      return {
        kind: 'rejected',
        reason: { code: 'CURRENCY_UNKNOWN', message: `its sizes are in ${book.currency.code}` },
      }
    }
    const { market } = view
    const { commission } = terms
    const own = there.take(`${this.#count + 1}`, order, { market, commission, worth, placedAt: this.#due.now })
    if (own.state === 'cancelled' && own.matchedStake === 0) {
      this.#noted.length = 0
      there.told(own)
      return { kind: 'rejected', reason: KILLED }
    }
    this.#count += 1
    this.#orders.set(order.ref, own)
    this.#memory.note(order.market, order.ref)
    this.#tell(there)
    return { kind: 'accepted', venueOrderId: own.id, ...own.matched() }
  }

  #cancelNow(ref: OrderRef): CancelOutcome {
    const changed = this.#change(ref, (own) => {
      own.end('cancelled')
      return null
    })
    return changed.kind === 'changed' ? { ...changed, kind: 'cancelled' } : changed
  }

  #amendNow(ref: OrderRef, { stake, persistence }: Amendment): AmendOutcome {
    const changed = this.#change(ref, (own, book) => {
      const { terms } = own
      if (terms.kind !== 'limit') return OVER
      const less = stake === undefined ? 0 : own.matchedStake + own.open - stake
      const isOther = persistence !== undefined && persistence !== terms.persistence
      if (less <= 0 && !isOther) return UNCHANGED
      if (isOther && persistence === 'market-on-close' && !takesAtStart(book)) return NO_STARTING_PRICE
      if (isOther) own.terms = { ...terms, persistence }
      if (less > 0) own.reduce(less)
      return null
    })
    return changed.kind === 'changed' ? { ...changed, kind: 'amended' } : changed
  }

  /** Changes an order in an open market, unless it is refused. */
  #change(ref: OrderRef, change: (own: OwnOrder, book: BookView) => OrderReason | null): Changed {
    const own = this.#orders.get(ref)
    if (own === undefined) return { kind: 'refused', reason: NOT_FOUND }
    // What waits for the starting price has been promised to it.
    if (own.resting === null) return { kind: 'refused', reason: OVER }
    const there = this.#markets.get(own.order.market)
    if (there?.book.state.status !== 'open') return { kind: 'refused', reason: STOPPED }
    const reason = change(own, there.book)
    if (reason !== null) return { kind: 'refused', reason }
    this.#tell(there)
    return { kind: 'changed', ...own.matched() }
  }

  #open(book: BookView): void {
    this.#markets.set(book.market, new MarketMatching(book, this.settings, this.#noted))
  }

  /** Tells what has changed in a market. */
  #tell(market: MarketMatching): void {
    for (const own of this.#noted) {
      this.news.add({ kind: 'order', order: own.tell() })
      market.told(own)
    }
    this.#noted.length = 0
  }

  /** Does what was asked for when the request has come, or at once. */
  #after(request: VenueRequest, work: () => void): void {
    const milliseconds = latencyOf(this.settings.latency, request, this.#due.now)
    if (milliseconds === 0) work()
    else this.#due.add(this.#due.now + milliseconds, work)
  }
}

/** An order with no more than so much of it. */
function withAtMost(order: MatchingOrder, most: Money): MatchingOrder {
  const { terms } = order
  if (terms.kind !== 'limit' || terms.stake <= most) return order
  return { ...order, terms: { ...terms, stake: most } }
}

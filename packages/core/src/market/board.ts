import type { MarketId, VenueId } from '../units/ids.ts'
import { type Timestamp, timestamp } from '../units/timestamp.ts'
import type { BookView } from './book-view.ts'
import { checkAligned } from './check-update.ts'
import { createFeedAges, type FeedNews, type FeedView } from './feed-ages.ts'
import { LentBook, type Turn } from './lent-book.ts'
import type { Market } from './market.ts'
import type { MarketAtVenue } from './market-at-venue.ts'
import type { MarketLink } from './market-link.ts'
import { createMarketLinks, linkedPlaces, type MarketLinks, othersIn } from './market-links.ts'
import type { MarketStatus } from './market-status.ts'
import type { MarketUpdate, Side, VenuePrices } from './market-update.ts'
import { placesBefore, realignedPrices, realignedState, sameSelections } from './realigned.ts'
import type { VenueTerms } from './venue-terms.ts'

/** The latest known state of one market, as strategies see it. */
export interface MarketView {
  readonly market: Market
  readonly status: MarketStatus
  readonly inPlay: boolean
  /** When the last news of it arrived. */
  readonly receivedAt: Timestamp
  /** What `venue` shows, or `undefined` where it shows nothing. */
  prices(venue: VenueId, side?: Side): VenuePrices | undefined
  /** When what `venue` shows arrived here, or `undefined` where it shows nothing. */
  pricesReceivedAt(venue: VenueId, side?: Side): Timestamp | undefined
  /** How the market stands at `venue`, or `undefined` where that has not said so of itself. */
  at(venue: VenueId): MarketAtVenue | undefined
  /** The terms of `venue` in this market, or `undefined` where it has told none. */
  terms(venue: VenueId): VenueTerms | undefined
  /** What its exchange shows, where there is one whose feed keeps a book; to be read only while a strategy is being called. */
  readonly book: BookView | null
  /** What is known of a subscription, such as that of `book`. */
  feed(name: string): FeedView | undefined
  /** All that is told as news, in the order in which the venues first appeared. */
  all(): Iterable<VenuePrices>
  /**
   * The same bet under other names: the markets that are linked with this one, as far as they are known here, in the order of their links.
   * The list is another one when a link, a market of it, or its selections have changed.
   */
  readonly linked: readonly LinkedView[]
}

/** A market that is linked with another. */
export interface LinkedView {
  readonly view: MarketView
  /** By place among the other's selections, the place of the same outcome among those of `view.market`; −1 where it has none. */
  readonly places: readonly number[]
}

/** The latest quotes of all markets. */
export interface Board {
  readonly size: number
  /**
   * Takes in news; a venue of the update replaces what it showed before, others stay as they are.
   *
   * @throws InvalidValueError `INVALID_VALUE` when there is not one price, or `null`, for each selection, or terms can be none.
   */
  apply(update: MarketUpdate): MarketView
  get(market: MarketId): MarketView | undefined
  /** A subscription was heard of. */
  hear(news: FeedNews): void
  /** With that, the book of a market has changed. */
  touch(market: MarketId, news: FeedNews): void
  /** Which markets are one bet, from now on. */
  link(links: readonly MarketLink[]): void
  /** The links that a market is in: of one event, and no two of the same selection. */
  linksOf(market: MarketId): readonly MarketLink[]
  /** Forgets a market. */
  remove(market: MarketId): void
}

/** What the venues show of one side, each at the place where it first appeared. */
interface Shown {
  readonly places: Map<VenueId, number>
  readonly prices: VenuePrices[]
  readonly receivedAt: Timestamp[]
}

const nothingShown = (): Shown => ({ places: new Map(), prices: [], receivedAt: [] })

/** What a board knows besides news. */
export interface BoardParts {
  /** The books that feeds keep. @default none */
  readonly books?: { get(market: MarketId): BookView | undefined }
  /** While it is on, books can be read. @default always */
  readonly turn?: Turn
}

/** What the markets of a board share. */
interface Shared {
  readonly feed: (name: string) => FeedView | undefined
  readonly lend: (market: MarketId, before: LentBook | null) => LentBook | null
  readonly links: MarketLinks
  /** Rises when what is linked with any market may have changed. */
  linkage: number
  readonly linked: (market: Market) => readonly LinkedView[]
}

/** Of a market that is in no link. */
const NOT_LINKED: readonly LinkedView[] = Object.freeze([])

class MarketState implements MarketView {
  readonly #shared: Shared
  market: Market
  status: MarketStatus
  inPlay: boolean
  /** In an array, since a number that is no small integer may become an object anywhere else. */
  readonly #moment = new Float64Array(1)
  readonly #back = nothingShown()
  #lay: Shown | null = null
  #book: LentBook | null = null
  #terms: Map<VenueId, VenueTerms> | null = null
  #states: Map<VenueId, MarketAtVenue> | null = null
  #linked = NOT_LINKED
  /** The linkage that it is of. */
  #linkage = -1

  constructor(update: MarketUpdate, shared: Shared) {
    this.#shared = shared
    this.market = update.market
    this.status = update.status
    this.inPlay = update.inPlay
    this.touch(update.receivedAt)
  }

  get book(): BookView | null {
    this.#book = this.#shared.lend(this.market.id, this.#book)
    return this.#book
  }

  get linked(): readonly LinkedView[] {
    if (this.#shared.links.size === 0) return NOT_LINKED
    const { linkage } = this.#shared
    if (this.#linkage !== linkage) {
      this.#linkage = linkage
      this.#linked = this.#shared.linked(this.market)
    }
    return this.#linked
  }

  get receivedAt(): Timestamp {
    return timestamp(Number(this.#moment[0]))
  }

  touch(at: Timestamp): void {
    this.#moment[0] = at
  }

  feed(name: string): FeedView | undefined {
    return this.#shared.feed(name)
  }

  update(update: MarketUpdate): void {
    if (!sameSelections(this.market, update.market)) {
      this.#realign(update.market)
    }
    this.market = update.market
    this.status = update.status
    this.inPlay = update.inPlay
    this.touch(update.receivedAt)
    const { venues, receivedAt } = update
    for (let index = 0; index < venues.length; index += 1) {
      const prices = venues[index]
      if (prices !== undefined) this.#show(prices, receivedAt, index)
    }
    if (update.states !== undefined) for (const state of update.states) this.#stand(state)
  }

  prices(venue: VenueId, side: Side = 'back'): VenuePrices | undefined {
    const shown = this.#of(side)
    const place = shown?.places.get(venue)
    return place === undefined ? undefined : shown?.prices[place]
  }

  pricesReceivedAt(venue: VenueId, side: Side = 'back'): Timestamp | undefined {
    const shown = this.#of(side)
    const place = shown?.places.get(venue)
    return place === undefined ? undefined : shown?.receivedAt[place]
  }

  at(venue: VenueId): MarketAtVenue | undefined {
    return this.#states?.get(venue)
  }

  terms(venue: VenueId): VenueTerms | undefined {
    return this.#terms?.get(venue)
  }

  all(): Iterable<VenuePrices> {
    // Never the list itself: whoever sorted it would give each venue the prices of another.
    return this.#lay === null ? this.#back.prices.values() : [...this.#back.prices, ...this.#lay.prices]
  }

  /** @param usual - Where it is to be found where a source names the same venues each time. */
  #show(prices: VenuePrices, receivedAt: Timestamp, usual: number): void {
    if (prices.terms !== undefined) this.#hold(prices.venue, prices.terms)
    if (prices.side === 'lay') this.#lay ??= nothingShown()
    const shown = this.#of(prices.side) ?? this.#back
    const isUsual = shown.prices[usual]?.venue === prices.venue
    const place = isUsual ? usual : shown.places.get(prices.venue)
    if (place === undefined) {
      shown.places.set(prices.venue, shown.prices.length)
      shown.prices.push(prices)
      shown.receivedAt.push(receivedAt)
    } else {
      shown.prices[place] = prices
      shown.receivedAt[place] = receivedAt
    }
  }

  /** Terms are told with every update and seldom others. */
  #hold(venue: VenueId, terms: VenueTerms): void {
    if (this.#terms === null) this.#terms = new Map()
    if (this.#terms.get(venue) !== terms) this.#terms.set(venue, terms)
  }

  /** Prices are aligned with the selections they came with: under a new list they would be read as another outcome's. */
  #realign(market: Market): void {
    this.#shared.linkage += 1
    const places = placesBefore(this.market, market)
    for (const shown of [this.#back, this.#lay]) {
      if (shown === null) continue
      for (const [place, prices] of shown.prices.entries()) shown.prices[place] = realignedPrices(prices, places)
    }
    for (const [venue, state] of this.#states ?? []) this.#states?.set(venue, realignedState(state, places))
  }

  #stand(state: MarketAtVenue): void {
    if (this.#states === null) this.#states = new Map()
    this.#states.set(state.venue, state)
    if (state.terms !== null) this.#hold(state.venue, state.terms)
  }

  #of(side: Side): Shown | null {
    return side === 'back' ? this.#back : this.#lay
  }
}

const ALWAYS: Turn = { isOn: true }

/**
 * An empty board.
 *
 * @example
 * ```ts
 * const board = createBoard()
 * board.apply(update).prices(venueId('keenline'))?.prices // [2.1, 1.8]
 * board.size // 1
 * ```
 */
export function createBoard({ books, turn = ALWAYS }: BoardParts = {}): Board {
  const markets = new Map<MarketId, MarketState>()
  const feeds = createFeedAges()
  const links = createMarketLinks()
  const shared: Shared = {
    feed: feeds.get,
    links,
    linkage: 0,
    linked(market) {
      const all = links.of(market.id)
      if (all.length === 0) return NOT_LINKED
      const linked = othersIn(all, market.id).flatMap((other): readonly LinkedView[] => {
        const view = markets.get(other)
        return view === undefined ? [] : [{ view, places: linkedPlaces(all, market, view.market) }]
      })
      return linked.length === 0 ? NOT_LINKED : linked
    },
    lend(market, before) {
      const book = books?.get(market)
      if (book === undefined) return null
      return before?.isOf(book) === true ? before : new LentBook(book, turn)
    },
  }
  return {
    get size() {
      return markets.size
    },
    apply(update) {
      checkAligned(update)
      let state = markets.get(update.market.id)
      if (state === undefined) {
        state = new MarketState(update, shared)
        markets.set(update.market.id, state)
        shared.linkage += 1
      }
      state.update(update)
      return state
    },
    get: (market) => markets.get(market),
    touch(market, { at }) {
      const state = markets.get(market)
      state?.touch(at)
    },
    hear: feeds.hear,
    link(told) {
      links.replace(told)
      shared.linkage += 1
    },
    linksOf: links.of,
    remove(market) {
      if (markets.delete(market)) shared.linkage += 1
    },
  }
}

import { InvalidValueError } from '../errors/invalid-value-error.ts'
import type { MarketId, VenueId } from '../units/ids.ts'
import type { Timestamp } from '../units/timestamp.ts'
import type { Market } from './market.ts'
import type { MarketStatus, MarketUpdate, Side, VenuePrices } from './market-update.ts'

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
  /** All that is shown, in the order in which the venues first appeared. */
  all(): Iterable<VenuePrices>
}

/** The latest quotes of all markets. */
export interface Board {
  readonly size: number
  /**
   * Takes in news; a venue of the update replaces what it showed before, others stay as they are.
   *
   * @throws InvalidValueError `INVALID_VALUE` when there is not one price, or `null`, for each selection.
   */
  apply(update: MarketUpdate): MarketView
  get(market: MarketId): MarketView | undefined
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

class MarketState implements MarketView {
  market: Market
  status: MarketStatus
  inPlay: boolean
  receivedAt: Timestamp
  #back = nothingShown()
  #lay: Shown | null = null

  constructor(update: MarketUpdate) {
    this.market = update.market
    this.status = update.status
    this.inPlay = update.inPlay
    this.receivedAt = update.receivedAt
  }

  update(update: MarketUpdate): void {
    if (!sameSelections(this.market, update.market)) {
      // Prices are aligned with the selections they came with: under a new list they would be read as another outcome's.
      this.#back = nothingShown()
      this.#lay = null
    }
    this.market = update.market
    this.status = update.status
    this.inPlay = update.inPlay
    this.receivedAt = update.receivedAt
    for (const prices of update.venues) this.#show(prices, update.receivedAt)
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

  all(): Iterable<VenuePrices> {
    // Never the list itself: whoever sorted it would give each venue the prices of another.
    return this.#lay === null ? this.#back.prices.values() : [...this.#back.prices, ...this.#lay.prices]
  }

  #show(prices: VenuePrices, receivedAt: Timestamp): void {
    if (prices.side === 'lay') this.#lay ??= nothingShown()
    const shown = this.#of(prices.side) ?? this.#back
    const place = shown.places.get(prices.venue)
    if (place === undefined) {
      shown.places.set(prices.venue, shown.prices.length)
      shown.prices.push(prices)
      shown.receivedAt.push(receivedAt)
    } else {
      shown.prices[place] = prices
      shown.receivedAt[place] = receivedAt
    }
  }

  #of(side: Side): Shown | null {
    return side === 'back' ? this.#back : this.#lay
  }
}

function sameSelections(a: Market, b: Market): boolean {
  if (a.selections === b.selections) return true
  return (
    a.selections.length === b.selections.length &&
    a.selections.every((selection, index) => selection.id === b.selections[index]?.id)
  )
}

function checkAligned({ market, venues }: MarketUpdate): void {
  const count = market.selections.length
  for (const { venue, prices } of venues) {
    if (prices.length !== count) {
      throw new InvalidValueError(
        `prices of ${venue} in ${market.id}`,
        prices.length,
        `one for each of ${count} selections`,
      )
    }
  }
}

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
export function createBoard(): Board {
  const markets = new Map<MarketId, MarketState>()
  return {
    get size() {
      return markets.size
    },
    apply(update) {
      checkAligned(update)
      let state = markets.get(update.market.id)
      if (state === undefined) {
        state = new MarketState(update)
        markets.set(update.market.id, state)
      }
      state.update(update)
      return state
    },
    get: (market) => markets.get(market),
    remove(market) {
      markets.delete(market)
    },
  }
}

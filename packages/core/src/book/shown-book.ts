import { InvalidValueError } from '../errors/invalid-value-error.ts'
import type { BookState, BookView } from '../market/book-view.ts'
import type { RunnerStatus } from '../market/market-status.ts'
import type { Side } from '../market/market-update.ts'
import type { MarketId, SelectionId, VenueId } from '../units/ids.ts'
import type { Currency } from '../units/money.ts'
import { PRICE_SCALE } from '../units/price.ts'
import { type Timestamp, timestamp } from '../units/timestamp.ts'
import { BookChange } from './book-change.ts'
import { FIGURES, type RunnerBook } from './runner-book.ts'

/** Of a market of which no state was told, nothing may be bet on. */
export const UNKNOWN_STATE: BookState = {
  status: 'suspended',
  inPlay: false,
  version: null,
  betDelayMs: 0,
  winners: 1,
  startingPrice: 'none',
}

/** Numbers of a market, by their places; in an array, since a number that is no integer may become an object anywhere else. */
export const MARKET_FIGURES = { publishedAt: 0, totalMatched: 1 } as const

/** A book as it is read. */
export abstract class ShownBook implements BookView {
  readonly venue: VenueId
  readonly market: MarketId
  readonly feed: string
  readonly currency: Currency
  readonly depth: BookView['depth']
  protected readonly books: RunnerBook[] = []
  protected readonly indexes = new Map<SelectionId, number>()
  protected readonly change = new BookChange()
  protected readonly figures = new Float64Array([0, Number.NaN])
  protected shownState = UNKNOWN_STATE

  constructor({
    venue,
    market,
    feed,
    currency,
    depth,
  }: Pick<BookView, 'venue' | 'market' | 'feed' | 'currency' | 'depth'>) {
    this.venue = venue
    this.market = market
    this.feed = feed
    this.currency = currency
    this.depth = depth
  }

  abstract get isChanging(): boolean

  get state(): BookState {
    return this.shownState
  }

  get publishedAt(): Timestamp {
    return timestamp(this.figures[MARKET_FIGURES.publishedAt] ?? 0)
  }

  get runners(): number {
    return this.books.length
  }

  get trades(): number {
    return this.change.trades
  }

  get totalMatched(): number {
    const told = this.figures[MARKET_FIGURES.totalMatched] ?? 0
    if (told >= 0) return told
    let total = 0
    for (let runner = 0; runner < this.books.length; runner += 1) total += this.matched(runner)
    return total
  }

  runner(selection: SelectionId): number {
    return this.indexes.get(selection) ?? -1
  }

  selection(runner: number): SelectionId {
    return this.of(runner).selection
  }

  status(runner: number): RunnerStatus {
    return this.of(runner).status
  }

  reductionFactor(runner: number): number | null {
    return this.of(runner).reductionFactor
  }

  hasChanged(runner: number): boolean {
    return this.change.hasTouched(runner)
  }

  bestBack(runner: number): number | null {
    return decimal(this.of(runner).back.units(0))
  }

  bestLay(runner: number): number | null {
    return decimal(this.of(runner).lay.units(0))
  }

  back(runner: number, level: number): number | null {
    return decimal(this.of(runner).back.units(level))
  }

  lay(runner: number, level: number): number | null {
    return decimal(this.of(runner).lay.units(level))
  }

  backSize(runner: number, level: number): number {
    return this.of(runner).back.size(level)
  }

  laySize(runner: number, level: number): number {
    return this.of(runner).lay.size(level)
  }

  levels(side: Side, runner: number): number {
    return this.of(runner).offers(side).levels
  }

  sizeAt(side: Side, runner: number, price: number): number {
    return this.of(runner).offers(side).sizeAt(unitsOf(price))
  }

  traded(runner: number, price: number): number {
    return this.of(runner).traded.sizeAt(unitsOf(price))
  }

  tradedPrices(runner: number): number {
    return this.of(runner).traded.levels
  }

  tradedPrice(runner: number, place: number): number | null {
    return decimal(this.of(runner).traded.units(place))
  }

  tradedSize(runner: number, place: number): number {
    return this.of(runner).traded.size(place)
  }

  matched(runner: number): number {
    const { figures, traded } = this.of(runner)
    const told = figures[FIGURES.matched] ?? 0
    return told >= 0 ? told : traded.total
  }

  lastPrice(runner: number): number | null {
    return this.#figure(runner, FIGURES.lastPrice)
  }

  tradeRunner(place: number): number {
    return thereOr(this.change.tradeRunner(place), place)
  }

  tradePrice(place: number): number {
    return thereOr(this.change.tradeUnits(place), place) / PRICE_SCALE
  }

  tradeSize(place: number): number {
    return thereOr(this.change.tradeSize(place), place)
  }

  nearPrice(runner: number): number | null {
    return this.#figure(runner, FIGURES.near)
  }

  farPrice(runner: number): number | null {
    return this.#figure(runner, FIGURES.far)
  }

  startingPrice(runner: number): number | null {
    return this.#figure(runner, FIGURES.starting)
  }

  startingSize(side: Side, runner: number): number {
    return this.of(runner).starting(side)?.total ?? 0
  }

  startingSizeAt(side: Side, runner: number, price: number): number {
    return this.of(runner).starting(side)?.sizeAt(unitsOf(price)) ?? 0
  }

  protected of(runner: number): RunnerBook {
    const book = this.books[runner]
    if (book === undefined)
      throw new InvalidValueError('runner', runner, `one of the ${this.runners} of ${this.market}`)
    return book
  }

  #figure(runner: number, place: number): number | null {
    const told = this.of(runner).figures[place] ?? Number.NaN
    return Number.isNaN(told) ? null : told
  }
}

function decimal(units: number | null): number | null {
  return units === null ? null : units / PRICE_SCALE
}

function unitsOf(price: number): number {
  return Math.round(price * PRICE_SCALE)
}

function thereOr(value: number | undefined, place: number): number {
  if (value === undefined) throw new InvalidValueError('place', place, 'that of a trade of the last change')
  return value
}

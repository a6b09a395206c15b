import { InvariantError } from '../errors/invariant-error.ts'
import type { SelectionId } from '../units/ids.ts'
import type { BookState, BookView } from './book-view.ts'
import type { RunnerStatus } from './market-status.ts'
import type { Side } from './market-update.ts'

/** Whether an engine is deciding. */
export interface Turn {
  readonly isOn: boolean
}

/** A book that can be read only while an engine decides: afterwards it may change at any moment, and whoever kept it would not notice. */
export class LentBook implements BookView {
  readonly #book: BookView
  readonly #turn: Turn
  readonly venue: BookView['venue']
  readonly market: BookView['market']
  readonly feed: BookView['feed']
  readonly currency: BookView['currency']
  readonly depth: BookView['depth']

  constructor(book: BookView, turn: Turn) {
    this.#book = book
    this.#turn = turn
    this.venue = book.venue
    this.market = book.market
    this.feed = book.feed
    this.currency = book.currency
    this.depth = book.depth
  }

  /** Whether it is this book that it lends. */
  isOf(book: BookView): boolean {
    return this.#book === book
  }

  get isChanging(): boolean {
    return this.#read.isChanging
  }

  get state(): BookState {
    return this.#read.state
  }

  get publishedAt(): BookView['publishedAt'] {
    return this.#read.publishedAt
  }

  get totalMatched(): number {
    return this.#read.totalMatched
  }

  get runners(): number {
    return this.#read.runners
  }

  get trades(): number {
    return this.#read.trades
  }

  get #read(): BookView {
    if (!this.#turn.isOn) {
      throw new InvariantError(
        'A book can only be read while its strategy is being called: keep numbers, not the view.',
      )
    }
    return this.#book
  }

  runner(selection: SelectionId): number {
    return this.#read.runner(selection)
  }

  selection(runner: number): SelectionId {
    return this.#read.selection(runner)
  }

  status(runner: number): RunnerStatus {
    return this.#read.status(runner)
  }

  reductionFactor(runner: number): number | null {
    return this.#read.reductionFactor(runner)
  }

  hasChanged(runner: number): boolean {
    return this.#read.hasChanged(runner)
  }

  bestBack(runner: number): number | null {
    return this.#read.bestBack(runner)
  }

  bestLay(runner: number): number | null {
    return this.#read.bestLay(runner)
  }

  back(runner: number, level: number): number | null {
    return this.#read.back(runner, level)
  }

  lay(runner: number, level: number): number | null {
    return this.#read.lay(runner, level)
  }

  backSize(runner: number, level: number): number {
    return this.#read.backSize(runner, level)
  }

  laySize(runner: number, level: number): number {
    return this.#read.laySize(runner, level)
  }

  levels(side: Side, runner: number): number {
    return this.#read.levels(side, runner)
  }

  sizeAt(side: Side, runner: number, price: number): number {
    return this.#read.sizeAt(side, runner, price)
  }

  traded(runner: number, price: number): number {
    return this.#read.traded(runner, price)
  }

  tradedPrices(runner: number): number {
    return this.#read.tradedPrices(runner)
  }

  tradedPrice(runner: number, place: number): number | null {
    return this.#read.tradedPrice(runner, place)
  }

  tradedSize(runner: number, place: number): number {
    return this.#read.tradedSize(runner, place)
  }

  matched(runner: number): number {
    return this.#read.matched(runner)
  }

  lastPrice(runner: number): number | null {
    return this.#read.lastPrice(runner)
  }

  tradeRunner(place: number): number {
    return this.#read.tradeRunner(place)
  }

  tradePrice(place: number): number {
    return this.#read.tradePrice(place)
  }

  tradeSize(place: number): number {
    return this.#read.tradeSize(place)
  }

  nearPrice(runner: number): number | null {
    return this.#read.nearPrice(runner)
  }

  farPrice(runner: number): number | null {
    return this.#read.farPrice(runner)
  }

  startingPrice(runner: number): number | null {
    return this.#read.startingPrice(runner)
  }

  startingSize(side: Side, runner: number): number {
    return this.#read.startingSize(side, runner)
  }

  startingSizeAt(side: Side, runner: number, price: number): number {
    return this.#read.startingSizeAt(side, runner, price)
  }
}

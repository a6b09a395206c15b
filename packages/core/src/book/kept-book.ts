import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { InvariantError } from '../errors/invariant-error.ts'
import type { BookState } from '../market/book-view.ts'
import type { RunnerStatus } from '../market/market-status.ts'
import type { Side } from '../market/market-update.ts'
import type { SelectionId } from '../units/ids.ts'
import { PRICE_SCALE } from '../units/price.ts'
import type { Timestamp } from '../units/timestamp.ts'
import type { LadderBook, LadderBookSettings } from './ladder-book.ts'
import { FIGURES, type OffersBy, RunnerBook } from './runner-book.ts'
import { MARKET_FIGURES, ShownBook, UNKNOWN_STATE } from './shown-book.ts'
import { SizesByLevel } from './sizes-by-level.ts'
import { SizesByPrice } from './sizes-by-price.ts'

/** More levels than any venue shows. */
const MOST_LEVELS = 1_000

/** Whether a book is being changed, and by what tells everything. */
type Phase = 'still' | 'change' | 'image'

/** A book as it is changed. */
export class KeptBook extends ShownBook implements LadderBook {
  readonly #offersBy: OffersBy
  #phase: Phase = 'still'

  constructor(settings: LadderBookSettings) {
    super(settings)
    this.#offersBy = settings.offersBy ?? 'price'
  }

  get isChanging(): boolean {
    return this.#phase !== 'still'
  }

  begin(publishedAt: Timestamp): void {
    if (this.#phase !== 'still') throw new InvariantError(`The book of ${this.market} is being changed already.`)
    this.#phase = 'change'
    this.figures[MARKET_FIGURES.publishedAt] = publishedAt
    this.change.begin()
  }

  beginImage(): void {
    this.#demandChange()
    this.#phase = 'image'
    this.shownState = UNKNOWN_STATE
    this.figures[MARKET_FIGURES.totalMatched] = Number.NaN
    this.change.forgetTrades()
    for (let runner = 0; runner < this.books.length; runner += 1) {
      this.books[runner]?.clear()
      this.change.touch(runner)
    }
  }

  endImage(): void {
    if (this.#phase !== 'image') throw new InvariantError(`No image of ${this.market} has begun.`)
    this.#phase = 'change'
  }

  end(): void {
    this.#demandChange()
    if (this.#phase === 'image') throw new InvariantError(`The image of ${this.market} has not ended.`)
    this.#phase = 'still'
  }

  addRunner(selection: SelectionId): number {
    this.#demandChange()
    const there = this.indexes.get(selection)
    if (there !== undefined) return there
    const index = this.books.length
    this.books.push(new RunnerBook(selection, this.#offersBy))
    this.indexes.set(selection, index)
    this.change.grow(index + 1)
    return index
  }

  setState(state: BookState): void {
    this.#demandChange()
    this.shownState = state
  }

  setStatus(runner: number, status: RunnerStatus, reductionFactor: number | null = null): void {
    const book = this.#toChange(runner)
    book.status = status
    book.reductionFactor = status === 'removed' ? reductionFactor : null
    if (status !== 'removed') return
    book.back.clear()
    book.lay.clear()
  }

  setTotalMatched(size: number): void {
    this.#demandChange()
    this.figures[MARKET_FIGURES.totalMatched] = checkSize(size)
  }

  setPrice(side: Side, runner: number, units: number, size: number): void {
    const { back, lay } = this.#toChange(runner)
    const offers = side === 'back' ? back : lay
    if (!(offers instanceof SizesByPrice)) throw new InvariantError(`The book of ${this.market} is told by level.`)
    offers.set(checkUnits(units), checkSize(size))
  }

  setLevel(side: Side, runner: number, level: number, units: number, size: number): void {
    const { back, lay } = this.#toChange(runner)
    const offers = side === 'back' ? back : lay
    if (!(offers instanceof SizesByLevel)) throw new InvariantError(`The book of ${this.market} is told by price.`)
    if (!(Number.isSafeInteger(level) && level >= 0 && level < MOST_LEVELS)) {
      throw new InvalidValueError('level', level, `an integer from 0 to ${MOST_LEVELS - 1}`)
    }
    offers.set(level, checkUnits(units), checkSize(size))
  }

  clearOffers(side: Side, runner: number): void {
    this.#toChange(runner).offers(side).clear()
  }

  setTraded(runner: number, units: number, size: number): void {
    const more = this.#toChange(runner).traded.set(checkUnits(units), checkSize(size))
    if (more > 0 && this.#phase === 'change') this.change.trade(runner, units, more)
  }

  clearTraded(runner: number): void {
    this.#toChange(runner).traded.clear()
  }

  setMatched(runner: number, size: number): void {
    this.#toChange(runner).figures[FIGURES.matched] = checkSize(size)
  }

  setLastPrice(runner: number, units: number | null): void {
    this.#setFigure(runner, FIGURES.lastPrice, units === null ? null : checkUnits(units) / PRICE_SCALE)
  }

  setNearPrice(runner: number, price: number | null): void {
    this.#setFigure(runner, FIGURES.near, price)
  }

  setFarPrice(runner: number, price: number | null): void {
    this.#setFigure(runner, FIGURES.far, price)
  }

  setStartingPrice(runner: number, price: number | null): void {
    this.#setFigure(runner, FIGURES.starting, price)
  }

  setStartingSize(side: Side, runner: number, units: number, size: number): void {
    this.#toChange(runner).startingToSet(side).set(checkUnits(units), checkSize(size))
  }

  #toChange(runner: number): RunnerBook {
    this.#demandChange()
    const book = this.of(runner)
    this.change.touch(runner)
    return book
  }

  #demandChange(): void {
    if (this.#phase === 'still')
      throw new InvariantError(`The book of ${this.market} is changed without a change begun.`)
  }

  #setFigure(runner: number, place: number, value: number | null): void {
    this.#toChange(runner).figures[place] = value ?? Number.NaN
  }
}

function checkUnits(units: number): number {
  if ((units | 0) !== units) throw new InvalidValueError('price', units, 'an integer of ten-thousandths below 2^31')
  return units
}

function checkSize(size: number): number {
  if (!(Number.isSafeInteger(size) && size >= 0)) {
    throw new InvalidValueError('size', size, 'an integer of minor units, at least 0')
  }
  return size
}

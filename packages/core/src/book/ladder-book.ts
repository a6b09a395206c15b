import type { BookState, BookView } from '../market/book-view.ts'
import type { RunnerStatus } from '../market/market-status.ts'
import type { Side } from '../market/market-update.ts'
import type { MarketId, SelectionId, VenueId } from '../units/ids.ts'
import type { Currency } from '../units/money.ts'
import type { Timestamp } from '../units/timestamp.ts'
import type { OffersBy } from './runner-book.ts'

/** What a book is a book of. */
export interface LadderBookSettings {
  readonly venue: VenueId
  readonly market: MarketId
  /** The name of the subscription that keeps it. */
  readonly feed: string
  /** Of its sizes. */
  readonly currency: Currency
  /** Which of the venue's ladders is kept. */
  readonly depth: BookView['depth']
  /** How its feed tells offers. @default 'price' */
  readonly offersBy?: OffersBy
}

/**
 * A book that a feed keeps: what it is told is called here, between {@link LadderBook.begin} and {@link LadderBook.end}.
 *
 * Prices are integers of ten-thousandths and sizes integers of minor units, both exact; a price may be on no ladder. Nothing here makes
 * an object unless a runner or a price needs room that none before it needed.
 *
 * Each operation throws InvariantError `INVARIANT_BROKEN` outside of a change, or where offers are told the other way, and InvalidValueError `INVALID_VALUE` for a runner
 * that is not there, a price that is not an integer below 2^31, or a size that is not an integer of at least 0. A change in which one
 * threw cannot be ended in good faith: an image, told in the same change, makes the book right again.
 */
export interface LadderBook extends BookView {
  /** Begins a change: a whole message, to the end of its last segment. */
  begin(publishedAt: Timestamp): void
  /** What follows tells everything: all that was known is forgotten, and the market suspended until it is told. Runners stay, with their indexes. */
  beginImage(): void
  /** The image is whole. What it has more of than was known before was matched some time ago, and is no {@link BookView.trades}. */
  endImage(): void
  /** Ends a change. */
  end(): void

  /** The runner of a selection, made where there was none. */
  addRunner(selection: SelectionId): number
  setState(state: BookState): void
  /** What has become of a runner. Of one that is removed, offers go. */
  setStatus(runner: number, status: RunnerStatus, reductionFactor?: number | null): void
  setTotalMatched(size: number): void

  /** What can be backed or laid at a price; 0 takes it away, whether it is there or not. */
  setPrice(side: Side, runner: number, units: number, size: number): void
  /** What can be backed or laid at a level from 0; 0 empties it. */
  setLevel(side: Side, runner: number, level: number, units: number, size: number): void
  /** Nothing can be backed or laid any more. */
  clearOffers(side: Side, runner: number): void
  /** All that was ever matched at a price; 0 takes it away, which is no match undone. */
  setTraded(runner: number, units: number, size: number): void
  clearTraded(runner: number): void
  /** All that was ever matched on a runner. */
  setMatched(runner: number, size: number): void
  setLastPrice(runner: number, units: number | null): void

  /** Decimal odds; `Infinity` where none can be computed, `null` where nothing is told. */
  setNearPrice(runner: number, price: number | null): void
  setFarPrice(runner: number, price: number | null): void
  setStartingPrice(runner: number, price: number | null): void
  /** What waits for the starting price with a limit: backers' stakes, or layers' liability. */
  setStartingSize(side: Side, runner: number, units: number, size: number): void
}

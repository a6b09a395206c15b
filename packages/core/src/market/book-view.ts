import type { MarketId, SelectionId, VenueId } from '../units/ids.ts'
import type { Currency } from '../units/money.ts'
import type { Timestamp } from '../units/timestamp.ts'
import type { MarketStatus, RunnerStatus } from './market-status.ts'
import type { Side } from './market-update.ts'

/** The state of a market at its exchange. */
export interface BookState {
  readonly status: MarketStatus
  readonly inPlay: boolean
  /** Rises at every change after which an order may be meant for something else; `null` where the venue has none. */
  readonly version: number | null
  /** How long the venue holds an order that would match, in milliseconds. */
  readonly betDelayMs: number
  /** How many runners win. */
  readonly winners: number
  /** Whether it has a starting price, and whether that is known. */
  readonly startingPrice: 'none' | 'offered' | 'known'
}

/**
 * What an exchange shows of one market, to be read and not changed.
 *
 * A runner is an index from 0, in the order in which they were first seen: {@link BookView.runner} finds it. A level is an index
 * from 0, the best. Prices are decimal odds (or lines), sizes integers of minor units of the book's own currency. Nothing here makes
 * an object: each answer is read from the book as it stands, which is another after the next message. **Read it while you are called,
 * and keep the numbers, never the view.**
 *
 * Each method that takes a runner throws InvalidValueError `INVALID_VALUE` where there is no such runner.
 */
export interface BookView {
  readonly venue: VenueId
  readonly market: MarketId
  /** The subscription that keeps it: it is as old as that, whatever of it has changed last. */
  readonly feed: string
  /** That of all sizes here, whatever that of the account. */
  readonly currency: Currency
  /** Whether offers are all that really rest there, or what the venue displays, which counts matches across runners in. */
  readonly depth: 'raw' | 'display'
  /** Whether a change of it has begun and not ended: nobody is called then. */
  readonly isChanging: boolean
  readonly state: BookState
  /** When the venue published the last change; by its clock. */
  readonly publishedAt: Timestamp
  /** All that was matched in this market. */
  readonly totalMatched: number
  /** How many runners there are. */
  readonly runners: number
  /** The runner of a selection, or −1. */
  runner(selection: SelectionId): number
  selection(runner: number): SelectionId
  status(runner: number): RunnerStatus
  /** What a removal takes off the prices of the others, in percent; `null` while it is not removed or nothing is told. */
  reductionFactor(runner: number): number | null
  /** Whether the last change changed anything of it. */
  hasChanged(runner: number): boolean

  /** The highest price that a backer can have, or `null`. */
  bestBack(runner: number): number | null
  /** The lowest price that a layer can have, or `null`. */
  bestLay(runner: number): number | null
  /** The price that a backer can have at a level, or `null`. */
  back(runner: number, level: number): number | null
  /** The price that a layer can have at a level, or `null`. */
  lay(runner: number, level: number): number | null
  /** What can be backed at a level. */
  backSize(runner: number, level: number): number
  /** What can be laid at a level, as the backer's stake. */
  laySize(runner: number, level: number): number
  /** How many levels are shown. */
  levels(side: Side, runner: number): number
  /** What can be backed or laid at exactly this price. */
  sizeAt(side: Side, runner: number, price: number): number

  /** All that was ever matched at exactly this price, as the venue counts it. */
  traded(runner: number, price: number): number
  /** At how many prices something was matched. */
  tradedPrices(runner: number): number
  /** One of the prices at which something was matched, by its place from 0, the highest; or `null`. */
  tradedPrice(runner: number, place: number): number | null
  /** What was matched at one of these prices. */
  tradedSize(runner: number, place: number): number
  /** All that was matched on a runner. */
  matched(runner: number): number
  /** The price of the last match, or `null`. */
  lastPrice(runner: number): number | null

  /** At how many prices more was matched with the last change; an image is no match. */
  readonly trades: number
  /** Whose match it was, by its place from 0. */
  tradeRunner(place: number): number
  tradePrice(place: number): number
  /** How much more was matched there. */
  tradeSize(place: number): number

  /** The starting price if nothing but starting-price bets were matched; `Infinity` where none can be computed, `null` where none is told. */
  nearPrice(runner: number): number | null
  /** The starting price if the exchange's unmatched bets took part. */
  farPrice(runner: number): number | null
  /** The starting price, once known. */
  startingPrice(runner: number): number | null
  /** All that waits for the starting price: backers' stakes, or layers' liability. */
  startingSize(side: Side, runner: number): number
  /** What waits for the starting price with exactly this limit. */
  startingSizeAt(side: Side, runner: number, price: number): number
}

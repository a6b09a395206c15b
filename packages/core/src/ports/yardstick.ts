import type { MarketView } from '../market/board.ts'
import type { Timestamp } from '../units/timestamp.ts'

/** What the prices of one market are worth without their overround, and when they were seen. */
export interface ClosingBook {
  /** Aligned with `market.selections`, each in [0, 1], adding up to the number of winners. */
  readonly probabilities: readonly number[]
  /** For people: where they come from. */
  readonly source: string
  /** What the prices add up to beyond a fair book, for each winner: Σ 1/price ÷ winners − 1. */
  readonly overround: number
  /** When the prices were last seen, by the older of the moments they were shown and they arrived. */
  readonly seenAt: Timestamp
}

/**
 * What closing line value is measured by: prices of somebody else, such as a sharp bookmaker's. A model is none: measured by itself, every
 * strategy beats the close.
 */
export interface Yardstick {
  readonly name: string
  /**
   * When a close can be read: of prices that are shown, before the start, as they stood last; of what was matched until the start, at the
   * moment at which the market turns in play; of a starting price, once that is told after the start.
   *
   * @default 'before-start'
   */
  readonly known?: 'before-start' | 'at-start' | 'after-start'
  /**
   * The prices of a market as they stand, or `null` where nothing can be said.
   *
   * @param counts - Whether prices would count as a close, by when they were seen and what they add up to; asked again of what is returned,
   * so only a yardstick that has several to choose from needs it.
   */
  closingBook(market: MarketView, counts?: (book: ClosingBook) => boolean): ClosingBook | null
}

import type { ClosingBook, Yardstick } from '../ports/yardstick.ts'
import type { OverroundMethod } from './overround.ts'
import { sharpPrices } from './sharp-prices.ts'

/**
 * A yardstick that takes whoever adds up to least among all that show a complete set of prices: the measure of a backtest to which no better
 * one is given.
 *
 * @param method - How the overround is removed.
 * @example
 * ```ts
 * tightestClose(power).closingBook(market)?.overround // 0.0317…
 * ```
 */
export function tightestClose(method: OverroundMethod): Yardstick {
  return {
    name: 'the tightest close',
    closingBook(market) {
      let best: ClosingBook | null = null
      for (const { venue, side } of market.all()) {
        const book = side === 'back' ? sharpPrices(venue, method).closingBook(market) : null
        if (book !== null && (best === null || Math.abs(book.overround) < Math.abs(best.overround))) best = book
      }
      return best
    },
  }
}

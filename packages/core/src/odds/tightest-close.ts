import type { ClosingBook, Yardstick } from '../ports/yardstick.ts'
import type { OverroundMethod } from './overround.ts'
import { sharpPrices } from './sharp-prices.ts'

/**
 * A yardstick that takes whoever adds up to least among all that show a complete set of prices which count as a close: the measure of a
 * backtest to which no better one is given. Prices that add up to less than a fair book, as mistyped ones do, are taken only where there are no
 * others.
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
    closingBook(market, counts = () => true) {
      let best: ClosingBook | null = null
      for (const { venue, side } of market.all()) {
        const book = side === 'back' ? sharpPrices(venue, method).closingBook(market) : null
        if (book !== null && counts(book) && (best === null || isTighter(book, best))) best = book
      }
      return best
    },
  }
}

function isTighter({ overround: a }: ClosingBook, { overround: b }: ClosingBook): boolean {
  if (a < 0 !== b < 0) return b < 0
  return Math.abs(a) < Math.abs(b)
}

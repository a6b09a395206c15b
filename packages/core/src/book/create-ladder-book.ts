import { aText, type Complete, checkOptions, having, oneOf, optional, valuesThat } from '../units/shape.ts'
import { KeptBook } from './kept-book.ts'
import type { LadderBook, LadderBookSettings } from './ladder-book.ts'

const members = {
  venue: aText,
  market: aText,
  feed: aText,
  currency: having('a currency, as currency() gives it', {
    code: aText,
    exponent: valuesThat('a whole number', Number.isSafeInteger),
  }),
  depth: oneOf('raw', 'display'),
  offersBy: optional(oneOf('price', 'level')),
} satisfies Complete<LadderBookSettings>

/**
 * An empty book of one market.
 *
 * @throws InvalidValueError `INVALID_VALUE` when a setting is not what it should be; UnknownOptionError `UNKNOWN_OPTION`.
 * @example
 * ```ts
 * const book = createLadderBook({
 *   venue: venueId('exchange'),
 *   market: marketId('exchange:1.234'),
 *   feed: 'exchange-stream',
 *   currency: currency('GBP'),
 *   depth: 'raw',
 * })
 * book.begin(timestamp(0))
 * const runner = book.addRunner(selectionId('47972'))
 * book.setPrice('back', runner, 25_000, 12_50)
 * book.setPrice('back', runner, 24_800, 3_00)
 * book.end()
 * book.bestBack(runner) // 2.5
 * book.backSize(runner, 1) // 300
 * ```
 */
export function createLadderBook(settings: LadderBookSettings): LadderBook {
  checkOptions('createLadderBook', settings, members)
  return new KeptBook(settings)
}

import type { MarketView } from '../market/board.ts'
import type { BookView } from '../market/book-view.ts'
import type { Side } from '../market/market-update.ts'
import { type Conversion, minorUnitWorth } from '../ports/exchange-rates.ts'
import type { SizeRisk } from '../risk/gate.ts'
import type { SelectionId, VenueId } from '../units/ids.ts'
import { type Currency, type Money, money } from '../units/money.ts'

const NOT_TOLD: SizeRisk = { shown: null, unconverted: null }

/**
 * What a venue shows to be there for an order that takes it at a price: at a bookmaker the most that it allows, at an exchange all that
 * its book offers at that price or a better one.
 */
export function offeredSize(
  view: MarketView,
  { venue, side, index, price }: { venue: VenueId; side: Side; index: number; price: number },
  conversion: Conversion,
): SizeRisk {
  const prices = view.prices(venue, side)
  if (prices !== undefined) {
    const most = prices.maxStakes?.[index] ?? null
    if (most === null) return NOT_TOLD
    return converted(most, view.terms(venue)?.currency ?? conversion.currency, conversion)
  }
  const { book } = view
  const selection = view.market.selections[index]
  if (book === null || book.venue !== venue || selection === undefined) return NOT_TOLD
  return converted(sizeUpTo(book, selection.id, side, price), book.currency, conversion)
}

function sizeUpTo(book: BookView, selection: SelectionId, side: Side, price: number): number {
  const runner = book.runner(selection)
  if (runner === -1) return 0
  const levels = book.levels(side, runner)
  let size = 0
  for (let level = 0; level < levels; level += 1) {
    const at = side === 'back' ? book.back(runner, level) : book.lay(runner, level)
    if (at === null || (side === 'back' ? at < price : at > price)) break
    size += side === 'back' ? book.backSize(runner, level) : book.laySize(runner, level)
  }
  return size
}

function converted(size: number, from: Currency, conversion: Conversion): SizeRisk {
  const worth = minorUnitWorth(from, conversion)
  return worth === null
    ? { shown: null, unconverted: from.code }
    : { shown: wholeUnits(size * worth), unconverted: null }
}

/** More than there is money for is all the same. */
function wholeUnits(size: number): Money {
  return money(Math.min(Math.floor(size), Number.MAX_SAFE_INTEGER))
}

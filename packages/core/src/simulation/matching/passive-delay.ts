import type { MarketView } from '../../market/board.ts'
import type { BookView } from '../../market/book-view.ts'
import type { VenueId } from '../../units/ids.ts'
import { bestOffered, isAsGood } from './crossing.ts'
import type { MatchingOrder } from './matching-order.ts'

/** What exchanges call it. */
const PASSIVE = 'PASSIVE'

/** Whether a market in play holds only what could be matched at once. */
export function isPassive(view: MarketView | undefined, venue: VenueId): boolean {
  return view?.at(venue)?.betDelayModels.includes(PASSIVE) ?? false
}

/** Whether an order cannot be matched as it comes, and is a plain one: such a market does not hold it. */
export function comesToRest({ terms, side, selection }: MatchingOrder, book: BookView): boolean {
  if (terms.kind !== 'limit' || terms.persistence !== 'lapse' || terms.fillOrKill === true) return false
  const runner = book.runner(selection)
  const best = runner === -1 ? null : bestOffered(book, side, runner)
  return best === null || !isAsGood(side, best, terms.price)
}

import type { BookView } from '../../market/book-view.ts'
import type { Side } from '../../market/market-update.ts'
import { PRICE_SCALE } from '../../units/price.ts'
import { type Fills, partOf } from './fills.ts'
import type { LimitTerms } from './matching-order.ts'
import type { OwnOrder } from './own-order.ts'
import type { TakenSizes } from './taken-sizes.ts'
import { Taking } from './taking.ts'

/** Whether a price is at least as good for its bettor as another. */
export function isAsGood(side: Side, units: number, limit: number): boolean {
  return side === 'back' ? units >= limit : units <= limit
}

/** The best price that an order could have, in ten-thousandths; `null` where nothing is offered. */
export function bestOffered(book: BookView, side: Side, runner: number): number | null {
  const best = side === 'back' ? book.bestBack(runner) : book.bestLay(runner)
  return best === null ? null : Math.round(best * PRICE_SCALE)
}

/**
 * Matches what is open of an order against what is shown at its price and better ones, the best first.
 *
 * @param at - What each part is matched at: the price it is offered at, or the order's own where it had been there before the offer came.
 */
export function cross(
  own: OwnOrder,
  limit: LimitTerms,
  book: BookView,
  taken: TakenSizes,
  at: 'offered' | 'own',
  fills: Fills | null,
): void {
  const { runner } = own
  const { side } = own.order
  const levels = book.levels(side, runner)
  let taking: Taking | null = null
  for (let level = 0; level < levels && own.open > 0; level += 1) {
    const units = unitsAt(book, side, runner, level)
    if (units === null) continue
    if (!isAsGood(side, units, limit.price)) return
    const left = taken.left(side, runner, units, gettable(own, book, level, units, fills))
    taking ??= new Taking(own.worth)
    const size = taking.take(left, own.open)
    if (size === 0) continue
    taken.take(side, runner, units, taking.gone)
    own.fill(size, at === 'offered' ? units : limit.price)
  }
}

/**
 * Matches an order to fill or kill: as much of what is shown as keeps the volume-weighted price of all of it within the order's limit, or
 * nothing where that is less than the least that it wants.
 */
export function crossOrKill(
  own: OwnOrder,
  limit: LimitTerms,
  book: BookView,
  taken: TakenSizes,
  fills: Fills | null,
): void {
  const { runner } = own
  const { side } = own.order
  const levels = book.levels(side, runner)
  const parts: { readonly units: number; readonly size: number; readonly gone: number }[] = []
  const taking = new Taking(own.worth)
  let open = own.open
  /** By how much the fills so far are better than the limit, in ten-thousandths of a minor unit. */
  let gained = 0
  for (let level = 0; level < levels && open > 0; level += 1) {
    const units = unitsAt(book, side, runner, level)
    if (units === null) continue
    const better = side === 'back' ? units - limit.price : limit.price - units
    const affordable = better >= 0 ? open : Math.floor(gained / -better)
    const left = taken.left(side, runner, units, gettable(own, book, level, units, fills))
    const size = taking.take(left, Math.min(open, affordable))
    if (size > 0) {
      parts.push({ units, size, gone: taking.gone })
      open -= size
      gained += better * size
    }
    if (better < 0 && size === affordable) break
  }
  const filled = own.open - open
  if (filled > 0 && filled >= (limit.minFill ?? limit.stake)) {
    for (const { units, size, gone } of parts) {
      taken.take(side, runner, units, gone)
      own.fill(size, units)
    }
  }
  own.end('cancelled')
}

/** How much of an offer there is for an order. */
function gettable(
  { order: { side, market }, runner }: OwnOrder,
  book: BookView,
  level: number,
  price: number,
  fills: Fills | null,
): number {
  const shown = sizeAt(book, side, runner, level)
  return partOf(fills, 'offered', shown, () => ({ market, side, price, inPlay: book.state.inPlay }))
}

function unitsAt(book: BookView, side: Side, runner: number, level: number): number | null {
  const price = side === 'back' ? book.back(runner, level) : book.lay(runner, level)
  return price === null ? null : Math.round(price * PRICE_SCALE)
}

function sizeAt(book: BookView, side: Side, runner: number, level: number): number {
  return side === 'back' ? book.backSize(runner, level) : book.laySize(runner, level)
}

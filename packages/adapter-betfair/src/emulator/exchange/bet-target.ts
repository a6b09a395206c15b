import type { BookView } from '@betting-advisor/core/book'
import { exchangeSelection } from '../../markets/names.ts'
import type { AskedBet } from './asked-bet.ts'

/** The stake, in pence, that reaches a payout or a backer's profit at what is offered, and what is left of it at the price asked for. */
export function betTarget(
  { side, selectionId, handicap }: Pick<AskedBet, 'side' | 'selectionId' | 'handicap'>,
  limit: number,
  target: { readonly type: 'PAYOUT' | 'BACKERS_PROFIT'; readonly size: number },
  book: BookView,
): number {
  const runner = book.runner(exchangeSelection(selectionId, handicap))
  const worth = (price: number): number => (target.type === 'PAYOUT' ? price : price - 1)
  let left = target.size * 100
  let stake = 0
  for (let level = 0; left > 0; level += 1) {
    const price = side === 'BACK' ? book.back(runner, level) : book.lay(runner, level)
    if (price === null || (side === 'BACK' ? price < limit : price > limit)) break
    const size = side === 'BACK' ? book.backSize(runner, level) : book.laySize(runner, level)
    const taken = Math.min(size, left / worth(price))
    stake += taken
    left -= taken * worth(price)
  }
  return Math.max(1, Math.floor(stake + left / worth(limit) + 1e-6))
}

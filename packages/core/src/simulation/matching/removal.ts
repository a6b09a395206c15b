import { PRICE_SCALE } from '../../units/price.ts'
import { applyReductionFactor } from '../../value/price-reduction.ts'
import type { OwnOrder } from './own-order.ts'

/** Lower factors change nothing where one runner wins. */
const SMALLEST_FACTOR = 2.5

/**
 * What the removal of a runner does to an order: bets on it are returned; prices matched on the others are reduced, since one more of them
 * will win or be placed, and what layers have open there lapses, being offered at prices of before.
 *
 * Where one runner wins the whole price is reduced, where several are placed only what it wins; to two decimal digits, and 1.01 at least.
 *
 * @param factor - The reduction factor in percent; `null` where none was told.
 */
export function applyRemoval(own: OwnOrder, removed: number, factor: number | null, winners: number): void {
  if (own.runner === removed) {
    own.void()
    return
  }
  if (factor === null || factor <= 0 || factor > 100 || (winners === 1 && factor < SMALLEST_FACTOR)) return
  own.reprice((units) => reduced(units, factor, winners))
  if (own.order.side === 'lay' && own.resting !== null) own.end('lapsed')
}

function reduced(units: number, factor: number, winners: number): number {
  const price = units / PRICE_SCALE
  const left = winners === 1 ? applyReductionFactor(price, factor) : 1 + (price - 1) * (1 - factor / 100)
  return (Math.max(101, Math.round(left * 100)) * PRICE_SCALE) / 100
}

import { PRICE_SCALE } from '../../units/price.ts'
import { isAsGood } from './crossing.ts'
import type { FullMatchingSettings } from './matching-settings.ts'
import type { OwnOrder } from './own-order.ts'

/**
 * Matches an order that waits for the starting price, now that it is known: a back for what it can lose, a lay for as much as that is the
 * liability of. There is always enough at it.
 *
 * A limit order with `market-on-close` takes the starting price whatever its own was, with the liability that it had.
 *
 * @param startingPrice - Decimal odds; `null` or not above 1 where there is none, and then it lapses.
 */
export function matchAtStart(
  own: OwnOrder,
  startingPrice: number | null,
  { minStartingLiability }: Pick<FullMatchingSettings, 'minStartingLiability'>,
): void {
  const { side } = own.order
  const { terms } = own
  if (own.state !== 'open' || (terms.kind === 'limit' && terms.persistence !== 'market-on-close')) return
  if (startingPrice === null || !(startingPrice > 1 && startingPrice < Number.POSITIVE_INFINITY)) {
    own.end('lapsed')
    return
  }
  const units = startingPrice * PRICE_SCALE
  if (terms.kind === 'limit-on-close' && !isAsGood(side, units, terms.price)) {
    own.end('lapsed')
    return
  }
  if (side === 'back') {
    own.fillAtStart(own.open, Math.floor(own.open * units))
    return
  }
  const liability = terms.kind === 'limit' ? (own.open * (terms.price - PRICE_SCALE)) / PRICE_SCALE : own.open
  const stake = Math.floor(liability / (startingPrice - 1))
  if (liability < minStartingLiability || stake === 0) own.end('lapsed')
  else own.fillAtStart(stake, Math.ceil(stake * units))
}

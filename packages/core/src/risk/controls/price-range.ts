import { PRICE_SCALE } from '../../units/price.ts'
import { type Control, passed, refused } from '../gate.ts'

/** The least price that an order can name. */
const LEAST = 1 + 1 / PRICE_SCALE

/** The price asked lies within the odds the account bets at. */
export const priceRange: Control = {
  name: 'price-range',
  check({ price: asked, limits: { minOdds, maxOdds } }) {
    const price = asked ?? Number.NaN
    const least = Math.max(minOdds, LEAST)
    if (!(price >= least)) return refused(this.name, 'PRICE_BELOW_MIN', `price ${price} is below ${least}`)
    if (price > maxOdds) return refused(this.name, 'PRICE_ABOVE_MAX', `price ${price} is above ${maxOdds}`)
    return passed(this.name, `price ${price} lies in [${minOdds}, ${maxOdds}]`)
  },
}

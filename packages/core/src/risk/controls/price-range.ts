import { type Control, passed, refused } from '../gate.ts'

/** The price lies within the odds the account bets at. */
export const priceRange: Control = {
  name: 'price-range',
  check({ quote, limits: { minOdds, maxOdds } }) {
    const price = quote?.price ?? Number.NaN
    if (!(price >= minOdds)) return refused(this.name, 'PRICE_BELOW_MIN', `price ${price} is below ${minOdds}`)
    if (price > maxOdds) return refused(this.name, 'PRICE_ABOVE_MAX', `price ${price} is above ${maxOdds}`)
    return passed(this.name, `price ${price} lies in [${minOdds}, ${maxOdds}]`)
  },
}

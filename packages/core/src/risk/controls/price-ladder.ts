import { ladderIndex } from '../../market/price-ladder.ts'
import { type Control, passed, refused } from '../gate.ts'

/** The venue takes the price. It was moved to the next one that it takes, in the bettor's favour; beyond the end there is none. */
export const priceLadder: Control = {
  name: 'price-ladder',
  check({ price, venue: { ladder } }) {
    if (ladder === null) return passed(this.name, 'the venue takes any price')
    if (price !== null && Number.isFinite(price) && ladderIndex(ladder, price) !== null) {
      return passed(this.name, `the venue takes ${price}: it is on its ${ladder.name} ladder`)
    }
    const ends = `from ${ladder.lowest} to ${ladder.highest}`
    return refused(this.name, 'PRICE_OFF_LADDER', `the venue takes prices ${ends} (${ladder.name}), and not ${price}`)
  },
}

import { notEachWay } from '../../order/each-way.ts'
import { notTaken } from '../../order/order-terms.ts'
import { type Control, passed, refused } from '../gate.ts'

/** The venue takes such orders, on this side, and shows a price. */
export const venueOffer: Control = {
  name: 'venue-offer',
  check({ venue, side, terms, quote }) {
    if (!venue.taken) return refused(this.name, 'VENUE_UNAVAILABLE', 'no venue takes orders for it')
    if (!venue.sides.includes(side)) return refused(this.name, 'SIDE_NOT_OFFERED', `the venue takes no ${side} bets`)
    const lacking = notTaken(terms, venue.orders) ?? (venue.eachWay === null ? null : notEachWay(terms))
    if (lacking !== null) return refused(this.name, 'ORDER_KIND_NOT_OFFERED', `the venue takes ${lacking}`)
    if (quote === null) return refused(this.name, 'SIDE_NOT_OFFERED', 'the venue shows no price')
    return passed(this.name, `${quote.venue} shows ${quote.price} to ${side}`)
  },
}

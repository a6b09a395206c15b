import type { Order } from '../../order/order.ts'
import { ownerOf, venueRefOf } from '../../order/venue-ref.ts'
import type { KnownOrder } from '../../ports/venue.ts'
import type { VenueContext } from '../run-context.ts'

/** Whose bets are that a venue shows under one reference, where a chain of orders that replaced each other has only one. */
export interface BetOwners {
  /**
   * The order that a bet is of, given one of those that the venue knows by its reference; `null` where it can be none of them, such as a second bet.
   * Only where the names alone don't say it the store is asked.
   */
  of(shown: Pick<KnownOrder, 'venueOrderId'>, order: Order): Promise<Order | null>
  /** What is shown of an order; `undefined` where nothing is. A bet that is none of its chain counts as that. */
  shownOf(order: Order, shown: readonly KnownOrder[]): Promise<KnownOrder | undefined>
}

const PAGE = 1000

/** The owners of the bets of one account. */
export function createBetOwners({ account, store, keep }: Pick<VenueContext, 'account' | 'store' | 'keep'>): BetOwners {
  /** Every order that the venue knows by the reference of this one. */
  async function chainOf({ intent }: Order): Promise<readonly Order[]> {
    const { market, venue } = intent
    const ref = venueRefOf(intent)
    const chain: Order[] = []
    for (let last: Order | undefined; ; ) {
      const after = last === undefined ? {} : { after: last.intent.key }
      const page = await keep(() => store.orders({ account, market, limit: PAGE, ...after }))
      chain.push(...page.filter((order) => order.intent.venue === venue && venueRefOf(order.intent) === ref))
      last = page.at(-1)
      if (page.length < PAGE) return chain
    }
  }

  async function of({ venueOrderId }: Pick<KnownOrder, 'venueOrderId'>, order: Order): Promise<Order | null> {
    if (order.venueOrderId !== null && order.venueOrderId === venueOrderId) return order
    // One without a name was replaced by nothing.
    if (order.venueOrderId === null && order.intent.venueRef === undefined) return order
    return ownerOf(venueOrderId, await chainOf(order))
  }

  return {
    of,
    async shownOf(order, shown) {
      const ref = venueRefOf(order.intent)
      const under = shown.filter((each) => each.ref === ref)
      const named = under.find(({ venueOrderId }) => venueOrderId !== null && venueOrderId === order.venueOrderId)
      if (named !== undefined) return named
      for (const each of under) {
        const owner = await of(each, order)
        if (owner === null || owner.intent.key === order.intent.key) return each
      }
      return undefined
    },
  }
}

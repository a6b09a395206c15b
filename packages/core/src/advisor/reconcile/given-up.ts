import type { Order } from '../../order/order.ts'
import { venueRefOf } from '../../order/venue-ref.ts'
import type { KnownOrder } from '../../ports/venue.ts'
import { DAY, timestamp } from '../../units/timestamp.ts'
import type { RunContext } from '../run-context.ts'

/** Orders that are not at their venue, as far as anybody knows: what is found of them after all must not go unheard. */
export interface GivenUp {
  /** Those of a day that were called absent. */
  absent(): Promise<readonly Order[]>
  /** The last of a day that its venue knows by the reference of a bet that it shows; `null` where there is none. */
  named(shown: Pick<KnownOrder, 'ref' | 'venueOrderId'>): Promise<Order | null>
}

/** How many bets are remembered that are no such order's; a stream may go on about one. */
const MOST_OTHERS = 1000
const PAGE = 1000

/** What one account has given up, asked of its store. */
export function createGivenUp({
  account,
  store,
  clock,
  keep,
}: Pick<RunContext, 'account' | 'store' | 'clock' | 'keep'>): GivenUp {
  const others = new Set<string>()

  async function lately(...states: readonly Order['state'][]): Promise<readonly Order[]> {
    const since = timestamp(Math.max(0, clock.now() - DAY))
    return await keep(() => store.orders({ account, states, since, limit: PAGE }))
  }

  return {
    absent: () => lately('ABSENT'),
    async named({ ref, venueOrderId }) {
      // By both: later orders of a chain that replaced each other have the same reference.
      const name = `${ref}|${venueOrderId}`
      if (others.has(name)) return null
      const orders = await lately('ABSENT', 'REJECTED', 'NOT_SENT')
      const found = orders.findLast(({ intent }) => venueRefOf(intent) === ref) ?? null
      if (found === null && others.size < MOST_OTHERS) others.add(name)
      return found
    },
  }
}

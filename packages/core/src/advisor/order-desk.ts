import type { OrderRoutes } from '../engine/order-route.ts'
import { InvariantError } from '../errors/invariant-error.ts'
import type { Intent } from '../order/intent.ts'
import type { OrderReason } from '../order/order.ts'
import type { CircuitBreakerSnapshot } from '../ports/circuit-breaker-snapshot.ts'
import type { Venue } from '../ports/venue.ts'
import { forEachOf } from '../units/one-or-more.ts'
import { createOrderBreaker, type OrderBreaker } from './order-breaker.ts'
import type { VenueContext } from './run-context.ts'
import { createVenueDesk, type LateAnswers, notReplaced, type VenueDesk } from './venue-desk.ts'

/** The desks of all venues: each order goes to that of its own, behind a breaker of its own. */
export interface OrderDesk extends VenueDesk {
  /** Why its venue takes no orders at present, or `null` when this one may try. */
  refusal(intent: Intent): OrderReason | null
  /** How the breaker of a venue is doing. */
  breaker(venue: string): CircuitBreakerSnapshot
}

const NO_VENUE: OrderReason = { code: 'VENUE_UNAVAILABLE', message: 'no venue takes orders for it' }

/** The desks of a run. */
export function createOrderDesk(
  venues: OrderRoutes<Venue>,
  contexts: readonly VenueContext[],
  answers: LateAnswers,
): OrderDesk {
  const desks = new Map<string, { readonly breaker: OrderBreaker; readonly desk: VenueDesk }>()
  for (const context of contexts) {
    const breaker = createOrderBreaker(context)
    desks.set(context.venue.name, { breaker, desk: breaker.watching(createVenueDesk(context, answers)) })
  }
  const of = ({ venue }: Intent) => desks.get(venues.of(venue)?.name ?? '')

  return {
    async place(orders, leave) {
      const found = of(orders[0])
      return found === undefined
        ? forEachOf(orders, () => ({ kind: 'not-sent', reason: NO_VENUE }))
        : await found.desk.place(orders, leave)
    },
    async replace(order, by, leave) {
      return (await of(by)?.desk.replace(order, by, leave)) ?? notReplaced(NO_VENUE)
    },
    async cancel(order) {
      return (await of(order.intent)?.desk.cancel(order)) ?? { kind: 'refused', reason: NO_VENUE }
    },
    async amend(order, change) {
      return (await of(order.intent)?.desk.amend(order, change)) ?? { kind: 'refused', reason: NO_VENUE }
    },
    refusal(intent) {
      const found = of(intent)
      return found === undefined ? NO_VENUE : found.breaker.refusal(intent.key)
    },
    breaker(venue) {
      const found = desks.get(venue)
      if (found === undefined) throw new InvariantError(`There is no desk at ${venue}.`)
      return found.breaker.snapshot()
    },
  }
}

import { answerOf } from '../errors/async-answer-error.ts'
import { VenueConflictError } from '../errors/venue-conflict-error.ts'
import type { VenueTraits } from '../ports/venue.ts'
import type { VenueId } from '../units/ids.ts'

/** Where orders can go, as far as a decision needs to know. */
export interface OrderRoute {
  /** The name of the venue; no two of one engine have the same. */
  readonly name: string
  readonly traits: Pick<VenueTraits, 'sides' | 'orders' | 'minStake' | 'stakeStep' | 'netting' | 'replaces'>
  /** Whether orders for this venue id go there; asked once for each id. */
  takes(venue: VenueId): boolean
  /** Present where what is open of an order can be cancelled; an engine only looks whether it is there. */
  readonly doCancel?: CallableFunction
  /** The same for orders that can be amended. */
  readonly doAmend?: CallableFunction
  /** The same for an operation that puts one order in the place of another. */
  readonly doReplace?: CallableFunction
  /** Present where orders end by the venue's own word, and not by results; an engine only looks whether it is there. */
  readonly cleared?: CallableFunction
}

/** The ways that orders of one account can go. */
export interface OrderRoutes<Route extends OrderRoute = OrderRoute> {
  /** Each with a name of its own. */
  readonly all: readonly Route[]
  /**
   * Where orders for a venue id go; `null` where nobody takes them, so that its prices are for advice alone.
   *
   * @throws VenueConflictError `VENUE_CONFLICT` when two take them; AsyncAnswerError `ASYNC_ANSWER`
   */
  of(venue: VenueId): Route | null
}

/**
 * Finds the way of each order.
 *
 * @throws VenueConflictError `VENUE_CONFLICT` when two have the same name.
 */
export function createOrderRoutes<Route extends OrderRoute>(all: readonly Route[]): OrderRoutes<Route> {
  const known = new Map<VenueId, Route | null>()
  all.forEach(({ name }, index) => {
    if (all.findIndex((other) => other.name === name) === index) return
    throw new VenueConflictError([name, name], 'have the same name', 'Give each a name of its own.')
  })

  function find(venue: VenueId): Route | null {
    let found: Route | null = null
    for (const route of all) {
      if (!answerOf(route.takes(venue), `venue ${route.name}`, 'takes')) continue
      if (found !== null) {
        const remedy = 'Tell each which venue ids are its own, such as createPaperVenue({ bookmakers: [...] }).'
        throw new VenueConflictError([found.name, route.name], `both take orders for ${venue}`, remedy)
      }
      found = route
    }
    return found
  }

  return {
    all,
    of(venue) {
      let route = known.get(venue)
      if (route === undefined) {
        route = find(venue)
        known.set(venue, route)
      }
      return route
    },
  }
}

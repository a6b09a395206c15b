import type { Intent, Venue } from '@betting-advisor/core'
import { allOf, forEachOf, type PlaceAttempt, type PlaceOutcome } from '@betting-advisor/core/venue'

const NEVER = new AbortController().signal

/** How an order is placed that may leave and is waited for; or otherwise, as told. */
export function attempt(parts: Partial<PlaceAttempt> = {}): PlaceAttempt {
  return { deadline: null, signal: NEVER, mayLeave: () => true, ...parts }
}

/** Places one order. */
export async function placeOne(
  venue: Pick<Venue, 'doPlace'>,
  order: Intent,
  how: PlaceAttempt = attempt(),
): Promise<PlaceOutcome> {
  const [outcome] = await venue.doPlace([order], how)
  return outcome
}

/** A way to place orders for a venue that is told how one is placed. */
export function oneByOne(
  place: (order: Intent, how: PlaceAttempt) => PlaceOutcome | Promise<PlaceOutcome>,
): Venue['doPlace'] {
  return (orders, how) => allOf(forEachOf(orders, async (order) => await place(order, how)))
}

import { createElapsed } from '../../clock/elapsed.ts'
import type { Order } from '../../order/order.ts'
import { venueRefOf } from '../../order/venue-ref.ts'
import type { KnownOrder } from '../../ports/venue.ts'
import { SECOND } from '../../units/timestamp.ts'
import type { VenueContext } from '../run-context.ts'
import type { BetOwners } from './bet-owners.ts'
import { isNews } from './order-news.ts'
import { doubtMs, proofWindow } from './proof-window.ts'
import { askVenue } from './venue-question.ts'

/** What is known of an order at last. */
export type Resolution =
  | { readonly kind: 'found'; readonly order: KnownOrder }
  | { readonly kind: 'absent'; readonly proof: string }
  /** Somebody else knew first: another engine, or a person. */
  | { readonly kind: 'known' }

/** What a search for an order needs of its run; the signal may be one that ends earlier than the run. */
export type SearchContext = Pick<VenueContext, 'venue' | 'clock' | 'logger' | 'signal' | 'delivery'> & {
  readonly owners: Pick<BetOwners, 'shownOf'>
}

/** Complete lookups without the order that it takes to call it absent. */
const ABSENT_READS = 2
const LONGEST_PAUSE_MS = 60 * SECOND

/**
 * Looks for an order of unknown outcome until the venue shows it or its absence is proven: by at least two complete lookups, the first
 * of which began after the last moment at which the venue could still have taken it, and the last of which ended before the venue
 * forgets its references. Time alone never proves anything.
 *
 * @param latest - The order as it is by then: its connection may turn out to have been reset; `null` when it is not unknown any more.
 * @throws `signal.reason` when aborted; the order then stays as it is.
 */
export async function searchOrder(latest: () => Order | null, context: SearchContext): Promise<Resolution> {
  const { venue, clock, logger, signal, owners } = context
  // A clock that is put forward proves nothing either: as much time must really have passed.
  const searched = createElapsed(clock)
  const [begun, begunAt] = [searched(), clock.now()]
  let reads = 0
  for (let pause = SECOND; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    signal.throwIfAborted()
    const order = latest()
    if (order === null) return { kind: 'known' }
    const { key } = order.intent
    const { from, until } = proofWindow(order, context)
    const leastMs = Math.max(doubtMs(order, context), from - begunAt)
    const isPastDoubt = clock.now() >= from && searched() - begun >= leastMs
    try {
      const { complete, orders } = await askVenue(clock, signal, (given) =>
        venue.lookup([venueRefOf(order.intent)], given),
      )
      const found = await owners.shownOf(order, orders)
      if (found !== undefined && isNews(order, found)) return { kind: 'found', order: found }
      // It is there, and not decided on, although the time is up that its venue had set.
      if (found !== undefined) reads = 0
      else if (complete && isPastDoubt && clock.now() < until) reads += 1
      if (reads >= ABSENT_READS) {
        const since = new Date(from).toISOString()
        return { kind: 'absent', proof: `${reads} complete lookups since ${since} do not show it` }
      }
    } catch (error) {
      signal.throwIfAborted()
      logger.warn({ event: 'order.lookup-failed', key, error }, 'the venue could not be asked for an order')
    }
    const wait = Number.isFinite(from) ? Math.max(pause, from - clock.now(), leastMs - (searched() - begun)) : pause
    await clock.sleep(Math.min(wait, LONGEST_PAUSE_MS), signal)
  }
}

/**
 * Asks for an order until it is certain whether what was open of it was cancelled: it has ended, or it is still open when the cancelling
 * can no longer be under way (`null`), or it is known otherwise by then.
 *
 * @param latest - The order as it is by then; `null` when nothing of it is open any more.
 * @throws `signal.reason` when aborted.
 */
export async function searchCancelled(
  asked: Order,
  context: SearchContext,
  latest: () => Order | null = () => asked,
): Promise<KnownOrder | null | 'known'> {
  const { venue, clock, logger, signal, owners } = context
  const { key } = asked.intent
  const { lateAcceptMs } = venue.traits
  const doubt = lateAcceptMs === null ? Number.POSITIVE_INFINITY : doubtMs(asked, context)
  const searched = createElapsed(clock)
  const begun = searched()
  for (let pause = SECOND; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    signal.throwIfAborted()
    const order = latest()
    if (order === null) return 'known'
    const isPastDoubt = searched() - begun >= doubt
    try {
      const { orders } = await askVenue(clock, signal, (until) => venue.lookup([venueRefOf(order.intent)], until))
      const found = await owners.shownOf(order, orders)
      if (found !== undefined && found.state !== 'open' && found.state !== 'pending') return found
      if (found?.state === 'open' && isPastDoubt) return null
    } catch (error) {
      signal.throwIfAborted()
      logger.warn({ event: 'order.lookup-failed', key, error }, 'the venue could not be asked for an order')
    }
    await clock.sleep(pause, signal)
  }
}

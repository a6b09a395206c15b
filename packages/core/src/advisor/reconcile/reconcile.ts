import { createElapsed } from '../../clock/elapsed.ts'
import type { Order } from '../../order/order.ts'
import type { VenueOrder, VenueTraits } from '../../ports/venue.ts'
import { MINUTE, SECOND } from '../../units/timestamp.ts'
import type { RunContext } from '../run-context.ts'
import { askVenue } from './venue-question.ts'

/** What is known of an order at last. */
export type Resolution =
  | { readonly kind: 'found'; readonly order: VenueOrder }
  | { readonly kind: 'absent'; readonly proof: string }

/** What a search for an order needs of its run; the signal may be one that ends earlier than the run. */
export type SearchContext = Pick<RunContext, 'venue' | 'clock' | 'logger' | 'signal' | 'sendDeadlineMs'>

/** Complete lookups without the order that it takes to call it absent. */
const ABSENT_READS = 2
/** Added to what a venue says of its own slowness, where it is not certain. */
const MARGIN_MS = 5 * SECOND
const LONGEST_PAUSE_MS = 60 * SECOND
/** How long people are not troubled with an order that could have been resolved by now. */
const PATIENCE_MS = MINUTE

/** When what a venue says of an order begins and ceases to mean that it has none; infinite where it never does. */
export interface ProofWindow {
  readonly from: number
  readonly until: number
}

/** When the absence of an order from complete lookups proves that its venue never had it. */
export function proofWindow(order: Order, traits: VenueTraits, sendDeadlineMs: number): ProofWindow {
  const { lateAcceptMs, lookupHorizonMs } = traits
  const doubt = doubtMs(traits, sendDeadlineMs)
  return {
    from: lateAcceptMs === null ? Number.POSITIVE_INFINITY : order.updatedAt + doubt,
    // It may have been sent as soon as it was decided on.
    until: lookupHorizonMs === null ? Number.POSITIVE_INFINITY : order.intent.decidedAt + lookupHorizonMs,
  }
}

/** From when on an order that is still unknown must be looked at by a person. */
export function overdueFrom(order: Order, traits: VenueTraits, sendDeadlineMs: number): number {
  return (order.sentAt ?? order.updatedAt) + doubtMs(traits, sendDeadlineMs) + PATIENCE_MS
}

function doubtMs({ lateAcceptMs, visibilityLagMs, origin }: VenueTraits, sendDeadlineMs: number): number {
  return sendDeadlineMs + (lateAcceptMs ?? 0) + visibilityLagMs + (origin === 'simulated' ? 0 : MARGIN_MS)
}

/**
 * Looks for an order of unknown outcome until the venue shows it or its absence is proven: by at least two complete lookups, the first
 * of which began after the last moment at which the venue could still have taken it, and the last of which ended before the venue
 * forgets its references. Time alone never proves anything.
 *
 * @throws `signal.reason` when aborted; the order then stays as it is.
 */
export async function searchOrder(order: Order, context: SearchContext): Promise<Resolution> {
  const { venue, clock, logger, signal, sendDeadlineMs } = context
  const { key, ref } = order.intent
  const { from, until } = proofWindow(order, venue.traits, sendDeadlineMs)
  const doubt = doubtMs(venue.traits, sendDeadlineMs)
  // A clock that is put forward proves nothing either: as much time must really have passed.
  const searched = createElapsed(clock)
  const begun = searched()
  let reads = 0
  for (let pause = SECOND; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    signal.throwIfAborted()
    const isPastDoubt = clock.now() >= from && searched() - begun >= doubt
    try {
      const { complete, orders } = await askVenue(clock, signal, (until) => venue.lookup([ref], until))
      const found = orders.find((candidate) => candidate.ref === ref)
      if (found !== undefined) return { kind: 'found', order: found }
      if (complete && isPastDoubt && clock.now() < until) reads += 1
      if (reads >= ABSENT_READS) {
        const since = new Date(from).toISOString()
        return { kind: 'absent', proof: `${reads} complete lookups since ${since} do not show it` }
      }
    } catch (error) {
      signal.throwIfAborted()
      logger.warn({ event: 'order.lookup-failed', key, error }, 'the venue could not be asked for an order')
    }
    const wait = Number.isFinite(from) ? Math.max(pause, from - clock.now(), doubt - (searched() - begun)) : pause
    await clock.sleep(Math.min(wait, LONGEST_PAUSE_MS), signal)
  }
}

/**
 * Asks for an order until it is certain whether what was open of it was cancelled: it has ended, or it is still open when the cancelling
 * can no longer be under way (`null`).
 *
 * @throws `signal.reason` when aborted.
 */
export async function searchCancelled(order: Order, context: SearchContext): Promise<VenueOrder | null> {
  const { venue, clock, logger, signal } = context
  const { key, ref } = order.intent
  const { lateAcceptMs } = venue.traits
  const doubt = lateAcceptMs === null ? Number.POSITIVE_INFINITY : doubtMs(venue.traits, context.sendDeadlineMs)
  const searched = createElapsed(clock)
  const begun = searched()
  for (let pause = SECOND; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    signal.throwIfAborted()
    const isPastDoubt = searched() - begun >= doubt
    try {
      const { orders } = await askVenue(clock, signal, (until) => venue.lookup([ref], until))
      const found = orders.find((candidate) => candidate.ref === ref)
      if (found !== undefined && found.state !== 'open') return found
      if (found !== undefined && isPastDoubt) return null
    } catch (error) {
      signal.throwIfAborted()
      logger.warn({ event: 'order.lookup-failed', key, error }, 'the venue could not be asked for an order')
    }
    await clock.sleep(pause, signal)
  }
}

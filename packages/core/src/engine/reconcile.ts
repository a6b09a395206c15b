import type { Order } from '../order/order.ts'
import type { Clock } from '../ports/clock.ts'
import type { Logger } from '../ports/logger.ts'
import type { PlaceOutcome, Venue, VenueOrder } from '../ports/venue.ts'
import { SECOND } from '../units/timestamp.ts'

/** What is known of an order at last. */
export type Resolution =
  | { readonly kind: 'found'; readonly outcome: PlaceOutcome }
  | { readonly kind: 'absent'; readonly proof: string }

/** What a search for an order works with. */
export interface SearchContext {
  readonly venue: Venue
  readonly clock: Clock
  readonly logger: Logger
  readonly signal: AbortSignal
  /** How long after its decision an order may still have left, in milliseconds. */
  readonly sendDeadlineMs: number
}

/** Complete lookups without the order that it takes to call it absent. */
const ABSENT_READS = 2
/** Added to what a venue says of its own slowness, where it is not certain. */
const MARGIN_MS = 5 * SECOND
const LONGEST_PAUSE_MS = 60 * SECOND

/**
 * Looks for an order of unknown outcome until the venue shows it or its absence is proven: by at least two complete lookups, the first
 * of which began after the last moment at which the venue could still have taken it. Time alone never proves anything.
 *
 * @throws `signal.reason` when aborted; the order then stays as it is.
 */
export async function searchOrder(
  order: Order,
  { venue, clock, logger, signal, sendDeadlineMs }: SearchContext,
): Promise<Resolution> {
  const { key, ref } = order.intent
  const { lateAcceptMs, visibilityLagMs, world } = venue.traits
  const margin = world === 'simulated' ? 0 : MARGIN_MS
  const meaningfulFrom =
    lateAcceptMs === null
      ? Number.POSITIVE_INFINITY
      : order.updatedAt + sendDeadlineMs + lateAcceptMs + visibilityLagMs + margin
  let reads = 0
  for (let pause = SECOND; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    signal.throwIfAborted()
    const startedAt = clock.now()
    try {
      const { complete, orders } = await venue.lookup([ref], signal)
      const found = orders.find((candidate) => candidate.ref === ref)
      if (found !== undefined) return { kind: 'found', outcome: acceptedAs(found) }
      if (complete && startedAt >= meaningfulFrom) reads += 1
      if (reads >= ABSENT_READS) {
        const since = new Date(meaningfulFrom).toISOString()
        return { kind: 'absent', proof: `${reads} complete lookups since ${since} do not show it` }
      }
    } catch (error) {
      signal.throwIfAborted()
      logger.warn({ event: 'order.lookup-failed', key, error }, 'the venue could not be asked for an order')
    }
    const wait = Number.isFinite(meaningfulFrom) ? Math.max(pause, meaningfulFrom - clock.now()) : pause
    await clock.sleep(Math.min(wait, LONGEST_PAUSE_MS), signal)
  }
}

function acceptedAs({ venueOrderId, matchedStake, averagePrice }: VenueOrder): PlaceOutcome {
  return { kind: 'accepted', venueOrderId, matchedStake, averagePrice }
}

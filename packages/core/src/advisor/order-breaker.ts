import type { Intent } from '../order/intent.ts'
import type { OrderReason } from '../order/order.ts'
import type { CircuitBreakerSnapshot } from '../ports/circuit-breaker-snapshot.ts'
import type { PlaceOutcome } from '../ports/venue.ts'
import type { DecisionKey } from '../units/ids.ts'
import { after, MINUTE, type Timestamp } from '../units/timestamp.ts'
import { askVenue } from './reconcile/venue-question.ts'
import type { VenueContext } from './run-context.ts'
import { OWN_REFUSALS } from './send-gate.ts'
import type { VenueDesk } from './venue-desk.ts'

/**
 * Stops new orders at a venue that takes none: after so many refusals and silences in a row, until a read succeeds, and then lets one order
 * try. What is open can be cancelled all the time.
 */
export interface OrderBreaker {
  /** The same desk, and what comes of its orders is counted here. */
  watching(desk: VenueDesk): VenueDesk
  /** Why an order must not leave, or `null` when it may; asked again for the same order, it says the same. */
  refusal(key: DecisionKey): OrderReason | null
  snapshot(): CircuitBreakerSnapshot
}

/** Refusals and silences in a row after which it opens. */
const MOST_REFUSALS = 10
const FIRST_PAUSE_MS = MINUTE
const LONGEST_PAUSE_MS = 10 * MINUTE

type State =
  | { readonly kind: 'closed' }
  | { readonly kind: 'open'; readonly since: Timestamp; readonly nextProbeAt: Timestamp }
  /** A read has succeeded; one order at a time tries whether they are taken again. */
  | { readonly kind: 'half-open'; readonly since: Timestamp; trial: DecisionKey | null }

/** A closed breaker for the orders of one venue. */
export function createOrderBreaker(
  context: Pick<VenueContext, 'venue' | 'clock' | 'signal' | 'hear' | 'tell' | 'failed' | 'changed' | 'logger'>,
): OrderBreaker {
  const { venue, clock, signal, hear, tell, failed, changed, logger } = context
  const counters = { successes: 0, failures: 0, rejections: 0 }
  let state: State = { kind: 'closed' }
  let failures = 0
  let pauseMs = FIRST_PAUSE_MS
  let lastError: CircuitBreakerSnapshot['lastError'] = null

  const pause = (reason: string | null) =>
    hear({ type: 'pause', at: clock.now(), venue: venue.name, cause: 'orders', reason })

  function open(order: Intent, since: Timestamp): void {
    const why = lastError === null ? '' : `, the last one with ${lastError.code}: ${lastError.message}`
    const message = `${venue.name} did not take ${failures} orders in a row${why}`
    logger.error({ event: 'orders.refused', venue: venue.name, failures }, message)
    state = { kind: 'open', since, nextProbeAt: after(clock.now(), pauseMs) }
    tell({ type: 'alert', code: 'ORDERS_REFUSED', key: venue.name, message })
    pause(message)
    changed()
    probe(order, since).catch((error: unknown) => {
      if (!signal.aborted) failed(error)
    })
  }

  /** A bet must not be what finds out whether a venue is there at all. */
  async function probe({ ref }: Intent, since: Timestamp): Promise<void> {
    for (;;) {
      await clock.sleep(pauseMs, signal)
      try {
        await askVenue(clock, signal, (until) => venue.lookup([ref], until))
        break
      } catch (error) {
        signal.throwIfAborted()
        logger.warn({ event: 'orders.probe-failed', venue: venue.name, error }, 'the venue could not be asked')
        pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)
        state = { kind: 'open', since, nextProbeAt: after(clock.now(), pauseMs) }
      }
    }
    state = { kind: 'half-open', since, trial: null }
    pause(null)
    changed()
  }

  function close(): void {
    state = { kind: 'closed' }
    pauseMs = FIRST_PAUSE_MS
    tell({ type: 'alert-resolved', code: 'ORDERS_REFUSED', key: venue.name })
    changed()
  }

  function answered(order: Intent, outcome: PlaceOutcome): void {
    const isTrial = state.kind === 'half-open' && state.trial === order.key
    if (state.kind === 'half-open' && isTrial) state.trial = null
    if (outcome.kind === 'accepted' || outcome.kind === 'pending') {
      counters.successes += 1
      failures = 0
      if (isTrial) close()
      return
    }
    // What was held back here says nothing of the venue.
    if (outcome.kind === 'not-sent' && OWN_REFUSALS.has(outcome.reason.code)) return
    counters.failures += 1
    failures += 1
    lastError = { ...outcome.reason, at: clock.now() }
    if (state.kind === 'closed' && failures >= MOST_REFUSALS) open(order, clock.now())
    else if (state.kind === 'half-open' && isTrial) {
      pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)
      open(order, state.since)
    }
  }

  /** An order that was let through never came to be tried. */
  function over({ key }: Intent): void {
    if (state.kind === 'half-open' && state.trial === key) state.trial = null
  }

  return {
    watching: (desk) => ({
      ...desk,
      async place(orders, leave) {
        const outcomes = await desk.place(orders, leave)
        for (const [index, outcome] of outcomes.entries()) answered(orders[index] ?? orders[0], outcome)
        return outcomes
      },
      async replace(order, by, leave) {
        const outcome = await desk.replace(order, by, leave)
        // That the one before could not be cancelled says nothing of whether orders are taken.
        if (outcome.cancelled.kind === 'refused') over(by)
        else answered(by, outcome.placed)
        return outcome
      },
    }),
    refusal(key) {
      if (state.kind === 'closed') return null
      if (state.kind === 'half-open' && (state.trial === null || state.trial === key)) {
        state.trial = key
        return null
      }
      counters.rejections += 1
      const message = state.kind === 'open' ? `${venue.name} takes no orders` : 'another order tries first'
      return { code: 'PAUSED', message }
    },
    snapshot() {
      return {
        name: `${venue.name}:orders`,
        state: state.kind,
        failures,
        openedAt: state.kind === 'closed' ? null : state.since,
        nextProbeAt: state.kind === 'open' ? state.nextProbeAt : null,
        lastError,
        counters: { ...counters },
      }
    },
  }
}

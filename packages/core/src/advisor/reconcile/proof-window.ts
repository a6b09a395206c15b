import type { Order } from '../../order/order.ts'
import type { VenueTraits } from '../../ports/venue.ts'
import { MINUTE, SECOND } from '../../units/timestamp.ts'
import type { RunContext } from '../run-context.ts'

/** What tells how long an order can be on its way, and how late its venue may be. */
export type ProofTerms = Pick<RunContext, 'delivery'> & {
  /** That of the order; `null` where there is none any more. */
  readonly venue: { readonly traits: VenueTraits } | null
}

/** When what a venue says of an order begins and ceases to mean that it has none; infinite where it never does. */
export interface ProofWindow {
  readonly from: number
  readonly until: number
}

/** Added to what a venue says of its own slowness, where it is not certain. */
const MARGIN_MS = 5 * SECOND
/** How long people are not troubled with an order that could have been resolved by now, had it been reset. */
const PATIENCE_MS = MINUTE
/** How long a start waits at most for the proof of an order; the rest trades on meanwhile. */
const START_PATIENCE_MS = 5 * MINUTE

/** Nobody can be asked. */
const NEVER: ProofWindow = { from: Number.POSITIVE_INFINITY, until: Number.POSITIVE_INFINITY }

/** When the absence of an order from complete lookups proves that its venue never had it and never will. */
export function proofWindow(order: Order, terms: ProofTerms): ProofWindow {
  if (terms.venue === null) return NEVER
  const { lateAcceptMs, lookupHorizonMs } = terms.venue.traits
  return {
    from: lateAcceptMs === null ? Number.POSITIVE_INFINITY : lastArrival(order, terms) + doubtMs(order, terms),
    // It may have been sent as soon as it was decided on.
    until: lookupHorizonMs === null ? Number.POSITIVE_INFINITY : order.intent.decidedAt + lookupHorizonMs,
  }
}

/** Whether a start waits for what a window may prove, now or soon. */
export function isSoonProvable({ from, until }: ProofWindow, now: number): boolean {
  return from < until && now < until && from - now <= START_PATIENCE_MS
}

/** From when on an order that is still unknown must be looked at by a person. */
export function overdueFrom(order: Order, terms: ProofTerms): number {
  return unknownSince(order) + doubtMs(order, terms) + PATIENCE_MS
}

/** How long after an order has arrived its venue may still not show it. */
export function doubtMs(order: Order, { venue, delivery }: ProofTerms): number {
  const leavesMs = longestWaitMs(order, delivery)
  if (venue === null) return leavesMs
  const { lateAcceptMs, visibilityLagMs, origin } = venue.traits
  return leavesMs + (lateAcceptMs ?? 0) + visibilityLagMs + (origin === 'simulated' ? 0 : MARGIN_MS)
}

/** How long after its decision an order may leave: a leg waits for those before it as long as its price is young enough. */
function longestWaitMs(
  { intent: { key, legs } }: Order,
  { sendDeadlineMs, maxQuoteAgeMs }: ProofTerms['delivery'],
): number {
  return legs === undefined || legs[0] === key ? sendDeadlineMs : Math.max(sendDeadlineMs, maxQuoteAgeMs)
}

/**
 * The last moment at which an order can still arrive. The system of a process that is gone goes on sending what was written for a quarter
 * of an hour; a reset takes that back. What lies between and passes on by itself keeps to neither.
 */
function lastArrival(order: Order, { venue, delivery }: ProofTerms): number {
  // What the venue has named, or said that it has not decided on, is not on its way any more.
  const hasArrived = order.venueOrderId !== null || order.pendingUntil !== null
  if (hasArrived || venue?.traits.isRemote === false) return unknownSince(order)
  if (delivery.path === 'relayed') return Number.POSITIVE_INFINITY
  return order.resetAt ?? unknownSince(order) + delivery.orphanDeliveryMs
}

/** Since when nobody has waited for its answer: its process had written it by then, or was gone; or its venue was to have decided. */
function unknownSince({ sentAt, updatedAt, pendingUntil }: Order): number {
  return Math.max(sentAt ?? updatedAt, pendingUntil ?? 0)
}

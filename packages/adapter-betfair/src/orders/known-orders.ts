import { after, type Currency, type Side } from '@betting-advisor/core'
import type { KnownOrder, Matched, OrderRef, VenueOrder } from '@betting-advisor/core/venue'
import type { ClearedOrderRow } from '../api/wire/cleared-order.ts'
import type { CurrentOrder } from '../api/wire/current-order.ts'
import { amountOf, matchedPart } from './matched-part.ts'

/** Which way a bet goes. */
export function sideOf(side: 'BACK' | 'LAY'): Side {
  return side === 'BACK' ? 'back' : 'lay'
}

/** What is matched of an order that is not settled. */
export function matchedOfCurrent(order: CurrentOrder, currency: Currency): Matched {
  const { side, sizeMatched: size, averagePriceMatched: price, sizeVoided: voided } = order
  return matchedPart(sideOf(side), { size, price, voided }, currency)
}

/** Whether nothing of an order can be matched any more: only by words that say so, since the exchange may have others some day. */
export function hasEnded({ status, sizeRemaining }: CurrentOrder): boolean {
  return (status === 'EXECUTION_COMPLETE' || status === 'EXPIRED') && (sizeRemaining ?? 0) <= 0
}

/** How an order stands that is not settled. */
export function stateOfCurrent(order: CurrentOrder, currency: Currency): VenueOrder['state'] {
  if (!hasEnded(order)) return 'open'
  if (amountOf(order.sizeCancelled, currency) > 0) return 'cancelled'
  if (amountOf(order.sizeLapsed, currency) > 0) return 'lapsed'
  const done = amountOf(order.sizeMatched, currency) + amountOf(order.sizeVoided, currency)
  return done > 0 ? 'matched' : 'lapsed'
}

/** An order of ours that is not settled. */
export function knownCurrent(ref: OrderRef, order: CurrentOrder, decidesMs: number, currency: Currency): KnownOrder {
  const { betId: venueOrderId } = order
  if (order.status === 'PENDING')
    return { ref, state: 'pending', venueOrderId, until: after(order.placedDate, decidesMs) }
  return { ref, state: stateOfCurrent(order, currency), venueOrderId, ...matchedOfCurrent(order, currency) }
}

/** The rows of one bet, by what became of its parts. */
export interface ClearedParts {
  readonly settled: ClearedOrderRow | null
  readonly voided: ClearedOrderRow | null
  readonly lapsed: ClearedOrderRow | null
  readonly cancelled: ClearedOrderRow | null
}

/** What was matched of a bet that is settled, and what of that was voided. */
export function matchedOfCleared({ settled, voided, lapsed, cancelled }: ClearedParts, currency: Currency): Matched {
  const side = (settled ?? voided ?? lapsed ?? cancelled)?.side ?? 'BACK'
  return matchedPart(
    sideOf(side),
    { size: settled?.sizeSettled ?? null, price: settled?.priceMatched ?? null, voided: voided?.sizeSettled ?? null },
    currency,
  )
}

/** How a bet ended by what became of its parts. */
export function clearedState({ cancelled, lapsed }: ClearedParts): VenueOrder['state'] {
  if (cancelled !== null) return 'cancelled'
  return lapsed === null ? 'matched' : 'lapsed'
}

/** How an order of ours ended that is settled, or of which nothing was left. */
export function knownCleared(ref: OrderRef, venueOrderId: string, parts: ClearedParts, currency: Currency): KnownOrder {
  return { ref, state: clearedState(parts), venueOrderId, ...matchedOfCleared(parts, currency) }
}

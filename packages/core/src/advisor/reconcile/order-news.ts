import { hearMatched } from '../../order/hear-matched.ts'
import type { Order } from '../../order/order.ts'
import { isOpen, isUndecided } from '../../order/order-state.ts'
import type { KnownOrder, PendingOrder } from '../../ports/venue.ts'

/** Whether what a venue shows of an order is more than what is known of it. */
export function isNews(order: Order, shown: KnownOrder): boolean {
  const { venueOrderId } = shown
  if (order.venueOrderId !== null && venueOrderId !== null && order.venueOrderId !== venueOrderId) return true
  if (shown.state === 'pending') return isPendingNews(order, shown)
  if (shown.state === 'rejected') return isOpen(order)
  switch (order.state) {
    case 'ACCEPTED':
    case 'PARTIAL':
      return shown.state !== 'open' || hearMatched(order, shown).kind !== 'old'
    case 'MATCHED':
    case 'CANCELLED':
    case 'LAPSED':
      return hearMatched(order, shown, shown.state !== 'open').kind !== 'old'
    case 'SETTLED':
    case 'VOIDED':
      return shown.matchedStake > order.matchedStake
    case 'REJECTED':
    case 'NOT_SENT':
    case 'ABSENT':
      return shown.state === 'open' || shown.matchedStake > 0
    case 'SENDING':
    case 'PENDING':
    case 'UNKNOWN':
    case 'LATE_FOUND':
      return true
  }
}

function isPendingNews(order: Order, { venueOrderId, until }: PendingOrder): boolean {
  const isLater = until > (order.pendingUntil ?? Number.NEGATIVE_INFINITY)
  if (order.state === 'NOT_SENT' || order.state === 'ABSENT') return isLater
  return isUndecided(order) && (isLater || (order.venueOrderId === null && venueOrderId !== null))
}

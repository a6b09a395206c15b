import type { Order } from './order.ts'

/** Whether more of an order may be matched at its venue, as far as anybody knows. */
export function isOpen({ state }: Pick<Order, 'state'>): boolean {
  switch (state) {
    case 'SENDING':
    case 'UNKNOWN':
    case 'ACCEPTED':
    case 'PARTIAL':
    case 'LATE_FOUND':
      return true
    case 'MATCHED':
    case 'CANCELLED':
    case 'LAPSED':
    case 'REJECTED':
    case 'NOT_SENT':
    case 'ABSENT':
    case 'SETTLED':
    case 'VOIDED':
      return false
  }
}

/** Whether its venue is known to have it, so that it can be cancelled there. */
export function isAtVenue(order: Pick<Order, 'state'>): boolean {
  return isOpen(order) && order.state !== 'SENDING' && order.state !== 'UNKNOWN'
}

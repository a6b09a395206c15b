import { type Money, subtract, ZERO } from '../units/money.ts'
import type { Order } from './order.ts'

/** Whether more of an order may be matched at its venue, as far as anybody knows. */
export function isOpen({ state }: Pick<Order, 'state'>): boolean {
  switch (state) {
    case 'SENDING':
    case 'PENDING':
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

/** Whether nobody knows yet whether its venue takes it: it is on its way, its venue has not decided, or its outcome is unknown. */
export function isUndecided({ state }: Pick<Order, 'state'>): boolean {
  return state === 'SENDING' || state === 'PENDING' || state === 'UNKNOWN'
}

/** Whether its venue is known to have taken it, so that it can be cancelled there. */
export function isAtVenue(order: Pick<Order, 'state'>): boolean {
  return isOpen(order) && !isUndecided(order)
}

/**
 * Whether an order may still move money: it holds its claims exactly as long.
 *
 * @example
 * ```ts
 * isLive({ state: 'LAPSED', matchedStake: ZERO }) // false
 * isLive({ state: 'LAPSED', matchedStake: money(400) }) // true: the matched part can still win or lose
 * ```
 */
export function isLive(order: Pick<Order, 'state' | 'matchedStake'>): boolean {
  switch (order.state) {
    case 'SENDING':
    case 'PENDING':
    case 'UNKNOWN':
    case 'ACCEPTED':
    case 'PARTIAL':
    case 'MATCHED':
    case 'LATE_FOUND':
      return true
    case 'CANCELLED':
    case 'LAPSED':
      return order.matchedStake > 0
    case 'REJECTED':
    case 'NOT_SENT':
    case 'ABSENT':
    case 'SETTLED':
    case 'VOIDED':
      return false
  }
}

/** Whether an order is believed never to have reached its venue. */
export function isGivenUp({ state }: Pick<Order, 'state'>): boolean {
  return state === 'ABSENT' || state === 'REJECTED' || state === 'NOT_SENT'
}

/** Whether an order was paid or returned: all that can still come is a correction. */
export function isSettled({ state }: Pick<Order, 'state'>): boolean {
  return state === 'SETTLED' || state === 'VOIDED'
}

/**
 * What the end of a bet has brought, in minor units: its profit less what it changed of its market's commission; 0 until it has ended.
 *
 * @example
 * ```ts
 * netProfit({ profit: money(10_200), commission: money(510) }) // 9690
 * ```
 */
export function netProfit({ profit, commission }: Pick<Order, 'profit' | 'commission'>): Money {
  return subtract(profit ?? ZERO, commission ?? ZERO)
}

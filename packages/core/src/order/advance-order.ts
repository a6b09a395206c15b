import type { LimitClaim } from './intent.ts'
import type { Order, OrderEvent } from './order.ts'
import { isLive } from './order-state.ts'
import type { Transfer } from './transfer.ts'
import { transition } from './transition.ts'

/** What several events make of an order together: a new one with the money and claims that move with it, or nothing. */
export type OrderAdvance = AdvancedOrder | { readonly kind: 'ignored'; readonly detail: string }

/** Events of which at least one says something new. */
export interface AdvancedOrder {
  readonly kind: 'changed'
  /** Its version is still that of the order before: stores stamp versions. */
  readonly order: Order
  /** The events that said something new, in their order. */
  readonly events: readonly OrderEvent[]
  readonly transfers: readonly Transfer[]
  readonly released: readonly LimitClaim[]
  readonly claimed: readonly LimitClaim[]
}

/**
 * Applies what one answer brings to an order, event by event by the rules of `transition`: all of it is one change.
 *
 * @param recorded - What is written down of what is told of an order; by default just that.
 * @example
 * ```ts
 * const accepted = { type: 'accepted', at, venueOrderId: '31242604945' }
 * const matched = { type: 'matched', at, matchedStake: money(1000), averagePrice: priceUnits(21_000) }
 * const next = advanceOrder(newOrder(intent).order, [accepted, matched])
 * next.kind === 'changed' && next.order.state // 'MATCHED'
 * ```
 */
export function advanceOrder(
  order: Order,
  events: readonly OrderEvent[],
  recorded: (order: Order, event: OrderEvent) => OrderEvent = (_, event) => event,
): OrderAdvance {
  const applied: OrderEvent[] = []
  const transfers: Transfer[] = []
  let after = order
  let detail = 'nothing has happened to it'
  for (const told of events) {
    const event = recorded(after, told)
    const next = transition(after, event)
    if (next.kind === 'ignored') {
      detail = next.detail
      continue
    }
    after = next.order
    applied.push(event)
    transfers.push(...next.transfers)
  }
  if (applied.length === 0) return { kind: 'ignored', detail }
  const [wasLive, live] = [isLive(order), isLive(after)]
  const { claims } = order.intent
  // What was given back and taken again on the way has not moved.
  const released = wasLive && !live ? claims : []
  const claimed = !wasLive && live ? claims : []
  return { kind: 'changed', order: after, events: applied, transfers, released, claimed }
}

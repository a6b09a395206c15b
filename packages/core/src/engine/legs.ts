import { LEG_WITHDRAWN, type Order, type OrderReason } from '../order/order.ts'
import type { PlaceOutcome } from '../ports/venue.ts'
import type { OneOrMore } from '../units/one-or-more.ts'

/** A leg that could not be had, and why. */
export interface FallenLeg {
  readonly order: Order
  readonly reason: OrderReason
}

/** Orders of several legs by attempt: those of one venue and market that follow each other leave with one. */
export function attemptsOf([first, ...others]: OneOrMore<Order>): OneOrMore<OneOrMore<Order>> {
  const later: [Order, ...Order[]][] = []
  const started: [Order, ...Order[]] = [first]
  let last = started
  for (const order of others) {
    if (isWith(last[0], order)) last.push(order)
    else {
      last = [order]
      later.push(last)
    }
  }
  return [started, ...later]
}

function isWith({ intent }: Order, { intent: { venue, market } }: Order): boolean {
  return intent.venue === venue && intent.market === market
}

/** The first of these legs that cannot be had; `null` while there is none. */
export function fallenOf(
  orders: readonly Order[],
  why: (order: Order, index: number) => OrderReason | null,
): FallenLeg | null {
  for (const [index, order] of orders.entries()) {
    const reason = why(order, index)
    if (reason !== null) return { order, reason }
  }
  return null
}

/** Why an order was not taken, as far as anybody knows; `null` where its venue has it. */
export function untaken(outcome: PlaceOutcome | undefined): OrderReason | null {
  if (outcome === undefined || outcome.kind === 'accepted' || outcome.kind === 'pending') return null
  return outcome.reason
}

/** What comes of legs that are held back, since another could not be had. */
export function notSent(orders: OneOrMore<Order>, { order, reason }: FallenLeg): readonly PlaceOutcome[] {
  const message = `leg ${order.intent.key}: ${reason.code}, ${reason.message}`
  return orders.map((held) => ({
    kind: 'not-sent',
    reason: held === order ? reason : { code: LEG_WITHDRAWN, message },
  }))
}

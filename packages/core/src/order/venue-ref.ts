import type { OrderRef } from '../units/ids.ts'
import type { Intent } from './intent.ts'
import type { Order } from './order.ts'
import { isUndecided } from './order-state.ts'

/** The reference by which its venue knows an order: that of the first of its chain, where the venue's own operation replaced one by the other. */
export function venueRefOf({ ref, venueRef }: Pick<Intent, 'ref' | 'venueRef'>): OrderRef {
  return venueRef ?? ref
}

/**
 * Whose a bet is, of the orders that their venue knows by one reference: that of its name; else that of the last of them which has none yet,
 * of those rather that may still be there. `null` when all are known by other names.
 */
export function ownerOf(venueOrderId: string | null, chain: readonly Order[]): Order | null {
  const named = venueOrderId === null ? undefined : chain.find((order) => order.venueOrderId === venueOrderId)
  if (named !== undefined) return named
  const unnamed = chain
    .filter((order) => order.venueOrderId === null)
    .toSorted((a, b) => likelihood(a) - likelihood(b) || a.intent.entry - b.intent.entry)
  return unnamed.at(-1) ?? null
}

/** How likely an order without a name is at its venue. */
function likelihood(order: Order): number {
  if (isUndecided(order)) return 2
  return order.state === 'ABSENT' ? 1 : 0
}

import type { Order } from '@betting-advisor/core'
import type { BetfairClient } from '../api/client.ts'

/**
 * What the exchange calls an order that is open there: as it has said, or, where its answer was lost, as it lists it by our reference; `null`
 * where it lists none, or more than one. @throws Whatever the client throws.
 */
export async function betIdOf(
  client: Pick<BetfairClient, 'listCurrentOrders'>,
  { venueOrderId, intent: { ref } }: Order,
  signal: AbortSignal,
): Promise<string | null> {
  if (venueOrderId !== null) return venueOrderId
  const { rows } = await client.listCurrentOrders({ customerOrderRefs: [ref], orderProjection: 'EXECUTABLE' }, signal)
  const [found, ...others] = rows.filter(({ customerOrderRef }) => customerOrderRef === ref)
  return found === undefined || others.length > 0 ? null : found.betId
}

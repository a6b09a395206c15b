import { type Intent, money, type OrderEvent } from '@betting-advisor/core'

/** Accepted, matched, lost. */
export function lifeOfOrder(intent: Intent): readonly OrderEvent[] {
  const at = intent.decidedAt
  return [
    { type: 'accepted', at, venueOrderId: intent.ref },
    { type: 'matched', at, matchedStake: intent.stake, averagePrice: intent.price },
    { type: 'settled', at, outcome: 'lost', profit: money(-intent.stake), commission: money(0) },
  ]
}

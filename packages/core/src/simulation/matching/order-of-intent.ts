import type { Intent } from '../../order/intent.ts'
import type { MatchingOrder } from './matching-order.ts'

/** What an exchange is asked for by an intent. */
export function orderOf({ ref, venue, market, selection, side, price, stake }: Intent): MatchingOrder {
  return { ref, venue, market, selection, side, terms: { kind: 'limit', price, stake, persistence: 'lapse' } }
}

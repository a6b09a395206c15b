import { type Currency, moneyFromMajor, priceUnits } from '@betting-advisor/core'
import type { Matched, OrderRef, VenueOrder } from '@betting-advisor/core/venue'
import type { StreamOrder } from './wire.ts'

/** Noise of doubles around a price that is exact: `6.3999999999999995` is 6.4. */
const NOISE = 1e-6
const PRICE_SCALE = 10_000

/**
 * What the stream tells of an order of ours, in core's words.
 *
 * @param ref - By which core knows it.
 * @param currency - That of the account, in which sizes are.
 */
export function knownOrder(order: StreamOrder, ref: OrderRef, currency: Currency): VenueOrder {
  return { ref, venueOrderId: order.id, state: stateOf(order), ...matchedIn(order, currency) }
}

function stateOf({ status, ot, sm = 0, sl = 0, sc = 0, sv = 0, cd }: StreamOrder): VenueOrder['state'] {
  if (status !== 'EC') return 'open'
  if (sc > 0) return 'cancelled'
  if (sl > 0) return 'lapsed'
  // Of an order for the starting price that was cancelled, no size is told.
  if (sm === 0 && sv === 0) return ot !== 'L' && typeof cd === 'number' ? 'cancelled' : 'lapsed'
  return 'matched'
}

function matchedIn({ side, sm = 0, sv = 0, avp }: StreamOrder, currency: Currency): Matched {
  const matchedStake = moneyFromMajor(sm, currency)
  return {
    matchedStake,
    averagePrice: matchedStake === 0 || typeof avp !== 'number' ? null : average(side, avp),
    ...(sv > 0 && { voidedStake: moneyFromMajor(sv, currency) }),
  }
}

/** Rounded against the bettor: down for a back, up for a lay. */
function average(side: 'B' | 'L', price: number): Matched['averagePrice'] {
  const units = price * PRICE_SCALE
  const whole = side === 'B' ? Math.floor(units + NOISE) : Math.ceil(units - NOISE)
  return priceUnits(Math.min(Math.max(whole, PRICE_SCALE + 1), 2 ** 31 - 1))
}

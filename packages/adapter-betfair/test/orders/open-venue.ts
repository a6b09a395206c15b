import { currency, type Intent, type Order } from '@betting-advisor/core'
import { newOrder } from '@betting-advisor/core/store'
import { type SampleIntent, sampleIntent } from '@betting-advisor/core/testing'
import { type BetfairVenueSettings, createBetfairVenue } from '../../src/orders/venue.ts'
import type { BetfairAccess } from '../../src/session/access.ts'
import { type Called, openClient } from '../api/open-client.ts'
import type { Scripted } from '../scripted.ts'

/** A venue against a server that answers operations as it is told. */
export async function openVenue(
  answer: (called: Called) => Scripted | Promise<Scripted>,
  settings: Partial<BetfairVenueSettings> = {},
  access: Partial<BetfairAccess> = {},
) {
  const it = await openClient(answer, access)
  const { client, clock } = it
  const venue = createBetfairVenue({ client, clock, currency: currency('GBP'), ...settings })
  return {
    ...it,
    venue,
    async [Symbol.asyncDispose]() {
      await venue.close()
      await it[Symbol.asyncDispose]()
    },
  }
}

/** An intent for the exchange: 2.00 at 3.0 on a runner. */
export function intentOf(sample: SampleIntent = {}): Intent {
  return sampleIntent({
    market: 'betfair:1.200000001',
    selection: '11',
    venue: 'betfair',
    stake: 200,
    price: 30_000,
    netting: true,
    ...sample,
  })
}

/** An order that the exchange has taken, and of which nothing is matched. */
export function openOrder(intent: Intent): Order {
  return { ...newOrder(intent).order, state: 'ACCEPTED', venueOrderId: '300000000001' }
}

/** How one attempt is made that may leave. */
export const attempt = (signal = new AbortController().signal) => ({ deadline: null, signal, mayLeave: () => true })

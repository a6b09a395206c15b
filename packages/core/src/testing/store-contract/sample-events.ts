import type { OrderEvent, OrderState } from '../../order/order.ts'
import { money } from '../../units/money.ts'
import { priceUnits } from '../../units/price.ts'
import { after } from '../../units/timestamp.ts'
import { SAMPLE_TIME } from '../sample-intent.ts'

const reason = { code: 'REASON', message: 'because' }

/** One event of each type. */
export type SampleEvents = { readonly [Type in OrderEvent['type']]: Extract<OrderEvent, { type: Type }> }

/** One of each event, in the middle of an order's life. */
export function sampleEvents(at = after(SAMPLE_TIME, 1000)): SampleEvents {
  return {
    accepted: { type: 'accepted', at, venueOrderId: '31242604945' },
    pending: { type: 'pending', at, venueOrderId: null, until: after(SAMPLE_TIME, 6000) },
    rejected: { type: 'rejected', at, reason },
    'not-sent': { type: 'not-sent', at, reason },
    unknown: { type: 'unknown', at, reason },
    reset: { type: 'reset', at },
    absent: { type: 'absent', at, reason },
    'late-found': { type: 'late-found', at, venueOrderId: '31242604945' },
    matched: { type: 'matched', at, matchedStake: money(400), averagePrice: priceUnits(21_500) },
    amended: { type: 'amended', at, stake: money(700), persistence: 'persist' },
    uncovered: { type: 'uncovered', at },
    cancelled: { type: 'cancelled', at, reason },
    lapsed: { type: 'lapsed', at, reason },
    'closing-line': { type: 'closing-line', at, closingProbability: 0.51 },
    settled: { type: 'settled', at, outcome: 'won', profit: money(460), commission: money(23) },
    voided: { type: 'voided', at, commission: money(0) },
    corrected: { type: 'corrected', at, outcome: 'lost', profit: money(-1000), commission: money(-23) },
    'market-charged': { type: 'market-charged', at, amount: money(30), venueVersion: 1, commission: money(7) },
  }
}

/** Events that lead a new order of 1000 to each state. */
export function pathsToStates(): Readonly<Record<OrderState, readonly OrderEvent[]>> {
  const event = sampleEvents(SAMPLE_TIME)
  const some: OrderEvent = {
    type: 'matched',
    at: SAMPLE_TIME,
    matchedStake: money(300),
    averagePrice: priceUnits(21_500),
  }
  const all: OrderEvent = {
    type: 'matched',
    at: SAMPLE_TIME,
    matchedStake: money(1000),
    averagePrice: priceUnits(21_000),
  }
  return {
    SENDING: [],
    PENDING: [event.pending],
    UNKNOWN: [event.unknown],
    ACCEPTED: [event.accepted],
    PARTIAL: [event.accepted, some],
    MATCHED: [event.accepted, all],
    CANCELLED: [event.accepted, event.cancelled],
    LAPSED: [event.accepted, event.lapsed],
    REJECTED: [event.rejected],
    NOT_SENT: [event['not-sent']],
    ABSENT: [event.unknown, event.absent],
    LATE_FOUND: [event.unknown, event.absent, event['late-found']],
    SETTLED: [event.accepted, all, event.settled],
    VOIDED: [event.accepted, all, event.voided],
  }
}

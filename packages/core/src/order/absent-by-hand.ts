import type { Timestamp } from '../units/timestamp.ts'
import type { OrderEvent } from './order.ts'

/** A person says that the venue does not have an order. */
export function absentByHand(reason: string, at: Timestamp): OrderEvent {
  return { type: 'absent', at, reason: { code: 'ABSENT_BY_HAND', message: reason } }
}

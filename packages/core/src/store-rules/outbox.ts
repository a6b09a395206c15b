import { InvalidValueError } from '../errors/invalid-value-error.ts'
import type { AlertAttempt, AlertClaim, OutboxAlert, OutboxItem } from '../ports/store/outbox.ts'
import { after, type Timestamp, timestamp } from '../units/timestamp.ts'

/**
 * What an alert becomes that is put: a new item, or the open one of its key once more.
 *
 * @example
 * ```ts
 * const account = accountKey('LIVE', 'main')
 * const alert = { account, key: 'venue', code: 'ORDERS_REFUSED', severity: 'critical', message: 'no orders are taken', at: timestamp(0) }
 * const item = putItem(undefined, alert, 1)
 * putItem(item, alert, 2).id // 1: the same matter
 * ```
 */
export function putItem(open: OutboxItem | undefined, alert: OutboxAlert, id: number): OutboxItem {
  if (open !== undefined) {
    return { ...open, repeats: open.repeats + 1, lastAt: timestamp(Math.max(alert.at, open.lastAt)) }
  }
  const { at } = alert
  return {
    id,
    alert,
    repeats: 0,
    lastAt: at,
    attempts: 0,
    deliveries: 0,
    dueAt: at,
    claim: null,
    failure: null,
    closed: null,
  }
}

/** Whether an item can be taken to be delivered. */
export function isClaimable({ dueAt, claim }: OutboxItem, at: Timestamp): boolean {
  return dueAt !== null && dueAt <= at && (claim === null || claim.until <= at)
}

/** An item that is taken. @throws InvalidValueError `INVALID_VALUE` */
export function claimedItem(item: OutboxItem, { by, at, leaseMs }: AlertClaim): OutboxItem {
  if (!(leaseMs > 0)) throw new InvalidValueError('leaseMs', leaseMs, 'above zero')
  return { ...item, attempts: item.attempts + 1, claim: { by, until: after(at, leaseMs) } }
}

/** An item after an attempt to deliver it; `null` when somebody else has it by now. */
export function attemptedItem(
  item: OutboxItem | undefined,
  { by, nextAt }: AlertAttempt,
  failure: string | null,
): OutboxItem | null {
  if (item?.claim?.by !== by) return null
  const deliveries = failure === null ? item.deliveries + 1 : item.deliveries
  // A matter that is over is told once at most, and one that a person has ended not at all.
  const isOver = item.closed !== null && (failure === null || item.closed.by !== null)
  return { ...item, deliveries, failure, claim: null, dueAt: isOver ? null : nextAt }
}

/** An item whose matter is over. */
export function closedItem(item: OutboxItem, at: Timestamp, by: string | null): OutboxItem {
  const isHeard = by !== null || item.deliveries > 0
  return { ...item, closed: { at, by }, dueAt: isHeard ? null : item.dueAt }
}

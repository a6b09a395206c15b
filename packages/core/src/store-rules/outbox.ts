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
    told: null,
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
  { by, at, nextAt, said }: AlertAttempt,
  failure: string | null,
): OutboxItem | null {
  if (item?.claim?.by !== by) return null
  const isTold = failure === null && said !== 'nothing'
  const { repeats, closed } = item
  const next = {
    ...item,
    failure,
    claim: null,
    ...(isTold && { deliveries: item.deliveries + 1, told: { at, repeats } }),
  }
  if (closed === null) return { ...next, dueAt: nextAt }
  // What a person has ended is told no more; what ended by itself until people know that it has.
  if (closed.by !== null) return { ...next, dueAt: null }
  if (failure !== null) return { ...next, dueAt: nextAt }
  return { ...next, dueAt: said === 'open' ? at : null }
}

/** An item whose matter is over. */
export function closedItem(item: OutboxItem, at: Timestamp, by: string | null): OutboxItem {
  if (by !== null) return { ...item, closed: { at, by }, dueAt: null }
  return { ...item, closed: { at, by }, dueAt: item.deliveries > 0 ? at : item.dueAt }
}

/**
 * Since when nothing new is known of an item, so that it may be forgotten; `null` where it stays: what is critical does until it is over.
 *
 * @example
 * ```ts
 * const account = accountKey('LIVE', 'main')
 * const alert = { account, key: 'bet', code: 'FOREIGN_BET', severity: 'warning', message: 'a bet', at: timestamp(0) }
 * quietSince(putItem(undefined, alert, 1)) // 0
 * ```
 */
export function quietSince({ alert, lastAt, closed }: OutboxItem): Timestamp | null {
  if (closed !== null) return closed.at
  return alert.severity === 'critical' ? null : lastAt
}

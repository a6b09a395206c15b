import { InvalidValueError } from '../errors/invalid-value-error.ts'
import type { Lock } from '../limits/lock.ts'
import type { Intent } from '../order/intent.ts'
import type { Order, OrderEvent } from '../order/order.ts'
import type { AuditEntry, ByHand } from '../ports/store/audit.ts'
import type { Halt } from '../ports/store/stops.ts'
import type { AccountKey } from '../units/ids.ts'
import type { Money } from '../units/money.ts'
import type { Timestamp } from '../units/timestamp.ts'

/** That a person has halted an account. */
export function haltEntry(account: AccountKey, { reason, at }: Halt, by: string): AuditEntry {
  return { account, at, by, reason, act: 'halt', subject: null }
}

/** That a person has set a lock. */
export function lockEntry({ account, id }: Pick<Lock, 'account' | 'id'>, at: Timestamp, by: ByHand): AuditEntry {
  return { ...by, account, at, act: 'lock', subject: id }
}

/** That a person has called an order absent. */
export function absentEntry({ intent }: Pick<Order, 'intent'>, by: ByHand, at: Timestamp): AuditEntry {
  return { ...by, account: intent.account, at, act: 'absent', subject: intent.key }
}

/** That a person has ended an order with figures, by the event that did. */
export function settledEntry(
  { intent }: Pick<Order, 'intent'>,
  { type }: Pick<OrderEvent, 'type'>,
  by: ByHand,
  at: Timestamp,
): AuditEntry {
  return { ...by, account: intent.account, at, act: type === 'corrected' ? 'correct' : 'settle', subject: intent.key }
}

/** That a person has reported a bet. */
export function reportEntry({ account, key, decidedAt }: Intent, by: ByHand): AuditEntry {
  return { ...by, account, at: decidedAt, act: 'report', subject: key }
}

/** Nothing but a bet that was placed by hand is reported. @throws InvalidValueError `INVALID_VALUE` */
export function checkReported({ origin }: Pick<Intent, 'origin'>): void {
  if (origin !== 'reported') throw new InvalidValueError('origin', origin, 'reported')
}

/** That a person has taken money from one venue to another. */
export function transferEntry(
  {
    account,
    from,
    to,
    amount,
    at,
  }: Pick<AuditEntry, 'account' | 'at'> & Record<'from' | 'to', string> & { amount: Money },
  by: ByHand,
): AuditEntry {
  return { ...by, account, at, act: 'transfer', subject: `${amount} from ${from} to ${to}` }
}

/** That a person has put right what is at a venue. */
export function adjustEntry(
  { account, wallet, amount, at }: Pick<AuditEntry, 'account' | 'at'> & { wallet: string; amount: Money },
  by: ByHand,
): AuditEntry {
  return { ...by, account, at, act: 'adjust', subject: `${amount} at ${wallet}` }
}

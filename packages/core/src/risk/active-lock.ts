import type { Timestamp } from '../units/timestamp.ts'
import type { Lock, LockKind } from './lock.ts'
import type { RejectionCode } from './rejection.ts'

/** The reason code of each kind of lock. */
export const LOCK_REJECTIONS: Readonly<Record<LockKind, RejectionCode>> = {
  'loss-streak': 'LOSS_STREAK_LOCK',
  drawdown: 'DRAWDOWN_LOCK',
  'day-loss': 'DAY_LOSS_LOCK',
}

/**
 * Whether a lock holds at `at`: from its start, up to but not including its end.
 *
 * @example
 * ```ts
 * const [from, until] = [timestamp(0), timestamp(DAY)]
 * const account = accountKey('DRY_RUN', 'main')
 * isLockActive({ id: '1', account, kind: 'drawdown', reason: '20% below the peak', from, until }, until) // false
 * ```
 */
export function isLockActive(lock: Lock, at: Timestamp): boolean {
  return lock.from <= at && (lock.until === null || at < lock.until)
}

import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { lockFixed } from '../errors/store-error.ts'
import type { RejectionCode } from '../order/rejection.ts'
import type { Timestamp } from '../units/timestamp.ts'
import type { Lock, LockKind } from './lock.ts'

/** The reason code of each kind of lock. */
export const LOCK_REJECTIONS: Readonly<Record<LockKind, RejectionCode>> = {
  'loss-streak': 'LOSS_STREAK_LOCK',
  drawdown: 'DRAWDOWN_LOCK',
  'day-loss': 'DAY_LOSS_LOCK',
  cooldown: 'COOLDOWN_LOCK',
  'low-clv': 'LOW_CLV_LOCK',
  'cool-off': 'COOL_OFF_LOCK',
  pause: 'PAUSED',
}

/**
 * Whether a lock stops what was decided at `at`: up to but not including its end, and also what was decided before it was set, since
 * that may not have left yet.
 *
 * @example
 * ```ts
 * const until = after(at, DAY)
 * isLockActive({ ...lock, from: after(at, 1), until }, at) // true
 * isLockActive({ ...lock, from: at, until }, until) // false
 * ```
 */
export function isLockActive({ until }: Pick<Lock, 'until'>, at: Timestamp): boolean {
  return until === null || at < until
}

/**
 * The lock by which a person has paused a venue, of those that hold at `at`.
 *
 * @param venue - Its name.
 * @example
 * ```ts
 * pauseOf([{ ...lock, kind: 'pause', venue: 'exchange' }], 'exchange', at)?.venue // 'exchange'
 * ```
 */
export function pauseOf(locks: Iterable<Lock>, venue: string, at: Timestamp): Lock | null {
  for (const lock of locks) if (lock.kind === 'pause' && lock.venue === venue && isLockActive(lock, at)) return lock
  return null
}

/** Whether two locks stop the same for the same reason, so that one of them is enough. */
export function isSameLock(a: Lock, b: Lock): boolean {
  return a.kind === b.kind && a.strategy === b.strategy && a.market === b.market && a.venue === b.venue
}

/** Whether a lock that is wanted makes the one that holds longer: a pause, which each loss and each wish begins anew, that would end later. */
export function extendsLock(wanted: Lock, held: Lock): boolean {
  return (wanted.kind === 'cool-off' || wanted.kind === 'cooldown') && endsLater(wanted, held)
}

/** What setting a lock comes to. */
export interface HeldLock {
  /** The one that holds. */
  readonly lock: Lock
  /** Whether it has to be written, under its id; otherwise it is there already. */
  readonly isChanged: boolean
}

/**
 * The lock that holds when one is wanted: of its kind, strategy, market and venue the one that holds at its start already stays. A cool-off or a
 * cooldown that would end later makes the one that holds longer.
 *
 * @param existing - The locks of the account that hold at `wanted.from`, and the one that has its id.
 * @throws InvalidValueError `INVALID_VALUE` when another lock has its id: one that has not ended by then, or a cool-off.
 * @example
 * ```ts
 * holdingLock([], lock).isChanged // true
 * holdingLock([lock], { ...lock, id: 'another' }).lock === lock // true: it holds already
 * ```
 */
export function holdingLock(existing: Iterable<Lock>, wanted: Lock): HeldLock {
  let sameId: Lock | undefined
  for (const lock of existing) {
    if (isSameLock(lock, wanted) && isLockActive(lock, wanted.from)) {
      if (!extendsLock(wanted, lock)) return { lock, isChanged: false }
      return { lock: { ...lock, reason: wanted.reason, until: wanted.until }, isChanged: true }
    }
    if (lock.id === wanted.id) sameId = lock
  }
  const isTaken = sameId !== undefined && (sameId.kind === 'cool-off' || isLockActive(sameId, wanted.from))
  if (isTaken) throw new InvalidValueError('lock id', wanted.id, 'one that no other lock has')
  return { lock: wanted, isChanged: true }
}

/**
 * A lock that is lifted, or `null` where it has ended or never was.
 *
 * @throws StoreError `LOCK_FIXED` when it is a cool-off that has not ended.
 * @example
 * ```ts
 * liftedLock(lock, at)?.until === at // true
 * ```
 */
export function liftedLock(lock: Lock | undefined, at: Timestamp): Lock | null {
  if (lock === undefined || !isLockActive(lock, at)) return null
  if (lock.kind === 'cool-off') throw lockFixed(lock.id, lock.until)
  return { ...lock, until: at }
}

/** Whether a lock ends later than another. */
export function endsLater(a: Lock, b: Lock): boolean {
  return b.until !== null && (a.until === null || a.until > b.until)
}

import { isLockActive, LOCK_REJECTIONS } from '../risk/active-lock.ts'
import type { Lock } from '../risk/lock.ts'
import type { RejectionCode } from '../risk/rejection.ts'
import type { Money } from '../units/money.ts'
import type { Intent } from './intent.ts'
import { claimDetail, inLockOrder, rejectionOfLimit } from './limit-claim.ts'

/** Why a store turns an intent down. */
export interface Refusal {
  readonly code: RejectionCode
  /** For people, with the figures. */
  readonly detail: string
}

/** What a store knows of an account when it is asked to begin an order. */
export interface AccountState {
  readonly halt: { readonly reason: string } | null
  /** In the order in which they were set. */
  readonly locks: Iterable<Lock>
  readonly available: Money
  /** How much of a limit is taken. */
  used(limit: string): number
}

/**
 * Why an intent can't be begun, asked in the same order by every store: kill switch, locks, limits, funds; `null` when it can.
 *
 * @example
 * ```ts
 * refusalOf(intent, { halt: null, locks: [], available: money(100_000), used: () => 0 }) // null
 * ```
 */
export function refusalOf(intent: Intent, account: AccountState): Refusal | null {
  const stopped = stopOf(intent, account)
  if (stopped !== null) return stopped
  for (const claim of inLockOrder(intent.claims)) {
    const used = account.used(claim.limit)
    if (used + claim.amount > claim.capacity) {
      return { code: rejectionOfLimit(claim.limit), detail: claimDetail(claim, used) }
    }
  }
  return fundsRefusal(intent, account.available)
}

/**
 * The part of {@link refusalOf} that no figures enter: kill switch and locks.
 *
 * @example
 * ```ts
 * stopOf(intent, { halt: { reason: 'by hand' }, locks: [] }) // { code: 'HALTED', detail: 'by hand' }
 * ```
 */
export function stopOf(intent: Intent, account: Pick<AccountState, 'halt' | 'locks'>): Refusal | null {
  if (account.halt !== null) return { code: 'HALTED', detail: account.halt.reason }
  for (const lock of account.locks) {
    if (isLockActive(lock, intent.decidedAt)) return { code: LOCK_REJECTIONS[lock.kind], detail: lock.reason }
  }
  return null
}

/**
 * The part of {@link refusalOf} that asks for money.
 *
 * @example
 * ```ts
 * fundsRefusal(intent, money(500)) // { code: 'FUNDS_INSUFFICIENT', detail: 'available 500 < liability 1000' }
 * ```
 */
export function fundsRefusal(intent: Intent, available: Money): Refusal | null {
  if (available >= intent.liability) return null
  return { code: 'FUNDS_INSUFFICIENT', detail: `available ${available} < liability ${intent.liability}` }
}

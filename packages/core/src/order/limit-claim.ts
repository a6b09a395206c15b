import { InvalidValueError } from '../errors/invalid-value-error.ts'
import type { LimitClaim } from './intent.ts'
import type { RejectionCode } from './rejection.ts'

const CODES: Readonly<Record<string, RejectionCode>> = {
  'open-orders': 'OPEN_BETS_EXCEEDED',
  position: 'ALREADY_BET',
}

/**
 * The reason code of an order that a shared limit turned down, by what its name says before the first colon: `open-orders`
 * and `position` have their own.
 *
 * @example
 * ```ts
 * rejectionOfLimit('open-orders') // 'OPEN_BETS_EXCEEDED'
 * ```
 */
export function rejectionOfLimit(limit: string): RejectionCode {
  const [kind = ''] = limit.split(':', 1)
  return Object.hasOwn(CODES, kind) ? (CODES[kind] ?? 'LIMIT_EXCEEDED') : 'LIMIT_EXCEEDED'
}

/**
 * Claims in the one order in which every store takes them, so that two transactions never wait for each other.
 *
 * @example
 * ```ts
 * const open = { limit: 'open-orders', amount: 1, capacity: 10 }
 * const league = { limit: 'league:soccer_epl', amount: 1000, capacity: 50_000 }
 * inLockOrder([open, league]).map(({ limit }) => limit) // ['league:soccer_epl', 'open-orders']
 * ```
 */
export function inLockOrder(claims: readonly LimitClaim[]): readonly LimitClaim[] {
  if (claims.length < 2) return claims
  return claims.toSorted((a, b) => (a.limit < b.limit ? -1 : 1))
}

/**
 * Why a claim does not fit, for people.
 *
 * @example
 * ```ts
 * claimDetail({ limit: 'open-orders', amount: 1, capacity: 10 }, 10) // 'open-orders: 10 used + 1 > 10'
 * ```
 */
export function claimDetail(claim: LimitClaim, used: number): string {
  return `${claim.limit}: ${used} used + ${claim.amount} > ${claim.capacity}`
}

/**
 * Refuses claims that no store could keep count of.
 *
 * @throws InvalidValueError `INVALID_VALUE` when an amount or a capacity is not a safe integer, an amount is negative, a name
 * is empty or begins with `exposure:`, or two claims share one.
 */
export function checkClaims(claims: readonly LimitClaim[]): void {
  for (const [index, claim] of claims.entries()) {
    if (claim.limit === '') throw new InvalidValueError('limit', claim.limit, 'a name')
    if (claim.limit.startsWith('exposure:')) {
      throw new InvalidValueError('limit', claim.limit, 'a name that is not kept for exposure')
    }
    if (!Number.isSafeInteger(claim.amount) || claim.amount < 0) {
      throw new InvalidValueError(`claim on ${claim.limit}`, claim.amount, 'a safe integer, not negative')
    }
    if (!Number.isSafeInteger(claim.capacity)) {
      throw new InvalidValueError(`capacity of ${claim.limit}`, claim.capacity, 'a safe integer')
    }
    for (let other = 0; other < index; other += 1) {
      if (claims[other]?.limit === claim.limit)
        throw new InvalidValueError('limit', claim.limit, 'claimed once an order')
    }
  }
}

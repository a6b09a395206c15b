import type { Clock } from '@betting-advisor/core'
import { Refusal } from './refusal.ts'

/** Counts the credits of each key; they come back on the first of the month (UTC). */
export interface CreditLedger {
  /** Whether anything is left. @throws Refusal 401 `OUT_OF_USAGE_CREDITS`. */
  check(key: string): void
  charge(key: string, cost: number): void
  /** What the response headers say. */
  headers(key: string, cost: number): Record<string, string>
  remaining(key: string): number
}

/** A ledger that gives every key `allowance` credits a month. */
export function createCreditLedger(allowance: number, clock: Clock): CreditLedger {
  const used = new Map<string, { month: number; credits: number }>()

  function account(key: string): { month: number; credits: number } {
    const date = new Date(clock.now())
    const month = date.getUTCFullYear() * 12 + date.getUTCMonth()
    let entry = used.get(key)
    if (entry?.month !== month) {
      entry = { month, credits: 0 }
      used.set(key, entry)
    }
    return entry
  }

  /** Below zero after a request that cost more than was left: the service shows it so. */
  const remaining = (key: string): number => allowance - account(key).credits
  return {
    remaining,
    check(key) {
      if (remaining(key) > 0) return
      throw new Refusal(
        401,
        'OUT_OF_USAGE_CREDITS',
        'Usage quota has been reached. See usage plans at https://the-odds-api.com',
      )
    },
    charge(key, cost) {
      account(key).credits += cost
    },
    headers: (key, cost) => ({
      'x-requests-remaining': String(remaining(key)),
      'x-requests-used': String(account(key).credits),
      'x-requests-last': String(cost),
    }),
  }
}

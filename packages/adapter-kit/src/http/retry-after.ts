import type { Timestamp } from '@betting-advisor/core'

/** No service is left alone for longer than this on its own word. */
const LONGEST = 300_000

/**
 * How long a `Retry-After` header asks to wait, in milliseconds within [0, 300 000]; `null` when it says nothing readable.
 *
 * A moment is measured from the service's own `Date`, so that a difference between its clock and ours does not matter.
 *
 * @example
 * ```ts
 * parseRetryAfter('30', null, timestamp(0)) // 30000
 * ```
 */
export function parseRetryAfter(retryAfter: string | null, date: string | null, now: Timestamp): number | null {
  if (retryAfter === null) return null
  const text = retryAfter.trim()
  if (/^\d+$/.test(text)) return Math.min(Number(text) * 1000, LONGEST)
  const until = text.endsWith('GMT') ? Date.parse(text) : Number.NaN
  if (Number.isNaN(until)) return null
  const from = date === null ? Number.NaN : Date.parse(date)
  return Math.min(Math.max(until - (Number.isNaN(from) ? now : from), 0), LONGEST)
}

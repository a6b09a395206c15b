import { ApiError } from '@betting-advisor/adapter-kit'
import {
  after,
  DAY,
  type FeedStatus,
  HOUR,
  isAdvisorError,
  ServiceUnavailableError,
  type Timestamp,
  timestamp,
} from '@betting-advisor/core'
import type { Credits } from '../api/credits.ts'
import { isExhausted, isPassing } from '../api/errors.ts'

/** What a fault means for a feed. */
export type FaultVerdict =
  /** Waiting does not cure it: the feed ends with it. */
  | { readonly kind: 'fatal' }
  | { readonly kind: 'passing'; readonly retryAt: Timestamp }
  /** The month's credits are used up. */
  | { readonly kind: 'exhausted'; readonly retryAt: Timestamp }

/** When credits come back: on the first of the month (UTC). */
function nextMonth(now: Timestamp): Timestamp {
  const date = new Date(now)
  return timestamp(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1))
}

/**
 * Judges a fault.
 *
 * @param retryMs - How long to wait before trying again when the fault itself says nothing, in milliseconds.
 */
export function judge(error: unknown, now: Timestamp, retryMs: number): FaultVerdict {
  if (isExhausted(error)) {
    // On the first of the month the service's clock may not have got there yet, or its reset may come late.
    const isFirst = new Date(now).getUTCDate() === 1
    return { kind: 'exhausted', retryAt: isFirst ? after(now, HOUR) : nextMonth(now) }
  }
  if (!isPassing(error)) return { kind: 'fatal' }
  if (error instanceof ServiceUnavailableError) {
    // Isolated by hand: nobody knows for how long.
    const retryAt = error.nextTryAt ?? after(now, retryMs)
    return { kind: 'passing', retryAt: timestamp(Math.max(retryAt, now + 1)) }
  }
  const asked = error instanceof ApiError ? (error.retryAfterMs ?? 0) : 0
  return { kind: 'passing', retryAt: after(now, Math.min(Math.max(asked, retryMs), DAY)) }
}

/** How a feed is doing, as its port shows it. */
export interface FeedHealth {
  succeeded(part: string, at: Timestamp): void
  failed(part: string, error: unknown, verdict: FaultVerdict, at: Timestamp): void
  /** A round is over; only `parts` still matter. */
  planned(nextAttemptAt: Timestamp, parts: Iterable<string>): void
  noted(detail: string | null): void
  ended(): void
  status(): FeedStatus
}

/** The health of a feed that asks for several parts, and is well when all of them are. */
export function createFeedHealth(
  name: string,
  credits: () => Credits | null,
  changed: () => void = () => undefined,
): FeedHealth {
  let state: 'starting' | 'running' | 'ended' = 'starting'
  const failing = new Map<string, FaultVerdict['kind']>()
  let lastMessageAt: Timestamp | null = null
  let fault: FeedStatus['fault'] = null
  let nextAttemptAt: Timestamp | null = null
  let note: string | null = null

  function stateNow(): FeedStatus['state'] {
    if (state === 'ended') return 'ended'
    const kinds = [...failing.values()]
    if (kinds.includes('exhausted')) return 'exhausted'
    if (kinds.length > 0) return 'failing'
    return state === 'starting' ? 'starting' : 'ok'
  }

  function detail(): string | null {
    const known = credits()
    const spent = known === null ? null : `${known.remaining} credits left, ${known.used} used`
    return [spent, note].filter((part) => part !== null).join('; ') || null
  }

  return {
    succeeded(part, at) {
      state = 'running'
      lastMessageAt = at
      failing.delete(part)
      if (failing.size === 0) fault = null
    },
    failed(part, error, { kind }, at) {
      failing.set(part, kind)
      const code = isAdvisorError(error) ? error.code : 'UNKNOWN'
      fault = { code, message: error instanceof Error ? error.message : String(error), at }
      changed()
    },
    planned(at, parts) {
      state = 'running'
      nextAttemptAt = at
      const wanted = new Set(parts)
      for (const part of failing.keys()) if (!wanted.has(part)) failing.delete(part)
      if (failing.size === 0) fault = null
      changed()
    },
    noted(text) {
      note = text
    },
    ended() {
      state = 'ended'
      nextAttemptAt = null
    },
    status: () => ({ name, state: stateNow(), lastMessageAt, fault, nextAttemptAt, detail: detail() }),
  }
}

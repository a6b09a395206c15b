import { after, DAY, type Timestamp, timestamp } from '@betting-advisor/core'
import { ServiceUnavailableError } from '@betting-advisor/core/breaker'
import { ApiError } from '../errors/api-error.ts'

/** What a fault means for a feed. */
export type FaultVerdict =
  /** Waiting does not cure it: the feed ends with it. */
  | { readonly kind: 'fatal' }
  | { readonly kind: 'passing'; readonly retryAt: Timestamp }
  /** The service answered, and counts that, but the answer could not be used: it is asked again as after a good one. */
  | { readonly kind: 'unusable'; readonly retryAt: Timestamp }
  /** Nothing more is given until then, such as when the month's credits are used up. */
  | { readonly kind: 'exhausted'; readonly retryAt: Timestamp }

/** How long to wait after a fault that does not say so itself, in milliseconds. */
export interface Patience {
  /** After a request that was not answered, and so cost nothing. */
  readonly retryMs: number
  /** After one that was answered. */
  readonly intervalMs: number
}

/**
 * Judges a fault of a service that is read over HTTP: a refusal of the request itself (400, 401, 404, 422) and what is no fault of a
 * service are fatal, an answer with 2xx that could not be used waits for the whole interval, everything else passes.
 *
 * @example
 * ```ts
 * const error = new ApiError({ service: 'scores', code: 'HTTP_503', message: 'It is down.', status: 503 })
 * judgeFault(error, timestamp(0), { retryMs: 30_000, intervalMs: 300_000 }) // { kind: 'passing', retryAt: 30000 }
 * ```
 */
export function judgeFault(error: unknown, now: Timestamp, { retryMs, intervalMs }: Patience): FaultVerdict {
  if (error instanceof ServiceUnavailableError) {
    // Isolated by hand: nobody knows for how long.
    const retryAt = error.nextTryAt ?? after(now, retryMs)
    return { kind: 'passing', retryAt: timestamp(Math.max(retryAt, now + 1)) }
  }
  if (!(error instanceof ApiError) || isRefusal(error)) return { kind: 'fatal' }
  return judgeAnswer(error, now, { retryMs, intervalMs })
}

/** What a fault of a service means where none of them is fatal. */
export function judgeAnswer(error: ApiError, now: Timestamp, { retryMs, intervalMs }: Patience): FaultVerdict {
  const asked = error.retryAfterMs ?? 0
  if (isAnswered(error.status)) return { kind: 'unusable', retryAt: after(now, Math.max(asked, intervalMs)) }
  return { kind: 'passing', retryAt: after(now, Math.min(Math.max(asked, retryMs), DAY)) }
}

/** Whether a service refuses the request itself (400, 401, 404, 422), so that asking again does not help. */
export function isRefusal(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false
  const { status } = error
  return status === 400 || status === 401 || status === 404 || status === 422
}

function isAnswered(status: number | null): boolean {
  return status !== null && status >= 200 && status <= 299
}

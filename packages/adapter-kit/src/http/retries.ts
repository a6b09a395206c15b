import type { Random } from '@betting-advisor/core/simulation'
import { ConstantBackoff, handleWhen, retry } from 'cockatiel'
import { ApiError } from '../errors/api-error.ts'

/** The ceiling of the first wait, doubled with every further one up to the highest, in milliseconds. */
const FIRST_CEILING = 500
const HIGHEST_CEILING = 10_000

/** When and how to try again. */
export interface RetryPlan {
  readonly maxRetries: number
  readonly random: Random
  /** What is left of the time for the whole request, in milliseconds. */
  readonly remainingMs: () => number
  /** Asked before each further attempt: the breaker may have opened meanwhile. */
  readonly mayRetry: (error: ApiError) => boolean
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>
  readonly onRetry: (error: ApiError, waitMs: number) => void
}

/**
 * How long to wait before the `retry`-th further attempt (from 1), in milliseconds: full jitter (Brooker, 2015), on top of what
 * the service itself asks for.
 */
export function retryWait(retry: number, retryAfterMs: number | null, random: Random): number {
  const ceiling = Math.min(FIRST_CEILING * 2 ** (retry - 1), HIGHEST_CEILING)
  return Math.round((retryAfterMs ?? 0) + random() * ceiling)
}

/**
 * Runs `attempt` and again after each retryable failure, as long as plan and time allow.
 *
 * The waits are ours rather than the policy's own, which run on the machine's timers and do not end when aborted.
 */
export function withRetries<Value>(
  plan: RetryPlan,
  signal: AbortSignal,
  attempt: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  let retries = 0
  let waitMs = 0
  let lastError: ApiError | undefined
  const mayTryAgain = (error: unknown): boolean => {
    if (!(error instanceof ApiError && error.isRetryable) || retries >= plan.maxRetries) return false
    if (!plan.mayRetry(error)) return false
    waitMs = retryWait(++retries, error.retryAfterMs, plan.random)
    if (waitMs >= plan.remainingMs()) return false
    lastError = error
    plan.onRetry(error, waitMs)
    return true
  }
  const policy = retry(handleWhen(mayTryAgain), { maxAttempts: plan.maxRetries, backoff: new ConstantBackoff(0) })
  return policy.execute(async () => {
    if (lastError !== undefined) {
      await plan.sleep(waitMs, signal)
      if (!plan.mayRetry(lastError)) throw lastError
    }
    return await attempt(signal)
  }, signal)
}

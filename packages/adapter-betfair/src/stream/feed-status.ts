import { isAdvisorError, type Timestamp } from '@betting-advisor/core'
import type { FeedStatus } from '@betting-advisor/core/venue'

/** How a stream is doing, as its port shows it. */
export interface FeedHealth {
  /** A message or heartbeat has come. */
  heard(at: Timestamp): void
  /** What is told can be believed from now on. */
  well(): void
  failed(error: unknown, at: Timestamp): void
  ended(): void
  status(nextAttemptAt: Timestamp | null, detail: string | null): FeedStatus
}

export function createStreamHealth(name: string): FeedHealth {
  let state: FeedStatus['state'] = 'starting'
  let lastMessageAt: Timestamp | null = null
  let fault: FeedStatus['fault'] = null
  return {
    heard(at) {
      lastMessageAt = at
    },
    well() {
      state = 'ok'
      fault = null
    },
    failed(error, at) {
      const code = isAdvisorError(error) ? error.code : 'UNKNOWN'
      state = 'failing'
      fault = { code, message: error instanceof Error ? error.message : String(error), at }
    },
    ended() {
      state = 'ended'
    },
    status: (nextAttemptAt, detail) => ({ name, state, lastMessageAt, fault, nextAttemptAt, detail }),
  }
}

import type { Timestamp } from '@betting-advisor/core'

/** What is sent, once. */
export interface Attempt {
  /** The path and query at the origin of the client. */
  readonly path: string
  readonly method?: 'POST' | 'PUT' | 'DELETE'
  readonly headers?: Readonly<Record<string, string>>
  /** Written down only when the connection stands. */
  readonly body: () => string
  /** How long all of it may take, in real milliseconds. */
  readonly timeoutMs: number
  readonly signal: AbortSignal
  /**
   * The connection stands and nothing has been written: whether anything may be. Called right before the first byte leaves, so that
   * what took time to connect is asked again.
   */
  readonly mayLeave: () => boolean
  /** The largest answer; 1 MiB by default. */
  readonly maxBodyBytes?: number
  readonly hooks?: AttemptHooks
}

/** Moments of an attempt, for whoever watches or disturbs it. */
export interface AttemptHooks {
  /** Half of it has been handed over. */
  readonly midWrite?: () => void
  readonly afterWrite?: () => void
  readonly beforeParse?: () => void
}

/** What came of an attempt. */
export type AttemptResult = AnsweredAttempt | FailedAttempt

/** A whole answer came that can be made sense of. */
export interface AnsweredAttempt {
  readonly kind: 'answered'
  readonly status: number
  readonly body: string
}

/** No whole answer came. */
export interface FailedAttempt {
  readonly kind: 'failed'
  /** Whether any byte may have left: then the order may have been taken. */
  readonly wrote: boolean
  /** That of the system, or `CLIENT_TIMEOUT`, `ABORTED`, `HELD_BACK`, `ANSWER_TOO_LARGE`, `INVALID_REQUEST`, `CONNECTION_CLOSED`. */
  readonly code: string
  readonly message: string
  /** When its connection was reset: nothing of it leaves after that. Where nothing was written, there is nothing to reset. */
  readonly resetAt: Timestamp | null
}

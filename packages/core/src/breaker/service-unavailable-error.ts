import { AdvisorError } from '../errors/advisor-error.ts'
import type { Timestamp } from '../units/timestamp.ts'

/** A service is behind an open circuit breaker and there is nothing to fall back on. */
export class ServiceUnavailableError extends AdvisorError {
  readonly code = 'SERVICE_UNAVAILABLE'
  readonly service: string
  readonly since: Timestamp
  readonly nextTryAt: Timestamp | undefined

  constructor(service: string, since: Timestamp, nextTryAt: Timestamp | undefined, cause?: unknown) {
    super(`${service} is unavailable since ${new Date(since).toISOString()}.`, {
      cause,
      remedy:
        nextTryAt === undefined
          ? 'It stays isolated until someone resets its breaker.'
          : `The next try is at ${new Date(nextTryAt).toISOString()}.`,
    })
    this.service = service
    this.since = since
    this.nextTryAt = nextTryAt
  }
}

import { AdvisorError } from '@betting-advisor/core'
import { oneLine } from '@betting-advisor/core/store'

/** What an {@link ApiError} says. */
export interface ApiErrorSettings {
  /** Which service, such as `theodds`. */
  readonly service: string
  /** Stable name of the fault: the service's own where it gives one. */
  readonly code: string
  /** What happened, without secrets. */
  readonly message: string
  /** HTTP status; `null` when no answer had begun. */
  readonly status?: number | null
  /** Whether the same request may succeed in a moment. */
  readonly isRetryable?: boolean
  /** Whether it says that the service is ill, so that a circuit breaker counts it; refusals and local denials do not. */
  readonly isServiceFault?: boolean
  /** How long the service asks to be left alone, in milliseconds. */
  readonly retryAfterMs?: number | null
  readonly remedy?: string
  readonly cause?: unknown
}

/** A request to a service failed. */
export class ApiError extends AdvisorError {
  readonly code: string
  readonly service: string
  readonly status: number | null
  readonly isRetryable: boolean
  readonly isServiceFault: boolean
  readonly retryAfterMs: number | null

  constructor({ service, code, message, remedy, cause, ...rest }: ApiErrorSettings) {
    // What a service says may hold line breaks and what moves a terminal's cursor.
    super(oneLine(message), { ...(remedy === undefined ? {} : { remedy }), ...(cause === undefined ? {} : { cause }) })
    this.service = service
    this.code = code
    this.status = rest.status ?? null
    this.isRetryable = rest.isRetryable ?? false
    this.isServiceFault = rest.isServiceFault ?? false
    this.retryAfterMs = rest.retryAfterMs ?? null
  }
}

/** No whole answer came: refused, reset, cut off, name not found. Its status says when an answer had begun. */
export class NetworkError extends ApiError {
  constructor(service: string, detail: string, cause: unknown, status: number | null = null) {
    super({
      service,
      code: 'NETWORK',
      message: `${service} could not be reached: ${detail}.`,
      status,
      isRetryable: true,
      isServiceFault: true,
      cause,
    })
  }
}

/** No whole answer came in time. Its status says when one had begun. */
export class RequestTimeoutError extends ApiError {
  constructor(
    service: string,
    milliseconds: number,
    what: 'attempt' | 'request',
    { cause, status = null }: { readonly cause?: unknown; readonly status?: number | null } = {},
  ) {
    super({
      service,
      code: 'TIMEOUT',
      message: `${service} did not answer within ${milliseconds} ms${what === 'request' ? ', all attempts together' : ''}.`,
      status,
      isRetryable: what === 'attempt',
      isServiceFault: true,
      cause,
    })
  }
}

/** The answer is not what the service promises: broken JSON, or fields that are missing or of another type. */
export class InvalidBodyError extends ApiError {
  constructor(service: string, status: number, detail: string, isRetryable: boolean) {
    super({
      service,
      code: 'INVALID_BODY',
      message: `${service} answered with something unreadable: ${detail}.`,
      status,
      isRetryable,
      isServiceFault: true,
    })
  }
}

/** The answer is larger than any the service should give. */
export class BodyTooLargeError extends ApiError {
  constructor(service: string, status: number, maxBytes: number) {
    super({
      service,
      code: 'BODY_TOO_LARGE',
      message: `${service} answered with more than ${maxBytes} bytes.`,
      status,
      isServiceFault: true,
      remedy: 'Ask for less at once, or raise maxBodyBytes.',
    })
  }
}

/** This side sends too much: the request was not made. */
export class OverloadedError extends ApiError {
  constructor(service: string, detail: string, retryAfterMs: number | null = null) {
    super({ service, code: 'OVERLOADED', message: `${service} was not asked: ${detail}.`, retryAfterMs })
  }
}

/**
 * Whether a circuit breaker should count `error` against the service.
 *
 * @example
 * ```ts
 * isServiceFault(new BodyTooLargeError('theodds', 200, 1_000_000)) // true
 * ```
 */
export function isServiceFault(error: unknown): boolean {
  return error instanceof ApiError && error.isServiceFault
}

import { ApiError } from '@betting-advisor/adapter-kit'

/** What errors and breakers of the exchange are told by. */
export const SERVICE = 'betfair'

/** What an error of the exchange says. */
interface BetfairFault {
  readonly code: string
  readonly message: string
  readonly status?: number | null
  readonly isRetryable?: boolean
  readonly isServiceFault?: boolean
  readonly retryAfterMs?: number | null
  readonly remedy?: string
  readonly cause?: unknown
}

export function betfairError(fault: BetfairFault): ApiError {
  return new ApiError({ service: SERVICE, ...fault })
}

import { ApiError, httpError, type RawAnswer, type Redact } from '@betting-advisor/adapter-kit'
import { isAdvisorError, type Timestamp } from '@betting-advisor/core'
import { errorSchema } from './schemas.ts'

export const SERVICE = 'theodds'

const SET_KEY = 'Set THEODDS_API_KEY (or THEODDS_API_KEY_FILE), or pass apiKey.'

/** What to do about the errors that waiting does not cure, and about the one that takes long. */
const REMEDIES: Readonly<Record<string, string>> = {
  MISSING_KEY: SET_KEY,
  INVALID_KEY: 'Check THEODDS_API_KEY against the key in your account at https://the-odds-api.com.',
  DEACTIVATED_KEY: 'The subscription was cancelled or a payment failed: see your account at https://the-odds-api.com.',
  OUT_OF_USAGE_CREDITS:
    'Wait for the first of next month, choose a larger plan, or poll fewer sports, markets and regions.',
  UNKNOWN_SPORT: 'Take sport keys from the /v4/sports endpoint, such as soccer_epl.',
  INVALID_REGION: 'Use regions such as uk, eu, us or au.',
  INVALID_BOOKMAKERS: 'Use the bookmaker keys that the documentation of The Odds API lists, such as pinnacle.',
  INVALID_MARKET: 'Use the markets h2h, spreads, totals or outrights.',
  HTTP_404: 'Check baseUrl: there is nothing of The Odds API there.',
}

const REFUSED = 'The service refuses the request itself: check sports, markets, regions and bookmakers.'

/** The longest message of the service that is passed on. */
const LONGEST_MESSAGE = 300

/** The service's own error in an answer that is not a success. */
export function errorOf(answer: RawAnswer, redact: Redact, now: Timestamp): ApiError {
  const plain = httpError(SERVICE, answer, now)
  const said = saidIn(answer.text)
  const code = said.error_code ?? plain.code
  const message = said.message === undefined ? plain.message : redact(said.message).slice(0, LONGEST_MESSAGE)
  const remedy = REMEDIES[code] ?? (isRefusal(answer.status) ? REFUSED : undefined)
  return new ApiError({
    service: SERVICE,
    code,
    message: `The Odds API: ${/[.!?]$/.test(message) ? message : `${message}.`}`,
    status: answer.status,
    isRetryable: plain.isRetryable,
    isServiceFault: plain.isServiceFault,
    retryAfterMs: plain.retryAfterMs,
    ...(remedy === undefined ? {} : { remedy }),
  })
}

function saidIn(text: string): { message?: string | undefined; error_code?: string | undefined } {
  try {
    return errorSchema.safeParse(JSON.parse(text)).data ?? {}
  } catch {
    // A page of a proxy: the status says all there is to know.
    return {}
  }
}

/** The error for a key that nobody has given. */
export function missingKey(): ApiError {
  return new ApiError({
    service: SERVICE,
    code: 'MISSING_KEY',
    message: 'There is no key for The Odds API.',
    remedy: SET_KEY,
  })
}

/** Whether the credits of this month are used up. */
export function isExhausted(error: unknown): boolean {
  return isAdvisorError(error, 'OUT_OF_USAGE_CREDITS')
}

function isRefusal(status: number): boolean {
  return status === 400 || status === 401 || status === 404 || status === 422
}

/** What an error code of the exchange means for whoever asked. */
export interface CodeMeaning {
  readonly remedy: string
  /** Whether the same request may be answered in a moment. */
  readonly isRetryable: boolean
  /** Whether the service is ill. */
  readonly isServiceFault: boolean
}

const ill = (remedy: string): CodeMeaning => ({ remedy, isRetryable: true, isServiceFault: true })
const busy = (remedy: string): CodeMeaning => ({ remedy, isRetryable: true, isServiceFault: false })
const ours = (remedy: string): CodeMeaning => ({ remedy, isRetryable: false, isServiceFault: false })

const KEY = ours('Check BETFAIR_APP_KEY: the key must be active, and belong to this account.')
const LOGIN = ours('The session is over; the next request logs in again.')
const REQUEST = ours('The request itself is wrong: read its details, and report it if it was made by this package.')
const SPLIT = ours('Ask for less at once: fewer markets, prices or bets.')
const BUSY = ill('The exchange is busy or has failed; it passes.')

const meanings: Readonly<Record<string, CodeMeaning>> = {
  TOO_MUCH_DATA: SPLIT,
  REQUEST_SIZE_EXCEEDS_LIMIT: SPLIT,
  INVALID_INPUT_DATA: REQUEST,
  INVALID_SESSION_INFORMATION: LOGIN,
  INVALID_SESSION_TOKEN: LOGIN,
  NO_SESSION: LOGIN,
  NO_APP_KEY: KEY,
  INVALID_APP_KEY: KEY,
  ACCESS_DENIED: ours('The key or the jurisdiction of the account does not allow this.'),
  TOO_MANY_REQUESTS: busy('Something else asks with this account as well: the exchange counts them together.'),
  SERVICE_BUSY: BUSY,
  TIMEOUT_ERROR: BUSY,
  UNEXPECTED_ERROR: BUSY,
  CUSTOMER_ACCOUNT_CLOSED: ours('The account is closed.'),
  SUBSCRIPTION_EXPIRED: ours('The subscription of the application has ended.'),
  // What the framework in front of the service says.
  'DSC-0008': REQUEST,
  'DSC-0009': REQUEST,
  'DSC-0015': KEY,
  'DSC-0018': REQUEST,
  'DSC-0019': BUSY,
  'DSC-0021': REQUEST,
  'DSC-0023': REQUEST,
  'DSC-0024': REQUEST,
  'DSC-0034': KEY,
  'DSC-0035': KEY,
  'DSC-0036': KEY,
  'DSC-0037': ours('The key needs a subscription for this.'),
  'DSC-0038': ours('The key may not do this.'),
}

const UNKNOWN = ours('The exchange gives a reason that is new here: look it up in its documentation.')

/** What an error code of the exchange means. */
export function meaningOf(code: string): CodeMeaning {
  return Object.hasOwn(meanings, code) ? (meanings[code] ?? UNKNOWN) : UNKNOWN
}

const SESSION_CODES = new Set(['INVALID_SESSION_INFORMATION', 'INVALID_SESSION_TOKEN', 'NO_SESSION'])

/** Whether a code says that the session is over. */
export function isSessionCode(code: string): boolean {
  return SESSION_CODES.has(code)
}

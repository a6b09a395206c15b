/** Codes of a whole request by which certainly nothing of it was placed. */
const REQUEST_REFUSED = new Set([
  'INVALID_ACCOUNT_STATE',
  'INVALID_WALLET_STATUS',
  'INSUFFICIENT_FUNDS',
  'LOSS_LIMIT_EXCEEDED',
  'MARKET_SUSPENDED',
  'MARKET_NOT_OPEN_FOR_BETTING',
  'INVALID_ORDER',
  'INVALID_MARKET_ID',
  'PERMISSION_DENIED',
  'DUPLICATE_BETIDS',
  'NO_ACTION_REQUIRED',
  'REJECTED_BY_REGULATOR',
  'NO_CHASING',
  'REGULATOR_IS_NOT_AVAILABLE',
  'TOO_MANY_INSTRUCTIONS',
  'INVALID_MARKET_VERSION',
  'EVENT_EXPOSURE_LIMIT_EXCEEDED',
  'EVENT_MATCHED_EXPOSURE_LIMIT_EXCEEDED',
  'EVENT_BLOCKED',
  'INVALID_PROFIT_RATIO',
  'NO_CHANGE',
])

/** Codes of one bet by which it certainly was not placed, or not changed. */
const BET_REFUSED = new Set([
  'INVALID_BET_SIZE',
  'INVALID_RUNNER',
  'BET_TAKEN_OR_LAPSED',
  'RUNNER_REMOVED',
  'MARKET_NOT_OPEN_FOR_BETTING',
  'LOSS_LIMIT_EXCEEDED',
  'MARKET_NOT_OPEN_FOR_BSP_BETTING',
  'INVALID_PRICE_EDIT',
  'INVALID_ODDS',
  'INSUFFICIENT_FUNDS',
  'INVALID_PERSISTENCE_TYPE',
  'INVALID_BACK_LAY_COMBINATION',
  'ERROR_IN_ORDER',
  'INVALID_BID_TYPE',
  'INVALID_BET_ID',
  'CANCELLED_NOT_PLACED',
  'RELATED_ACTION_FAILED',
  'NO_ACTION_REQUIRED',
  'INVALID_MIN_FILL_SIZE',
  'INVALID_CUSTOMER_ORDER_REF',
  'TIME_IN_FORCE_CONFLICT',
  'UNEXPECTED_PERSISTENCE_TYPE',
  'INVALID_ORDER_TYPE',
  'UNEXPECTED_MIN_FILL_SIZE',
  'INVALID_CUSTOMER_STRATEGY_REF',
  'BET_LAPSED_PRICE_IMPROVEMENT_TOO_LARGE',
  'INVALID_PROFIT_RATIO',
])

/** Errors of the API by which a request certainly went no further than its door. */
const TURNED_AWAY = new Set([
  'INVALID_SESSION_INFORMATION',
  'INVALID_SESSION_TOKEN',
  'NO_SESSION',
  'NO_APP_KEY',
  'INVALID_APP_KEY',
  'ACCESS_DENIED',
  'INVALID_INPUT_DATA',
  'REQUEST_SIZE_EXCEEDS_LIMIT',
  'TOO_MANY_REQUESTS',
  'DSC-0008',
  'DSC-0009',
  'DSC-0015',
  'DSC-0018',
  'DSC-0021',
  'DSC-0023',
  'DSC-0024',
  'DSC-0034',
  'DSC-0035',
  'DSC-0036',
  'DSC-0037',
  'DSC-0038',
])

/** Codes of a whole request under which nothing that is said of one bet is certain. */
const IN_DOUBT = new Set(['ERROR_IN_MATCHER', 'SERVICE_UNAVAILABLE', 'DUPLICATE_TRANSACTION', 'TIMEOUT'])

/** Whether a code of a whole request leaves all of it in doubt. */
export const isInDoubt = (code: string | null): boolean => code !== null && IN_DOUBT.has(code)
/** Whether a code of a whole request says for certain that nothing of it was done. */
export const isRequestRefused = (code: string): boolean => REQUEST_REFUSED.has(code)
/** Whether a code of one bet says for certain that nothing was done with it. */
export const isBetRefused = (code: string): boolean => BET_REFUSED.has(code)
/** Whether an error of the API says for certain that nothing of the request was done. */
export const isTurnedAway = (code: string): boolean => TURNED_AWAY.has(code)

/** Codes that only say that something else was wrong. */
const SIBLINGS = new Set(['ERROR_IN_ORDER', 'RELATED_ACTION_FAILED'])

/** The code that says why, of that of a bet and that of its request. */
export function tellingCode(bet: string | null, request: string | null): string {
  if (bet === null) return request ?? 'NO_CODE'
  return SIBLINGS.has(bet) && request !== null && request !== 'PROCESSED_WITH_ERRORS' ? request : bet
}

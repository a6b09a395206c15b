/** What can be done about a login that was refused. */
export interface LoginAdvice {
  readonly remedy: string
  /** Whether the same credentials may do in a moment; otherwise somebody has to do something first. */
  readonly isRetryable: boolean
}

const waiting = (remedy: string): LoginAdvice => ({ remedy, isRetryable: true })
const human = (remedy: string): LoginAdvice => ({ remedy, isRetryable: false })

const LOCKED = human('The account is locked: reset the password on the website of the exchange, then start again.')
const CREDENTIALS = human('Check username and password. Do not try again as they are: failures lock the account.')
const CERTIFICATE = human(
  'Check that the certificate is the one that was uploaded to this account, and that its key belongs to it.',
)
const WEBSITE = human('Log in on the website of the exchange once and do what it asks for, then start again.')
const DOMAIN = human('The account belongs to another jurisdiction: set BETFAIR_JURISDICTION to where it was opened.')
const CLOSED = human('The account cannot be used: ask the customer service of the exchange.')
const MASTER = human('This kind of account cannot log in here: use an account that places its own bets.')
const PLACE = human('The exchange does not serve the place that this machine is in.')
const CODE = human('Give the current code of the second factor, or log in with a certificate, which needs none.')
const REGULATOR = waiting('The regulator cannot be reached from the exchange: it passes.')
const EXCLUDED = human('The owner of this account has excluded himself from gambling. That stands.')

const advice: Readonly<Record<string, LoginAdvice>> = {
  ACCOUNT_ALREADY_LOCKED: LOCKED,
  ACCOUNT_NOW_LOCKED: LOCKED,
  ACCOUNT_PENDING_PASSWORD_CHANGE: WEBSITE,
  ACTIONS_REQUIRED: WEBSITE,
  AGENT_CLIENT_MASTER: MASTER,
  AGENT_CLIENT_MASTER_SUSPENDED: MASTER,
  AUTHORIZED_ONLY_FOR_DOMAIN: DOMAIN,
  AUTHORIZED_ONLY_FOR_DOMAIN_ES: DOMAIN,
  AUTHORIZED_ONLY_FOR_DOMAIN_RO: DOMAIN,
  AUTHORIZED_ONLY_FOR_DOMAIN_SE: DOMAIN,
  BETTING_RESTRICTED_LOCATION: PLACE,
  CERT_AUTH_REQUIRED: CERTIFICATE,
  CHANGE_PASSWORD_REQUIRED: WEBSITE,
  CLOSED,
  CONTACT_VERIFICATION_REQUIRED: WEBSITE,
  DANISH_AUTHORIZATION_REQUIRED: WEBSITE,
  DENMARK_MIGRATION_REQUIRED: WEBSITE,
  DUPLICATE_CARDS: CLOSED,
  EMAIL_LOGIN_NOT_ALLOWED: human('Log in with the username, not with the address of mail.'),
  FORBIDDEN: CLOSED,
  INPUT_VALIDATION_ERROR: CREDENTIALS,
  INTERNAL_ERROR: waiting('The identity service has failed: it passes.'),
  INTERNATIONAL_TERMS_ACCEPTANCE_REQUIRED: WEBSITE,
  INVALID_CONNECTIVITY_TO_REGULATOR: REGULATOR,
  INVALID_CONNECTIVITY_TO_REGULATOR_DK: REGULATOR,
  INVALID_CONNECTIVITY_TO_REGULATOR_IT: REGULATOR,
  INVALID_PIN: CREDENTIALS,
  INVALID_PIN_LOGIN_REQUEST: CREDENTIALS,
  INVALID_USERNAME_OR_PASSWORD: CREDENTIALS,
  ITALIAN_CONTRACT_ACCEPTANCE_REQUIRED: WEBSITE,
  ITALIAN_PROFILING_ACCEPTANCE_REQUIRED: WEBSITE,
  ITALY_MIGRATION_REQUIRED: WEBSITE,
  KYC_SUSPEND: WEBSITE,
  MIGRATION_REQUIRED: WEBSITE,
  MULTI_FACTOR_AUTHENTICATION_REQUIRED: WEBSITE,
  MULTIPLE_USERS_WITH_SAME_CREDENTIAL: CLOSED,
  NOT_AUTHORIZED_BY_REGULATOR: CLOSED,
  NOT_AUTHORIZED_BY_REGULATOR_DK: CLOSED,
  NOT_AUTHORIZED_BY_REGULATOR_IT: CLOSED,
  NOT_AUTHORIZED_FOR_DOMAIN_COM: DOMAIN,
  NOT_AUTHORIZED_FOR_DOMAIN_ES: DOMAIN,
  NOT_AUTHORIZED_FOR_DOMAIN_IT: DOMAIN,
  PENDING_AUTH: WEBSITE,
  PERSONAL_MESSAGE_REQUIRED: WEBSITE,
  PIN_DELETED_ON_FAILED_COUNT_EXCEEDED: CREDENTIALS,
  SECURITY_QUESTION_WRONG_3X: WEBSITE,
  SECURITY_RESTRICTED_LOCATION: PLACE,
  SELF_EXCLUDED: EXCLUDED,
  SPAIN_MIGRATION_REQUIRED: WEBSITE,
  SPANISH_TERMS_ACCEPTANCE_REQUIRED: WEBSITE,
  STRONG_AUTH_CODE_REQUIRED: CODE,
  STRONG_CODE_FAIL: CODE,
  SUSPENDED: CLOSED,
  SWEDEN_BANK_ID_VERIFICATION_REQUIRED: WEBSITE,
  SWEDEN_NATIONAL_IDENTIFIER_REQUIRED: WEBSITE,
  TELBET_TERMS_CONDITIONS_NA: WEBSITE,
  TEMPORARY_BAN_TOO_MANY_REQUESTS: human(
    'The account logged in too often and is barred from doing so for 20 minutes; sessions that stand go on. Share one session instead of logging in for each request.',
  ),
  TERMS_AND_CONDITIONS: WEBSITE,
  TRADING_MASTER: MASTER,
  TRADING_MASTER_SUSPENDED: MASTER,
  UNRECOGNIZED_DEVICE: WEBSITE,
}

const UNKNOWN = human('The exchange gives a reason that is new here: look it up in its documentation.')

/** What can be done about a login that was refused with this code. */
export function loginAdvice(code: string): LoginAdvice {
  return Object.hasOwn(advice, code) ? (advice[code] ?? UNKNOWN) : UNKNOWN
}

/** How long the identity service bars an account that logged in too often. */
export const BAN_MS = 20 * 60_000
export const BANNED = 'TEMPORARY_BAN_TOO_MANY_REQUESTS'

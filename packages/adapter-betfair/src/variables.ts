import type { Secret } from '@betting-advisor/core'
import { kinds, optionalVariable, type Settings, settingsGroup, variable } from '@betting-advisor/core/config'
import type { BetfairAccess } from './session/access.ts'
import type { Jurisdiction } from './session/hosts.ts'

const jurisdictions: { readonly [Name in Jurisdiction]: Name } = {
  global: 'global',
  australia: 'australia',
  'new-zealand': 'new-zealand',
  italy: 'italy',
  spain: 'spain',
  romania: 'romania',
}

/**
 * What a program reads from the environment for Betfair: `BETFAIR_APP_KEY`, `BETFAIR_USERNAME`, `BETFAIR_PASSWORD`, the certificate, where
 * the account was opened, and how long its sessions last.
 *
 * @example
 * ```ts
 * const settings = await settingsFromEnv({ betfair: betfairVariables })
 * settings.betfair.jurisdiction // 'global'
 * ```
 */
export const betfairVariables = settingsGroup('Betfair', {
  appKey: optionalVariable('BETFAIR_APP_KEY', kinds.secret(), 'The application key, live or delayed.'),
  username: optionalVariable('BETFAIR_USERNAME', kinds.secret(), 'The name of the account.'),
  password: optionalVariable('BETFAIR_PASSWORD', kinds.secret(), 'Its password.'),
  certificate: optionalVariable(
    'BETFAIR_CERTIFICATE',
    kinds.secret(),
    'The certificate to log in with, PEM: best as a file, `BETFAIR_CERTIFICATE_FILE`.',
  ),
  certificateKey: optionalVariable('BETFAIR_CERTIFICATE_KEY', kinds.secret(), 'The key of the certificate, PEM.'),
  jurisdiction: variable(
    'BETFAIR_JURISDICTION',
    kinds.choice<Jurisdiction>(jurisdictions),
    'global',
    'Where the account was opened: it decides which hosts serve it.',
  ),
  sessionMinutes: optionalVariable(
    'BETFAIR_SESSION_MINUTES',
    kinds.number({ from: 1, to: 1_440 }),
    'How long a session lasts, as set in the account: 720 by default, in Italy and Spain 20.',
  ),
})

/** What {@link betfairAccess} needs of a program's settings. */
export type BetfairAccessSettings = Pick<Settings, 'http' | 'circuitBreaker'> & {
  readonly betfair: {
    readonly appKey: Secret | null
    readonly username: Secret | null
    readonly password: Secret | null
    readonly certificate: Secret | null
    readonly certificateKey: Secret | null
    readonly jurisdiction: Jurisdiction
    readonly sessionMinutes: number | null
  }
}

/**
 * How Betfair is reached under these settings; what is missing is said when a session is made of it.
 *
 * @example
 * ```ts
 * const settings = defineSettings({}, { betfair: betfairVariables })
 * betfairAccess(settings).jurisdiction // 'global'
 * ```
 */
export function betfairAccess({ circuitBreaker, http, betfair }: BetfairAccessSettings): BetfairAccess {
  const { certificate, certificateKey, sessionMinutes } = betfair
  return {
    appKey: betfair.appKey ?? '',
    username: betfair.username?.reveal() ?? '',
    password: betfair.password ?? '',
    jurisdiction: betfair.jurisdiction,
    maxFailures: circuitBreaker.maxFailures,
    resetTimeoutMs: circuitBreaker.resetMs,
    httpTimeoutMs: http.timeoutMs,
    ...(sessionMinutes !== null && { sessionMs: sessionMinutes * 60_000 }),
    ...(certificate !== null &&
      certificateKey !== null && { certificate: { certificate: certificate.reveal(), key: certificateKey } }),
  }
}

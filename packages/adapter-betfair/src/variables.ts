import type { Secret } from '@betting-advisor/core'
import { kinds, optionalVariable, type Settings, settingsGroup, variable } from '@betting-advisor/core/config'
import type { BetfairAccess } from './session/access.ts'
import type { BetfairHosts, Jurisdiction } from './session/hosts.ts'
import { hostsSetting } from './session/hosts-setting.ts'

const jurisdictions: { readonly [Name in Jurisdiction]: Name } = {
  global: 'global',
  australia: 'australia',
  'new-zealand': 'new-zealand',
  italy: 'italy',
  spain: 'spain',
  romania: 'romania',
}

type Presence<Name extends string> = Readonly<Record<Name, unknown>>

/**
 * What a program reads from the environment for Betfair: `BETFAIR_APP_KEY`, `BETFAIR_USERNAME`, `BETFAIR_PASSWORD`, the certificate, where
 * the account was opened, how long its sessions last, and hosts in place of the exchange's.
 *
 * @example
 * ```ts
 * const settings = await settingsFromEnv({ betfair: betfairVariables })
 * settings.betfair.jurisdiction // 'global'
 * ```
 */
export const betfairVariables = settingsGroup(
  'Betfair',
  {
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
    hosts: optionalVariable(
      'BETFAIR_HOSTS',
      hostsSetting,
      'Hosts in place of the exchange’s own, such as those of an emulator. Paper bets there are no record for real money.',
    ),
  },
  [
    ...(['username', 'password'] as const).map((name) => ({
      reads: [name, 'appKey'] as const,
      problem: (values: Presence<typeof name | 'appKey'>) =>
        values.appKey !== null && values[name] === null ? 'is required with BETFAIR_APP_KEY' : null,
    })),
    {
      reads: ['certificateKey', 'certificate'],
      problem: ({ certificate, certificateKey }) =>
        certificate !== null && certificateKey === null ? 'is required with BETFAIR_CERTIFICATE' : null,
    },
    {
      reads: ['certificate', 'certificateKey'],
      problem: ({ certificate, certificateKey }) =>
        certificate === null && certificateKey !== null ? 'is required with BETFAIR_CERTIFICATE_KEY' : null,
    },
  ],
)

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
    readonly hosts: Partial<BetfairHosts> | null
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
  const { certificate, certificateKey, sessionMinutes, hosts } = betfair
  return {
    appKey: betfair.appKey ?? '',
    username: betfair.username?.reveal() ?? '',
    password: betfair.password ?? '',
    jurisdiction: betfair.jurisdiction,
    maxFailures: circuitBreaker.maxFailures,
    resetTimeoutMs: circuitBreaker.resetMs,
    httpTimeoutMs: http.timeoutMs,
    ...(hosts !== null && { hosts }),
    ...(sessionMinutes !== null && { sessionMs: sessionMinutes * 60_000 }),
    ...(certificate !== null &&
      certificateKey !== null && { certificate: { certificate: certificate.reveal(), key: certificateKey } }),
  }
}

import { createRedactor, type Redact } from '@betting-advisor/adapter-kit'
import { type Clock, HOUR, InvalidValueError, type Logger, MINUTE, Secret } from '@betting-advisor/core'
import { type BetfairHosts, betfairHosts, isMixed, type Jurisdiction } from './hosts.ts'

/** A client certificate that was uploaded to the account, and its key, both PEM. */
export interface ClientCertificate {
  readonly certificate: string
  readonly key: Secret | string
  readonly passphrase?: Secret | string
}

/** How the exchange is reached, and as whom. */
export interface BetfairAccess {
  readonly appKey: Secret | string
  readonly username: string
  readonly password: Secret | string
  /** Logs in without a second factor; without, the login is interactive. */
  readonly certificate?: ClientCertificate
  /** Gives the current code of the second factor, for an interactive login of an account that has one. Asked before each attempt; a code is sent once. */
  readonly secondFactor?: () => string | Promise<string>
  /** Where the account was opened. @default 'global' */
  readonly jurisdiction?: Jurisdiction
  /** Hosts in place of the jurisdiction's: other ones of the exchange, or all of an emulator, such as `127.0.0.1:8443`. */
  readonly hosts?: Partial<BetfairHosts>
  /** Certificates of authorities to trust in place of those that Node does, PEM: for an emulator. */
  readonly authorities?: string | readonly string[]
  /**
   * How long a session lasts without being kept alive, as set in the account, in milliseconds.
   *
   * @default 12 hours, in Italy and Spain 20 minutes
   */
  readonly sessionMs?: number
  /** How long one attempt of a read may take, in real milliseconds. @default 10_000 */
  readonly httpTimeoutMs?: number
  /** Failures in a row that open a circuit breaker. @default 5 */
  readonly maxFailures?: number
  /** How long a breaker stays open, in milliseconds. @default 60_000 */
  readonly resetTimeoutMs?: number
}

/** The same with everything in place. */
export interface CompleteAccess {
  readonly appKey: Secret
  readonly username: string
  readonly password: Secret
  readonly certificate: { readonly cert: string; readonly key: Secret; readonly passphrase: Secret | null } | null
  readonly secondFactor: (() => string | Promise<string>) | null
  readonly jurisdiction: Jurisdiction
  readonly hosts: BetfairHosts
  /** Of the hosts. */
  readonly trust: { readonly ca?: string[] }
  readonly sessionMs: number
  readonly breaker: { readonly maxFailures?: number; readonly resetTimeoutMs?: number }
  readonly attemptTimeoutMs: number
}

const SHORT_SESSIONS: readonly Jurisdiction[] = ['italy', 'spain']

const secret = (value: Secret | string): Secret => (typeof value === 'string' ? new Secret(value.trim()) : value)

/** @throws InvalidValueError `INVALID_VALUE` naming what is missing, or `hosts` where some are the exchange's and some are not. */
export function completeAccess(access: BetfairAccess): CompleteAccess {
  const { jurisdiction = 'global', certificate, authorities, maxFailures, resetTimeoutMs } = access
  const appKey = secret(access.appKey)
  const password = secret(access.password)
  for (const [name, value] of [
    ['appKey', appKey.reveal()],
    ['username', access.username],
    ['password', password.reveal()],
  ] as const) {
    if (value.trim() === '') throw new InvalidValueError(name, '', 'what the exchange knows the account by')
  }
  const sessionMs = access.sessionMs ?? (SHORT_SESSIONS.includes(jurisdiction) ? 20 * MINUTE : 12 * HOUR)
  if (!(sessionMs >= MINUTE)) throw new InvalidValueError('sessionMs', sessionMs, `at least ${MINUTE}`)
  const hosts = betfairHosts(jurisdiction, access.hosts)
  if (isMixed(hosts)) {
    throw new InvalidValueError('hosts', JSON.stringify(hosts), 'all of the exchange or none: they share one session')
  }
  return {
    appKey,
    username: access.username,
    password,
    certificate:
      certificate === undefined
        ? null
        : {
            cert: certificate.certificate,
            key: secret(certificate.key),
            passphrase: certificate.passphrase === undefined ? null : secret(certificate.passphrase),
          },
    secondFactor: access.secondFactor ?? null,
    jurisdiction,
    hosts,
    trust: authorities === undefined ? {} : { ca: typeof authorities === 'string' ? [authorities] : [...authorities] },
    sessionMs,
    attemptTimeoutMs: access.httpTimeoutMs ?? 10_000,
    breaker: {
      ...(maxFailures !== undefined && { maxFailures }),
      ...(resetTimeoutMs !== undefined && { resetTimeoutMs }),
    },
  }
}

/** What masks every secret of an account, the tokens it gets later as well. */
export interface Mask {
  readonly redact: Redact
  add(secret: Secret): void
}

/** How many tokens of the past are still masked. */
const KEPT_TOKENS = 8

export function createMask({ appKey, password, certificate }: CompleteAccess): Mask {
  const lasting = [
    appKey,
    password,
    ...(certificate === null ? [] : [certificate.key, certificate.passphrase ?? []].flat()),
  ]
  const passing: Secret[] = []
  let redact = createRedactor(lasting)
  return {
    redact: (text) => redact(text),
    add(token) {
      passing.push(token)
      if (passing.length > KEPT_TOKENS) passing.shift()
      redact = createRedactor([...lasting, ...passing])
    },
  }
}

/** What parts of the adapter are told of the world. */
export interface Surroundings {
  readonly clock: Clock
  readonly logger: Logger
}

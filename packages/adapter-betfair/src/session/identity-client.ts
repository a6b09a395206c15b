import { ApiError, createReadPipeline, type Redact } from '@betting-advisor/adapter-kit'
import type { Secret } from '@betting-advisor/core'
import type { CircuitBreaker } from '@betting-advisor/core/breaker'
import { certificateAnswerSchema, identityAnswerSchema } from '../api/wire/identity.ts'
import { betfairError, SERVICE } from '../errors.ts'
import type { CompleteAccess, Surroundings } from './access.ts'
import { type LoginResult, readCertificateLogin, readLogin } from './read-login.ts'

/** What the identity service says to a session that stands. */
export type SessionWord =
  | { readonly kind: 'ok'; readonly token: string | null }
  | { readonly kind: 'refused'; readonly code: string }

/** The identity service: each call is one request, and again where it was not answered. */
export interface IdentityClient {
  readonly breaker: CircuitBreaker
  /** @throws ApiError where nobody answered. */
  login(signal: AbortSignal): Promise<LoginResult>
  /** @throws ApiError where nobody answered. */
  keepAlive(token: Secret, signal: AbortSignal): Promise<SessionWord>
  logout(token: Secret, signal: AbortSignal): Promise<SessionWord>
  close(): Promise<void>
}

const FORM = 'application/x-www-form-urlencoded'

export function createIdentityClient(
  access: CompleteAccess,
  { clock, logger }: Surroundings,
  redact: Redact,
): IdentityClient {
  const { appKey, hosts, certificate, trust, attemptTimeoutMs, breaker } = access
  const { secondFactor } = access
  const pipeline = (operation: string, host: string, tls: object, maxRetries = 2) =>
    createReadPipeline({
      service: SERVICE,
      operation,
      baseUrl: `https://${host}`,
      clock,
      logger,
      redact,
      failureMode: 'consecutive',
      concurrency: 1,
      attemptTimeoutMs,
      maxRetries,
      tls: { ...trust, ...tls },
      ...breaker,
    })
  // The certificate is shown to the host that asks for it, and to no other.
  const entrance =
    certificate === null
      ? // A code logs in once: what was sent with it, and not answered, is not sent again.
        pipeline('login', hosts.login, {}, secondFactor === null ? undefined : 0)
      : pipeline('login', hosts.certificateLogin, {
          cert: certificate.cert,
          key: certificate.key.reveal(),
          ...(certificate.passphrase !== null && { passphrase: certificate.passphrase.reveal() }),
        })
  const keeping = pipeline('keep-alive', hosts.keepAlive, {})
  const leaving = pipeline('logout', hosts.logout, {})
  // The documentation names a host for Australia that may be a slip of the pen.
  const fallback = hosts.keepAlive === hosts.login ? null : pipeline('keep-alive', hosts.login, {})
  let keepsAtFallback = false
  let spentCode = ''

  const headers = { 'x-application': appKey.reveal() }
  async function said(from: typeof keeping, path: string, token: Secret, signal: AbortSignal): Promise<SessionWord> {
    const { value } = await from.get(
      { path, headers: { ...headers, 'x-authentication': token.reveal() }, body: '', schema: identityAnswerSchema },
      signal,
    )
    return value.status === 'SUCCESS'
      ? { kind: 'ok', token: value.token }
      : { kind: 'refused', code: value.error === null || value.error === '' ? value.status : value.error }
  }

  return {
    breaker: entrance.breaker,
    async login(signal) {
      const code = certificate === null && secondFactor !== null ? await secondFactor() : ''
      if (code !== '' && code === spentCode) return { error: spent() }
      spentCode = code
      const body = new URLSearchParams({
        username: access.username,
        password: `${access.password.reveal()}${code}`,
      }).toString()
      const request = { headers: { ...headers, 'content-type': FORM }, body }
      if (certificate !== null) {
        const answer = await entrance.get(
          { ...request, path: '/api/certlogin', schema: certificateAnswerSchema },
          signal,
        )
        return readCertificateLogin(answer.value)
      }
      const answer = await entrance.get({ ...request, path: '/api/login', schema: identityAnswerSchema }, signal)
      return readLogin(answer.value)
    },
    async keepAlive(token, signal) {
      if (fallback !== null && keepsAtFallback) return await said(fallback, '/api/keepAlive', token, signal)
      try {
        return await said(keeping, '/api/keepAlive', token, signal)
      } catch (error) {
        if (fallback === null || !(error instanceof ApiError && error.code === 'NETWORK' && error.status === null))
          throw error
        const word = await said(fallback, '/api/keepAlive', token, signal)
        keepsAtFallback = true
        logger.warn(
          { host: hosts.keepAlive, instead: hosts.login },
          'The host that is to keep sessions alive cannot be reached: another one does it.',
        )
        return word
      }
    },
    logout: (token, signal) => said(leaving, '/api/logout', token, signal),
    async close() {
      await Promise.all(
        [entrance, keeping, leaving, ...(fallback === null ? [] : [fallback])].map((each) => each.close()),
      )
    },
  }
}

/** Sent again, it would be refused, and with it all logging in. */
function spent(): ApiError {
  return betfairError({
    code: 'SECOND_FACTOR_SPENT',
    message: 'The second factor has given the code that was sent before; nothing was sent.',
    isRetryable: true,
    remedy: 'Each code logs in once: give the next, which comes within half a minute.',
  })
}

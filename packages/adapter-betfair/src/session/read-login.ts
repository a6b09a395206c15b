import type { ApiError } from '@betting-advisor/adapter-kit'
import { Secret } from '@betting-advisor/core'
import type { CertificateAnswer, IdentityAnswer } from '../api/wire/identity.ts'
import { betfairError } from '../errors.ts'
import { BAN_MS, BANNED, loginAdvice } from './login-codes.ts'

/** What a login came to. */
export type LoginResult = { readonly token: Secret } | { readonly error: ApiError }

/** What an interactive login came to: a token of an account that may not bet is none. */
export function readLogin({ token, status, error }: IdentityAnswer): LoginResult {
  if (status === 'SUCCESS' && token !== null && token !== '') return { token: new Secret(token) }
  return { error: refusedLogin(error === null || error === '' ? status : error, status) }
}

/** What a login with a certificate came to. */
export function readCertificateLogin({ sessionToken, loginStatus }: CertificateAnswer): LoginResult {
  if (loginStatus === 'SUCCESS' && sessionToken !== null && sessionToken !== '')
    return { token: new Secret(sessionToken) }
  return { error: refusedLogin(loginStatus === 'SUCCESS' ? 'NO_TOKEN' : loginStatus, loginStatus) }
}

function refusedLogin(code: string, status: string): ApiError {
  const { remedy, isRetryable } = loginAdvice(code)
  return betfairError({
    code,
    message:
      status === 'LIMITED_ACCESS'
        ? `The exchange let the account in, and lets it do nothing: ${code}.`
        : `The exchange refused the login: ${code}.`,
    status: 200,
    remedy,
    isRetryable,
    isServiceFault: isRetryable,
    ...(code === BANNED && { retryAfterMs: BAN_MS }),
  })
}

import { createHash, timingSafeEqual } from 'node:crypto'
import { AdvisorError } from '@betting-advisor/core'

/** The monitor's token is too weak or cannot be sent in a header. */
export class WeakTokenError extends AdvisorError {
  readonly code = 'WEAK_TOKEN'

  constructor(problem: string) {
    super(`The monitor's token ${problem}.`, {
      remedy: `Make one with: node -p "crypto.randomBytes(32).toString('base64url')"`,
    })
  }
}

/** Whether an `Authorization` header carries the token. */
export type BearerCheck = (authorization: string | null) => boolean

/** A check that keeps only a hash of `token` and takes the same time for every guess. @throws WeakTokenError `WEAK_TOKEN` */
export function bearerCheck(token: string): BearerCheck {
  if (token.length < 32) throw new WeakTokenError('is shorter than 32 characters')
  if (token.length > 512) throw new WeakTokenError('is longer than 512 characters')
  if (!/^[A-Za-z0-9\-._~+/]+=*$/.test(token))
    throw new WeakTokenError('has characters other than letters, digits and -._~+/=')
  if (new Set(token).size < 8) throw new WeakTokenError('is not random')
  const expected = sha256(token)
  return (authorization) => {
    const given = /^Bearer +([^\s]+)$/i.exec(authorization ?? '')?.[1] ?? ''
    return timingSafeEqual(sha256(given), expected)
  }
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

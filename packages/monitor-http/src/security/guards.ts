import type { MiddlewareHandler } from 'hono'
import { Problem } from '../http/problem.ts'
import type { MonitorSettings } from '../monitor-options.ts'

const MAX_URL = 2_048
const MAX_BODY = 16_384

/** Turns away what no page of ours would send. */
export function refuseUnfit({ hosts }: MonitorSettings): MiddlewareHandler {
  return async ({ req }, next) => {
    const host = req.header('host') ?? new URL(req.url).host
    if (!hosts.answersTo(host)) {
      throw new Problem(
        403,
        'HOST_NOT_ALLOWED',
        'This monitor does not answer to that host name. Add it to allowedHosts.',
      )
    }
    const origin = req.header('origin')
    if (origin !== undefined && !hosts.trusts(origin, host)) {
      throw new Problem(403, 'ORIGIN_NOT_ALLOWED', 'Pages of another origin may not ask this monitor.')
    }
    const site = req.header('sec-fetch-site') ?? 'none'
    if (site !== 'none' && site !== 'same-origin' && req.header('sec-fetch-mode') !== 'navigate') {
      throw new Problem(403, 'ORIGIN_NOT_ALLOWED', 'Pages of another site may not ask this monitor.')
    }
    if (req.raw.method !== 'GET' && req.raw.method !== 'HEAD') {
      const headers = { allow: 'GET, HEAD', connection: 'close' }
      throw new Problem(405, 'METHOD_NOT_ALLOWED', 'This monitor is read with GET.', { headers })
    }
    if (req.url.length > MAX_URL) throw new Problem(414, 'URI_TOO_LONG', `A URL may have ${MAX_URL} characters.`)
    if (Number(req.header('content-length') ?? 0) > MAX_BODY) {
      const headers = { connection: 'close' }
      throw new Problem(413, 'CONTENT_TOO_LARGE', `A body may have ${MAX_BODY} bytes.`, { headers })
    }
    await next()
  }
}

/** Asks for the token, where there is one. */
export function authorized({ isAuthorized }: MonitorSettings): MiddlewareHandler {
  return async ({ req }, next) => {
    if (isAuthorized !== null && !isAuthorized(req.header('authorization') ?? null)) {
      throw new Problem(401, 'UNAUTHENTICATED', 'Send the token of this monitor as Authorization: Bearer.', {
        headers: { 'www-authenticate': 'Bearer realm="monitor"' },
      })
    }
    await next()
  }
}

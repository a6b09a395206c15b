import type { Asked } from '../http/asked.ts'
import { Problem } from '../http/problem.ts'
import type { MonitorSettings } from '../monitor-options.ts'

const MAX_TARGET = 2_048
const MAX_BODY = 16_384

/** What a browser says it wants a page for, when another page is to show it within itself. */
const FRAMES: readonly string[] = ['iframe', 'frame', 'fencedframe', 'embed', 'object']

/** Turns away what no page of ours would send. @throws Problem */
export function refuseUnfit({ hosts }: MonitorSettings, asked: Asked): void {
  const { host, method, path, search } = asked
  if (!hosts.answersTo(host)) {
    const detail = 'This monitor does not answer to that host name. Add it to MONITOR_ALLOWED_HOSTS (allowedHosts).'
    throw new Problem(403, 'HOST_NOT_ALLOWED', detail)
  }
  const origin = asked.header('origin')
  if (origin !== null && !hosts.trusts(origin, host)) {
    throw new Problem(403, 'ORIGIN_NOT_ALLOWED', 'Pages of another origin may not ask this monitor.')
  }
  const site = asked.header('sec-fetch-site') ?? 'none'
  if (site !== 'none' && site !== 'same-origin' && asked.header('sec-fetch-mode') !== 'navigate') {
    throw new Problem(403, 'ORIGIN_NOT_ALLOWED', 'Pages of another site may not ask this monitor.')
  }
  if (FRAMES.includes(asked.header('sec-fetch-dest') ?? '')) {
    throw new Problem(403, 'FRAME_NOT_ALLOWED', 'This monitor is not shown within another page.')
  }
  if (method !== 'GET' && method !== 'HEAD') {
    const headers = { allow: 'GET, HEAD', connection: 'close' }
    throw new Problem(405, 'METHOD_NOT_ALLOWED', 'This monitor is read with GET.', { headers })
  }
  if (path.length + search.length > MAX_TARGET) {
    throw new Problem(414, 'URI_TOO_LONG', `An address may have ${MAX_TARGET} characters.`)
  }
  // A body without a length could go on for as long as somebody likes to send it.
  if (Number(asked.header('content-length') ?? 0) > MAX_BODY || asked.header('transfer-encoding') !== null) {
    const headers = { connection: 'close' }
    throw new Problem(413, 'CONTENT_TOO_LARGE', `A body may have ${MAX_BODY} bytes, and says how many.`, { headers })
  }
}

/** Asks for the token, where there is one. @throws Problem `UNAUTHENTICATED` */
export function refuseUnauthorized({ isAuthorized }: MonitorSettings, asked: Asked): void {
  if (isAuthorized === null || isAuthorized(asked.header('authorization'))) return
  throw new Problem(401, 'UNAUTHENTICATED', 'Send the token of this monitor as Authorization: Bearer.', {
    headers: { 'www-authenticate': 'Bearer realm="monitor"' },
  })
}

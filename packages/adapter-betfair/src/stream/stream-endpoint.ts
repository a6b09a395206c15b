import type { CompleteAccess } from '../session/access.ts'
import type { StreamEndpoint } from './connection.ts'

/**
 * Where the stream of a session's exchange is.
 *
 * @example
 * ```ts
 * await using session = createBetfairSession({ appKey: 'k', username: 'me', password: 'secret', clock: createSystemClock() })
 * streamEndpoint(session.access) // { host: 'stream-api.betfair.com', port: 443, trust: {} }
 * ```
 */
export function streamEndpoint({ hosts, trust }: Pick<CompleteAccess, 'hosts' | 'trust'>): Required<StreamEndpoint> {
  const { hostname, port } = new URL(`https://${hosts.stream}`)
  // A URL puts brackets around an address of version 6.
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? 443 : Number(port), trust }
}

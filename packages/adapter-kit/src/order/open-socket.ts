import { isIP, type Socket } from 'node:net'
import { type ConnectionOptions, connect as connectTls } from 'node:tls'
import { createResettingSocket, type ResettingSocket } from './resetting-socket.ts'

/** What a venue's certificate is held against; what is left out is as Node has it. */
export type TlsTrust = Pick<ConnectionOptions, 'ca' | 'cert' | 'key' | 'passphrase' | 'minVersion' | 'servername'>

/** A connection that stands. */
export interface OpenSocket {
  /** What is written to: `raw`, or what encrypts on top of it. */
  readonly socket: Socket
  /** What is reset. */
  readonly raw: ResettingSocket
}

const KEEP_ALIVE_DELAY_MS = 15_000

/**
 * Connects to the host of an address, encrypted for `https:`: the certificate must be good, and be that of the host.
 *
 * @throws What the system or the encryption says, or `signal.reason` when aborted; nothing was sent then.
 */
export async function openSocket(origin: URL, trust: TlsTrust, signal: AbortSignal): Promise<OpenSocket> {
  signal.throwIfAborted()
  const isSecure = origin.protocol === 'https:'
  // An address of IPv6 stands in brackets in a URL, and without them everywhere else.
  const host = origin.hostname.replace(/^\[(.*)\]$/, '$1')
  const raw = createResettingSocket()
  raw.setNoDelay(true)
  raw.setKeepAlive(true, KEEP_ALIVE_DELAY_MS)
  const { promise, resolve, reject } = Promise.withResolvers<Socket>()
  const abort = () => reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  raw.on('error', reject)
  raw.once('close', () => reject(closed()))
  raw.connect({ host, port: Number(origin.port || (isSecure ? 443 : 80)) })
  const socket = isSecure ? encrypted(raw, host, trust) : raw
  socket.on('error', reject)
  socket.once(isSecure ? 'secureConnect' : 'connect', () => resolve(socket))
  try {
    return { socket: await promise, raw }
  } catch (error) {
    await raw.reset()
    socket.destroy()
    throw error
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

function encrypted(raw: Socket, host: string, trust: TlsTrust): Socket {
  const servername = trust.servername ?? (isIP(host) === 0 ? host : undefined)
  return connectTls({
    ...trust,
    socket: raw,
    // Whose certificate it must be; a server is told only of names.
    host,
    ...(servername !== undefined && { servername }),
    // The only protocol that is spoken here; a server that insists on another one is no venue of this client.
    ALPNProtocols: ['http/1.1'],
    rejectUnauthorized: true,
  })
}

function closed(): Error {
  return Object.assign(new Error('the connection was closed before it stood'), { code: 'CONNECTION_CLOSED' })
}

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
  let socket: Socket = raw
  try {
    raw.connect({ host, port: Number(origin.port || (isSecure ? 443 : 80)) })
    await standing(raw, 'connect', raw, signal)
    if (!isSecure) return { socket, raw }
    // Not before it stands: a host has several addresses, and each that is tried has a connection of its own.
    socket = encrypted(raw, host, trust)
    await standing(socket, 'secureConnect', raw, signal)
    return { socket, raw }
  } catch (error) {
    await raw.reset()
    socket.destroy()
    throw error
  }
}

async function standing(socket: Socket, event: string, raw: Socket, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const abort = () => reject(signal.reason)
  const close = () => reject(closed())
  signal.addEventListener('abort', abort, { once: true })
  // Also of what comes later, when nobody waits for it here: an error without a listener ends the process.
  socket.on('error', reject)
  socket.once(event, resolve)
  raw.once('close', close)
  try {
    await promise
  } finally {
    signal.removeEventListener('abort', abort)
    raw.removeListener('close', close)
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

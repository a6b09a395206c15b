import { createServer, type Server } from 'node:http'
import { InvalidValueError } from '@betting-advisor/core'
import { shapes } from '@betting-advisor/core/config'
import type { Answering } from './answering.ts'
import { AddressUnusableError } from './errors/address-unusable-error.ts'
import { MonitorExposedError } from './errors/monitor-exposed-error.ts'
import { PortInUseError } from './errors/port-in-use-error.ts'
import { createConnectionGuard } from './http/connections.ts'
import { nodeEdge } from './http/node-edge.ts'
import { type MonitorSettings, monitorMembers, othersOption } from './monitor-options.ts'
import { findPortHolder } from './port-holder.ts'
import { isLoopback } from './security/hosts.ts'

/** Where to listen. */
export interface ListenOptions {
  /** The address or name to bind. Beyond loopback, and with allowed hosts beyond it, only with a token. @default '127.0.0.1' */
  readonly host?: string | undefined
  /** 0 takes any free port. @default 5000 */
  readonly port?: number | undefined
}

/** A monitor that can be reached. */
export interface Listening extends AsyncDisposable {
  /** Where the dashboard is. */
  readonly url: string
  /** Ends streams and connections, and resolves once the port is free. */
  close(): Promise<void>
}

const LIMITS = {
  maxHeaderSize: 16_384,
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  keepAliveTimeout: 10_000,
  connectionsCheckingInterval: 5_000,
}
const MAX_HEADERS = 100
const MAX_CONNECTIONS = 256
/** 32 MiB; one answer has up to a megabyte. */
const MAX_UNTAKEN_BYTES = 33_554_432
const TAKE_WITHIN_MS = 30_000

const members = {
  ...Object.fromEntries(Object.keys(monitorMembers).map((name) => [name, othersOption])),
  host: shapes.optional(shapes.aText),
  port: shapes.optional(shapes.aNumber),
} satisfies shapes.Complete<ListenOptions>

/** Serves `answering` over HTTP/1.1. */
export async function listen(
  answering: Answering,
  streams: { close(): void },
  { basePath, hosts, isAuthorized, maxStreams }: MonitorSettings,
  options: ListenOptions = {},
): Promise<Listening> {
  shapes.checkOptions('listen', options, members)
  const { host = '127.0.0.1', port = 5000 } = options
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new InvalidValueError('port', port, 'a whole number from 0 to 65535')
  }
  if (!isLoopback(host) && isAuthorized === null) throw new MonitorExposedError(host)
  // Whoever gives it a name for others has them reach it through a proxy, whatever it listens on.
  if (hosts.exposedAs !== null && isAuthorized === null) throw new MonitorExposedError(hosts.exposedAs, 'answer to')
  if (host !== '0.0.0.0' && host !== '::') hosts.add(host)

  const guard = createConnectionGuard(nodeEdge(answering), {
    connections: MAX_CONNECTIONS,
    streams: maxStreams,
    untakenBytes: MAX_UNTAKEN_BYTES,
    takeWithinMs: TAKE_WITHIN_MS,
  })
  const server = createServer(LIMITS, guard.listener)
  server.maxHeadersCount = MAX_HEADERS
  guard.watch(server)
  const bound = await bind(server, host, port)

  let closing: Promise<void> | null = null
  const close = () => {
    closing ??= new Promise<void>((resolve) => {
      server.close(() => resolve())
      streams.close()
      server.closeIdleConnections()
      setTimeout(() => server.closeAllConnections(), 500).unref()
    })
    return closing
  }
  const name = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host
  return { url: `http://${name}:${bound}${basePath}/`, close, [Symbol.asyncDispose]: close }
}

async function bind(server: Server, host: string, port: number): Promise<number> {
  const failure = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
    server.once('error', resolve)
    server.listen(port, host, () => {
      server.off('error', resolve)
      resolve(null)
    })
  })
  if (failure?.code === 'EADDRINUSE') throw new PortInUseError(host, port, await findPortHolder(port), failure)
  if (failure !== null) throw new AddressUnusableError(host, port, failure)
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : port
}

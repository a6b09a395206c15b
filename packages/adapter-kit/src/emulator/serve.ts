import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { TLSSocket } from 'node:tls'
import { AdvisorError, type Logger, silentLogger } from '@betting-advisor/core'
import type { FaultPlan } from './fault.ts'
import { faultResponse, sendResponse } from './send-response.ts'

/** Answers requests in place of a venue. */
export type EmulatorHandler = (request: Request) => Response | Promise<Response>

/** By what an emulator shows who it is. Everything is PEM. */
export interface EmulatorTls {
  readonly certificate: string
  readonly key: string
  /** The certificates of which a client must show one, or one that is signed by it; nobody is asked by default. */
  readonly clients?: readonly string[]
}

/** How an emulator is served. */
export interface ServeOptions {
  /** 0, any free one, by default. */
  readonly port?: number
  /** `127.0.0.1` by default: an emulator is for the programs of this machine. */
  readonly host?: string
  /** Serves over TLS; plain HTTP by default. */
  readonly tls?: EmulatorTls
  /** How long a connection that nobody uses stays open, in real milliseconds; 5 seconds by default. */
  readonly keepAliveMs?: number
  /** What goes wrong on the way; nothing by default. */
  readonly faults?: FaultPlan
  /** Hears of handlers that throw. */
  readonly logger?: Logger
}

/** An emulator while it is served. */
export interface EmulatorServer extends AsyncDisposable {
  /** Such as `http://127.0.0.1:41234`. */
  readonly url: string
  readonly port: number
  /** Stops listening and cuts every connection; harmless when closed already. */
  close(): Promise<void>
}

/** An emulator could not be served. */
export class EmulatorError extends AdvisorError {
  readonly code = 'EMULATOR_NOT_SERVED'
}

/**
 * Serves a fetch handler on a socket.
 *
 * @throws EmulatorError `EMULATOR_NOT_SERVED` when the port can't be had.
 * @example
 * ```ts
 * await using server = await serveEmulator(() => Response.json([]))
 * await fetch(server.url)
 * ```
 */
export async function serveEmulator(handler: EmulatorHandler, options: ServeOptions = {}): Promise<EmulatorServer> {
  const { port = 0, host = '127.0.0.1', faults = () => null, logger = silentLogger, tls, keepAliveMs } = options
  const listen = (incoming: IncomingMessage, out: ServerResponse): void => {
    answer(incoming, out).catch((error: unknown) => {
      logger.error({ error, path: incoming.url?.split('?')[0] }, 'The emulator failed to answer.')
      if (out.headersSent) out.destroy()
      else out.writeHead(500).end()
    })
  }
  const server = tls === undefined ? createServer(listen) : createSecureServer(secured(tls), listen)
  if (keepAliveMs !== undefined) server.keepAliveTimeout = keepAliveMs
  /** Of TLS, the connection below it: only that can be reset. */
  const raw = new WeakMap<object, Socket>()
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  server.on('secureConnection', (socket: TLSSocket) => {
    const below = [...sockets].find(({ remotePort }) => remotePort === socket.remotePort)
    if (below !== undefined) raw.set(socket, below)
    socket.on('error', () => undefined)
  })
  const reset = (incoming: IncomingMessage): void => {
    const below = raw.get(incoming.socket)
    if (below !== undefined) below.resetAndDestroy()
    else if (tls === undefined) incoming.socket.resetAndDestroy()
    else incoming.socket.destroy()
  }

  async function answer(incoming: IncomingMessage, out: ServerResponse): Promise<void> {
    const request = await requestOf(incoming)
    const fault = faults(request)
    if (fault?.kind === 'latency') await delay(fault.milliseconds)
    if (fault?.kind === 'reset') {
      reset(incoming)
      return
    }
    const response = (fault === null ? null : faultResponse(fault)) ?? (await handler(request))
    if (fault?.kind === 'lost-answer') {
      reset(incoming)
      return
    }
    if (fault?.kind === 'held-answer') await delay(fault.milliseconds)
    // Who asked may have gone away meanwhile.
    if (out.destroyed) return
    await sendResponse(response, out, fault, () => reset(incoming))
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      reject(
        new EmulatorError(`Port ${port} of ${host} could not be opened: ${error.message}.`, {
          cause: error,
          remedy: 'Another program may hold it: choose another port, or 0 for any free one.',
        }),
      )
    })
    server.listen(port, host, resolve)
  })
  const address = server.address() as AddressInfo
  const served: EmulatorServer = {
    url: `${tls === undefined ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${address.port}`,
    port: address.port,
    async close() {
      if (!server.listening) return
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    },
    async [Symbol.asyncDispose]() {
      await served.close()
    },
  }
  return served
}

function secured({ certificate, key, clients }: EmulatorTls) {
  const asks = clients === undefined ? {} : { ca: [...clients], requestCert: true, rejectUnauthorized: true }
  return { cert: certificate, key, ...asks }
}

async function requestOf(incoming: IncomingMessage): Promise<Request> {
  const headers = new Headers()
  for (const [name, values] of Object.entries(incoming.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value)
  }
  const url = new URL(incoming.url ?? '/', `http://${incoming.headers.host ?? 'localhost'}`)
  const method = incoming.method ?? 'GET'
  if (method === 'GET' || method === 'HEAD') return new Request(url, { method, headers })
  const chunks: Uint8Array<ArrayBuffer>[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  return new Request(url, { method, headers, body: new Blob(chunks) })
}

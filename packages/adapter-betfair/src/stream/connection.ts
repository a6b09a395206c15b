import { isIP } from 'node:net'
import { connect } from 'node:tls'
import type { TlsTrust } from '@betting-advisor/adapter-kit'
import type { Timestamp } from '@betting-advisor/core'
import { createLineFramer, type Lines } from './line-framer.ts'
import { type OwnFault, StreamFault } from './stream-fault.ts'
import type { StreamRequest } from './wire.ts'

/** Where the stream is. */
export interface StreamEndpoint {
  readonly host: string
  /** @default 443 */
  readonly port?: number
  /** What the certificate is held against. @default what Node trusts */
  readonly trust?: TlsTrust
}

/** How much of what comes is kept, and for how long none may come. */
export interface ConnectionLimits {
  /** The most bytes that a line may have. */
  readonly maxLineBytes: number
  /** How many bytes wait to be read at most before nothing more is taken from the venue. */
  readonly maxBacklogBytes: number
  /** What happens then: the venue waits, and tells what has become of it meanwhile in fewer messages; or the connection is given up. */
  readonly whenFull: 'conflate' | 'reconnect'
  /** How long connecting, and each answer until the subscription stands, may take, in milliseconds. */
  readonly connectTimeoutMs: number
}

/** Lines that came together, and when. */
export interface Arrival {
  readonly lines: Lines
  readonly receivedAt: Timestamp
}

/** An encrypted connection on which lines come. */
export interface StreamConnection {
  /** @throws StreamFault when it is over. */
  send(request: StreamRequest): void
  /** What has come since it was last asked, as soon as something has. @throws StreamFault when the connection is over and all was read. */
  read(): Promise<readonly Arrival[]>
  /** From now on the connection is over when nothing comes for so long. */
  silentAfter(milliseconds: number): void
  /** Harmless when it is over already. */
  close(): void
}

const KEEP_ALIVE_DELAY_MS = 15_000

/**
 * Connects to the stream.
 *
 * @throws StreamFault `CONNECT_FAILED`, or `signal.reason` when aborted.
 */
export async function openConnection(
  { host, port = 443, trust = {} }: StreamEndpoint,
  { maxLineBytes, maxBacklogBytes, whenFull, connectTimeoutMs }: ConnectionLimits,
  now: () => Timestamp,
  signal: AbortSignal,
): Promise<StreamConnection> {
  signal.throwIfAborted()
  const framer = createLineFramer(maxLineBytes)
  const servername = trust.servername ?? (isIP(host) === 0 ? host : undefined)
  const socket = connect({
    ...trust,
    host,
    port,
    rejectUnauthorized: true,
    ...(servername !== undefined && { servername }),
  })
  socket.setNoDelay(true)
  socket.setKeepAlive(true, KEEP_ALIVE_DELAY_MS)
  const standing = Promise.withResolvers<void>()
  let arrivals: Arrival[] = []
  let backlog = 0
  let fault: StreamFault | null = null
  let waiting: PromiseWithResolvers<void> | null = null

  function over(word: OwnFault, detail: string, cause?: unknown): void {
    end(new StreamFault(word, detail, { cause }))
  }

  function end(reason: StreamFault): void {
    fault ??= reason
    signal.removeEventListener('abort', abort)
    socket.destroy()
    waiting?.resolve()
    standing.reject(fault)
  }

  function abort(): void {
    over('CONNECTION_LOST', 'the connection was given up')
  }

  function take(chunk: Buffer): void {
    let lines: Lines | null
    try {
      lines = framer.push(chunk)
    } catch (error) {
      if (!(error instanceof StreamFault)) throw error
      end(error)
      return
    }
    if (lines === null || fault !== null) return
    arrivals.push({ lines, receivedAt: now() })
    backlog += lines.bytes.length
    waiting?.resolve()
    if (backlog <= maxBacklogBytes) return
    if (whenFull === 'conflate') socket.pause()
    else over('SLOW_CONSUMER', `${backlog} bytes wait to be read`)
  }

  // Also of what comes later, when nobody waits for it: an error without a listener ends the process.
  standing.promise.catch(() => undefined)
  signal.addEventListener('abort', abort, { once: true })
  socket.setTimeout(connectTimeoutMs)
  socket.once('secureConnect', standing.resolve)
  socket.on('data', take)
  socket.on('error', (cause) => {
    const what = socket.authorized ? 'the connection failed' : 'it could not be connected to'
    over(socket.authorized ? 'CONNECTION_LOST' : 'CONNECT_FAILED', `${what}: ${cause.message}`, cause)
  })
  socket.once('end', () => over('CONNECTION_LOST', 'the venue has closed the connection'))
  socket.once('close', () => over('CONNECTION_LOST', 'the connection is closed'))
  socket.on('timeout', () => {
    // While nothing is taken from it, nothing can come.
    if (socket.isPaused()) socket.setTimeout(socket.timeout ?? connectTimeoutMs)
    else over('SILENT', `nothing has come for ${socket.timeout} ms`)
  })

  try {
    await standing.promise
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof StreamFault && error.code !== 'CONNECT_FAILED') {
      throw new StreamFault('CONNECT_FAILED', `it could not be connected to ${host}: ${error.message}`, {
        cause: error,
      })
    }
    throw error
  }
  return {
    send(request) {
      if (fault !== null) throw fault
      socket.write(`${JSON.stringify(request)}\r\n`)
    },
    async read() {
      if (arrivals.length === 0 && fault === null) {
        waiting = Promise.withResolvers()
        await waiting.promise
        waiting = null
      }
      if (arrivals.length === 0) throw fault ?? new StreamFault('CONNECTION_LOST', 'nothing was read')
      const read = arrivals
      arrivals = []
      backlog = 0
      if (socket.isPaused()) socket.resume()
      return read
    },
    silentAfter(milliseconds) {
      socket.setTimeout(milliseconds)
    },
    close() {
      over('CONNECTION_LOST', 'the connection was closed here')
    },
  }
}

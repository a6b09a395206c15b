import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** How much a listener holds at once. */
export interface ConnectionLimits {
  /** Connections besides those with an event stream. */
  readonly connections: number
  /** Connections with an event stream. */
  readonly streams: number
  /** Bytes of answers that are written and not taken yet, over all connections. */
  readonly untakenBytes: number
  /** Milliseconds within which an answer has to be taken. */
  readonly takeWithinMs: number
}

/** Requests that may wait behind the one of their connection that is being answered. Browsers send none. */
const MOST_WAITING = 8
/** Connections beyond the limit that are let in while nobody can be sent away, so that health checks still come through. */
const RESERVE = 32
const SWEEP_EVERY_MS = 1_000

interface Connection {
  readonly socket: Socket
  /** The answer that is being made or taken. */
  current: ServerResponse | null
  /** When its last byte was written, by `performance.now()`; `null` before that. */
  writtenAt: number | null
  untaken: number
  readonly waiting: (readonly [incoming: IncomingMessage, outgoing: ServerResponse])[]
}

/** Keeps many connections, or ones that ask without listening, from taking all of a listener's memory and places. */
export interface ConnectionGuard {
  readonly listener: RequestListener
  /** Watches the connections of `server` until it closes. */
  watch(server: Server): void
}

/**
 * Answers the requests of each connection one after another. Where there is no place for a newcomer, whoever has been silent for
 * longest leaves, and then whoever does not take his answer; so an idle or slow crowd never shuts anyone out.
 */
export function createConnectionGuard(
  answer: (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void>,
  limits: ConnectionLimits,
): ConnectionGuard {
  /** Those who have been silent for longest first. */
  const connections = new Map<Socket, Connection>()
  let untaken = 0

  function admit(socket: Socket): void {
    if (connections.size >= limits.connections) {
      const all = [...connections.values()]
      const streaming = all.filter(({ current, writtenAt }) => current?.headersSent === true && writtenAt === null)
      if (all.length - streaming.length >= limits.connections) {
        const leaver = all.find(({ current }) => current === null) ?? all.find(({ writtenAt }) => writtenAt !== null)
        if (leaver !== undefined) breakOff(leaver)
      }
    }
    connections.set(socket, { socket, current: null, writtenAt: null, untaken: 0, waiting: [] })
    socket.once('close', () => connections.delete(socket))
  }

  async function serve(connection: Connection, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    connection.current = outgoing
    outgoing.once('close', () => free(connection))
    await answer(incoming, outgoing)
    if (connection.current !== outgoing) return
    connection.writtenAt = performance.now()
    connection.untaken = outgoing.writableLength
    untaken += connection.untaken
    for (const other of connections.values()) {
      if (untaken <= limits.untakenBytes) break
      if (other.untaken > 0 && other !== connection) breakOff(other)
    }
  }

  function free(connection: Connection): void {
    const { socket, waiting } = connection
    forget(connection)
    connection.writtenAt = null
    connection.current = null
    if (socket.destroyed || !connections.delete(socket)) return
    connections.set(socket, connection)
    const next = waiting.shift()
    if (next !== undefined) void serve(connection, ...next)
  }

  /** What it held counts no longer at once: its close comes later, and until then others would be broken off for it. */
  function breakOff(connection: Connection): void {
    forget(connection)
    connection.socket.destroy()
  }

  function forget(connection: Connection): void {
    untaken -= connection.untaken
    connection.untaken = 0
  }

  function sweep(): void {
    const now = performance.now()
    for (const connection of connections.values()) {
      const { writtenAt } = connection
      if (writtenAt !== null && now - writtenAt > limits.takeWithinMs) breakOff(connection)
    }
  }

  return {
    listener(incoming, outgoing) {
      const connection = connections.get(incoming.socket)
      // Node goes on reading what it had before its connection was broken off.
      if (connection === undefined || connection.socket.destroyed) return
      if (connection.current === null) void serve(connection, incoming, outgoing)
      else if (connection.waiting.push([incoming, outgoing]) > MOST_WAITING) connection.socket.destroy()
    },
    watch(server) {
      server.maxConnections = limits.connections + limits.streams + RESERVE
      server.on('connection', admit)
      const sweeping = setInterval(sweep, SWEEP_EVERY_MS).unref()
      server.once('close', () => clearInterval(sweeping))
    },
  }
}

import type { AddressInfo, Socket } from 'node:net'
import { createServer } from 'node:tls'
import type { EmulatorTls } from '@betting-advisor/adapter-kit/emulator'
import type { Clock } from '@betting-advisor/core'
import type { ExchangeListener } from '../exchange/exchange.ts'
import type { StreamFaultPlan } from './stream-faults.ts'
import { StreamSession, type StreamShared } from './stream-session.ts'
import { createStreamWire } from './stream-wire.ts'

/** How a stream is served. */
export interface StreamServerSettings {
  readonly shared: StreamShared
  readonly clock: Clock
  readonly tls: EmulatorTls
  readonly host: string
  readonly port: number
  readonly faults: StreamFaultPlan
}

/** A stream while it is served. */
export interface StreamServer {
  readonly port: number
  /** Whether what is said is marked as not to be relied on. */
  isUnreliable: boolean
  /** How many connections there are. */
  readonly connections: number
  /** Resets every connection. */
  drop(): void
  /** Sends full images to everybody. */
  imageNow(): void
  close(): Promise<void>
}

/** Serves the stream on a socket. */
export async function serveStream(settings: StreamServerSettings): Promise<StreamServer> {
  const { shared, clock, tls, host, port, faults } = settings
  const raw = new Set<Socket>()
  const sessions = new Map<Socket, StreamSession>()
  let isUnreliable = false
  let count = 0
  const taping: ExchangeListener = { market: (_market, change) => shared.tape.add(change) }
  shared.exchange.listeners.add(taping)

  const server = createServer({ cert: tls.certificate, key: tls.key }, (socket) => {
    count += 1
    const below = [...raw].find(({ remotePort }) => remotePort === socket.remotePort)
    const reset = (): void => {
      if (below === undefined) socket.destroy()
      else below.resetAndDestroy()
    }
    socket.setNoDelay(true)
    // Who is not there any more cannot be told anything.
    socket.on('error', () => undefined)
    let session: StreamSession | null = null
    const wire = createStreamWire(socket, {
      reset,
      heard: (line) => session?.heard(line),
      drained: () => session?.drained(),
    })
    session = new StreamSession(
      shared,
      wire,
      {
        clock,
        tape: shared.tape,
        now: () => clock.now(),
        send: (message, fault) => wire.send(message, fault),
        fault: faults,
        isFull: () => wire.isFull,
        isUnreliable: () => isUnreliable,
      },
      `${String(count).padStart(3, '0')}-emulator`,
    )
    const own = session
    sessions.set(socket, own)
    socket.on('close', () => {
      own.end()
      sessions.delete(socket)
    })
  })
  server.on('connection', (socket) => {
    raw.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => raw.delete(socket))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const drop = (): void => {
    for (const socket of raw) socket.resetAndDestroy()
  }
  return {
    port: (server.address() as AddressInfo).port,
    get isUnreliable() {
      return isUnreliable
    },
    set isUnreliable(value) {
      isUnreliable = value
    },
    get connections() {
      return sessions.size
    },
    drop,
    imageNow() {
      for (const session of sessions.values()) session.imageNow()
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const session of sessions.values()) session.end()
      drop()
      await closed
      shared.exchange.listeners.delete(taping)
    },
  }
}

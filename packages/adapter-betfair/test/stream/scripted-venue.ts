import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { createServer, type TLSSocket } from 'node:tls'
import { makeCertificate } from '@betting-advisor/adapter-kit/emulator'
import { Secret } from '@betting-advisor/core'
import { SlowBooks, type SlowMarket } from '../../../core/test/book/slow-book.ts'
import type { StreamMessage as SlowMessage } from '../../../core/test/book/stream-message.ts'
import type { StreamAccess } from '../../src/stream/stream-settings.ts'
import type { MarketChange } from '../../src/stream/wire.ts'

const authority = makeCertificate({ name: 'authority' })
const certificate = makeCertificate({
  name: 'venue',
  issuer: authority,
  addresses: ['127.0.0.1'],
  hosts: ['localhost'],
})

/** A request as it came. */
export type Asked = { readonly op: string; readonly id: number } & Readonly<Record<string, unknown>>

/** What a script has of one connection. */
export interface Wire {
  readonly socket: TLSSocket
  send(...messages: readonly object[]): void
  /** Bytes as they are. */
  write(bytes: string | Uint8Array): void
  /** Ends it as a crash does. */
  reset(): void
}

/** A stream over real sockets that answers as its script says. */
export async function openScriptedVenue(answer: (asked: Asked, wire: Wire) => void) {
  const wires = new Set<Wire>()
  const raws = new Map<number, Socket>()
  const asked: Asked[] = []
  let connections = 0
  let isShut = false
  const server = createServer({ cert: certificate.certificate, key: certificate.key }, (socket) => {
    connections += 1
    const write = (bytes: string | Uint8Array) => void socket.write(bytes)
    const raw = raws.get(socket.remotePort ?? 0)
    const wire: Wire = {
      socket,
      write,
      reset: () => raw?.resetAndDestroy(),
      send: (...messages) => write(messages.map((each) => `${JSON.stringify(each)}\r\n`).join('')),
    }
    wires.add(wire)
    socket.on('error', () => undefined)
    socket.on('close', () => wires.delete(wire))
    let rest = ''
    socket.on('data', (chunk) => {
      const lines = (rest + chunk.toString()).split('\r\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        const request: Asked = JSON.parse(line)
        asked.push(request)
        answer(request, wire)
      }
    })
    if (isShut) socket.destroy()
    else wire.send({ op: 'connection', connectionId: `002-${connections}` })
  })
  // What encrypts cannot be reset, but what it stands on can.
  server.on('connection', (socket) => {
    raws.set(socket.remotePort ?? 0, socket)
    socket.on('error', () => undefined)
  })
  server.on('tlsClientError', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port,
    asked,
    wires,
    connections: () => connections,
    /** Whether it sends everybody away. */
    shut(value: boolean) {
      isShut = value
      if (isShut) for (const { socket } of wires) socket.destroy()
    },
    async [Symbol.asyncDispose]() {
      for (const { socket } of wires) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** How a scripted venue is connected to. */
export function accessTo(port: number, limits: StreamAccess['limits'] = {}): StreamAccess {
  return {
    endpoint: { host: '127.0.0.1', port, trust: { ca: authority.certificate } },
    appKey: new Secret('canary-of-the-key'),
    session: { token: async () => new Secret('canary-of-the-token') },
    limits: { heartbeatMs: 500, ...limits },
  }
}

/** What is always answered: that somebody may come in. */
export function success({ id }: Asked): object {
  return { op: 'status', id, statusCode: 'SUCCESS', connectionClosed: false }
}

/** The truth of markets, told in images, in what has changed since, or in single changes. */
export function createTruth() {
  const slow = new SlowBooks()
  const told: { readonly mc: readonly MarketChange[]; readonly clk: string }[] = []
  let moment = Date.UTC(2026, 10, 30, 12)
  let count = 0
  const stamp = () => {
    moment += 10
    return { pt: moment, clk: `c${count}` }
  }
  return {
    slow,
    /** A message that changes the truth. */
    change(mc: readonly MarketChange[]): object {
      count += 1
      slow.read({ op: 'mcm', mc } as SlowMessage)
      told.push({ mc, clk: `c${count}` })
      return { op: 'mcm', ...stamp(), mc }
    },
    heartbeat: (): object => ({ op: 'mcm', ...stamp(), ct: 'HEARTBEAT' }),
    image: (): object => ({
      ...{ op: 'mcm', initialClk: `i${count}`, ...stamp(), ct: 'SUB_IMAGE', heartbeatMs: 500, conflateMs: 0 },
      mc: [...slow.markets].map(([id, market]) => imageOf(id, market)),
    }),
    imageOf: (id: string): MarketChange =>
      imageOf(id, slow.markets.get(id) ?? { definition: null, tv: null, runners: new Map() }),
    /** What has changed since, or `null` where that is not known any more. */
    since({ clk }: { readonly clk?: unknown }): object | null {
      const place = clk === 'c0' ? 0 : told.findIndex((each) => each.clk === clk) + 1
      if (clk === undefined || (place === 0 && clk !== 'c0')) return null
      return {
        op: 'mcm',
        ...stamp(),
        ct: 'RESUB_DELTA',
        heartbeatMs: 500,
        mc: told.slice(place).flatMap(({ mc }) => mc),
      }
    },
  }
}

/** The same message in several segments. */
export function inSegments(message: object, parts: number): object[] {
  const mc: readonly MarketChange[] = 'mc' in message && Array.isArray(message.mc) ? message.mc : []
  const size = Math.max(1, Math.ceil(mc.length / parts))
  return Array.from({ length: parts }, (_, part) => ({
    ...message,
    segmentType: part === 0 ? 'SEG_START' : part === parts - 1 ? 'SEG_END' : 'SEG',
    mc: mc.slice(part * size, part === parts - 1 ? undefined : (part + 1) * size),
  }))
}

function imageOf(id: string, { definition, tv, runners }: SlowMarket): MarketChange {
  const rc = [...runners].map(([name, runner]) => {
    const [runnerId, hc] = name.split('@')
    const levels = (ladder: ReadonlyMap<number, readonly [number, number]>) =>
      [...ladder].map(([level, [price, size]]) => [level, price, size] as const)
    return {
      id: Number(runnerId),
      ...(hc !== undefined && { hc: Number(hc) }),
      ...{
        atb: [...runner.atb],
        atl: [...runner.atl],
        trd: [...runner.trd],
        spb: [...runner.spb],
        spl: [...runner.spl],
      },
      ...{
        batb: levels(runner.batb),
        batl: levels(runner.batl),
        bdatb: levels(runner.bdatb),
        bdatl: levels(runner.bdatl),
      },
      ...runner.last,
    }
  })
  return {
    id,
    img: true,
    ...(tv !== null && { tv }),
    ...(definition !== null && { marketDefinition: definition as never }),
    rc,
  }
}

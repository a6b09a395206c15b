import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { createFaultQueue } from '@betting-advisor/adapter-kit/emulator'
import { type Clock, createSystemClock, currency, type Intent, marketId, timestamp } from '@betting-advisor/core'
import type { OversizedOrder, SampleIntent, VenueHarness } from '@betting-advisor/core/testing'
import { createBetfairClient } from '../../src/api/client.ts'
import { type BetfairWorld, serveBetfair } from '../../src/emulator.ts'
import { type BetfairVenueSettings, createBetfairSession, createBetfairVenue } from '../../src/index.ts'
import { definition, M, VERSION } from '../emulator/stage.ts'
import { intentOf } from './open-venue.ts'

const HOUR = 3_600_000
/** When the market is settled, and settled again. */
const ENDS = { won: HOUR, lost: 2 * HOUR, void: 3 * HOUR } as const
const KEY = 'canary-key'
const PASSWORD = 'canary-password'
/** More than the systems of all sides keep of it together. */
const OVERSIZED = 64 * 1024 * 1024
const READ = 200_000

/** A market that offers 3.0 on its first runner, which wins, loses and is returned by the hour. */
const world: BetfairWorld = {
  *changes(from) {
    const runners = definition().runners
    const rc = [
      { id: 11, atb: [[3, 5_000]] as const, atl: [[3.1, 50]] as const },
      { id: 12, atb: [[2, 50]] as const },
    ]
    yield { at: from, markets: [{ id: M, img: true, marketDefinition: definition(), rc }] }
    const closed = (at: number, version: number, statusOf: (id: number | string) => string) => ({
      at: from + at,
      markets: [
        {
          id: M,
          marketDefinition: definition({
            ...{ status: 'CLOSED', version: VERSION + version },
            runners: runners.map((runner) => ({ ...runner, status: statusOf(runner.id) })),
          }),
        },
      ],
    })
    yield closed(ENDS.won, 1, (id) => (id === 11 ? 'WINNER' : 'LOSER'))
    yield closed(ENDS.lost, 2, (id) => (id === 12 ? 'WINNER' : 'LOSER'))
    yield closed(ENDS.void, 3, () => 'REMOVED')
  },
}

/** The system's time, which can be put on. */
function leapingClock(): { readonly clock: Clock; leap(milliseconds: number): void } {
  const system = createSystemClock()
  let ahead = 0
  return {
    clock: { ...system, now: () => timestamp(system.now() + ahead) },
    leap(milliseconds) {
      ahead += milliseconds
    },
  }
}

/** What lies between the venue and the exchange: it passes on what it gets, or stops reading in the middle of something large. */
async function serveLine(to: string) {
  const [host, port] = to.split(':')
  let isStopping = false
  const stopped = Promise.withResolvers<Socket>()
  const over = Promise.withResolvers<'closed' | 'reset'>()
  let received = 0
  const server = createServer((socket) => {
    const onward = connect({ host, port: Number(port) })
    onward.on('data', (chunk) => void socket.write(chunk))
    onward.on('error', () => socket.destroy()).on('close', () => socket.destroy())
    let own = 0
    socket.on('error', ({ code }: NodeJS.ErrnoException) => {
      if (own >= READ) over.resolve(code === 'ECONNRESET' ? 'reset' : 'closed')
    })
    socket.on('close', () => {
      onward.destroy()
      if (own >= READ) over.resolve('closed')
    })
    socket.on('data', (chunk) => {
      const before = own
      own += chunk.length
      received = Math.max(received, own)
      if (before < READ) onward.write(chunk)
      if (!isStopping || before >= READ || own < READ) return
      socket.pause()
      stopped.resolve(socket)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => sockets.add(socket))
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    stopInTheMiddle() {
      isStopping = true
      return stopped.promise
    },
    async ended(): Promise<'whole' | 'closed' | 'reset'> {
      const socket = await stopped.promise
      socket.resume()
      const how = await over.promise
      return received >= OVERSIZED ? 'whole' : how
    },
    close() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

/** The venue, over TLS at the emulated exchange. */
export async function openContract(
  settings: Partial<BetfairVenueSettings> = {},
): Promise<VenueHarness & AsyncDisposable> {
  const { clock, leap } = leapingClock()
  const begun = clock.now()
  const faults = createFaultQueue()
  const emulator = await serveBetfair({
    world,
    clock,
    accounts: [{ username: 'bot', password: PASSWORD, appKeys: [{ key: KEY, delayed: false }] }],
    faults: (request) => (request.url.includes('/betting/') ? faults.plan(request) : null),
  })
  const line = await serveLine(emulator.hosts.api)
  const hosts = { ...emulator.hosts, api: line.host }
  const session = createBetfairSession({
    ...{ appKey: KEY, username: 'bot', password: PASSWORD, hosts, authorities: emulator.authority, clock },
  })
  const client = createBetfairClient({ session, clock })
  const venue = createBetfairVenue({ client, clock, currency: currency('GBP'), ...settings })
  const token = (await session.token(new AbortController().signal)).reveal()
  let entry = 0
  const next = (sample: SampleIntent): Intent => {
    entry += 1
    return intentOf({ entry, ...sample })
  }
  return {
    venue,
    secrets: [KEY, PASSWORD, token],
    pass: async (milliseconds) => leap(milliseconds),
    acceptable: () => next({}),
    // A price that is none of the ladder's.
    refusable: () => next({ price: 30_100 }),
    // Meant for a version that is over: the exchange takes the bet and lets it lapse.
    refusedByName: () =>
      next({ execution: { token: null, marketVersion: VERSION - 1, betDelayMs: 0, maxStake: null } }),
    waits: () => next({ price: 50_000 }),
    replaces: () => ({ order: next({ price: 50_000 }), by: next({ price: 60_000 }) }),
    ends(_, outcome) {
      leap(Math.max(0, begun + ENDS[outcome] + 1_000 - clock.now()))
    },
    silence: () => faults.always({ kind: 'lost-answer' }),
    twin: () => ({ currency: currency('GBP'), clock, rates: null, fxMargin: 0.02 }),
    async oversized(): Promise<OversizedOrder> {
      const stopped = line.stopInTheMiddle().then(() => undefined)
      const order = { ...next({}), market: marketId(`betfair:1.${'2'.repeat(OVERSIZED)}`) }
      return { order, stopped, ended: line.ended }
    },
    async [Symbol.asyncDispose]() {
      await venue.close()
      await client.close()
      await session.close()
      line.close()
      await emulator.close()
    },
  }
}

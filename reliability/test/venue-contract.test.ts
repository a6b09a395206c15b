import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'
import { after, HOUR, type Intent, priceUnits, timestamp } from '@betting-advisor/core'
import { createExchange } from '@betting-advisor/core/simulation'
import { type OversizedOrder, sampleIntent, type VenueHarness, venueContract } from '@betting-advisor/core/testing'
import { expect, onTestFinished, test } from 'vitest'
import { createExchangeClient } from '../src/client/exchange-client.ts'
import { constantsAt } from '../src/constants.ts'
import { createClosingSender } from '../src/engine/closing-sender.ts'
import { createFastClock } from '../src/engine/fast-clock.ts'
import { marketOf, updateOf } from '../src/exchange/market-maker.ts'
import { plainExchange } from '../src/exchange/plain-exchange.ts'

/** More than the systems of both sides keep of it together. */
const OVERSIZED = 64 * 1024 * 1024
const READ = 200_000

const constants = { ...constantsAt(20), lateAcceptMs: 0, visibilityLagMs: 20 }
const clock = createFastClock(Date.now(), 1)
const client = (port: number, sender: { sender?: ReturnType<typeof createClosingSender> } = {}) => {
  const nothing = () => {}
  const hooks = { midWrite: nothing, afterWrite: nothing, beforeParse: nothing }
  return createExchangeClient({ port, constants, clock, speed: 1, hooks, ...sender })
}

/** The client of the fault suites, and over a real socket an exchange that shows 2.00 on Home in one market. */
async function harness(): Promise<VenueHarness> {
  const now = () => timestamp(Date.now())
  const exchange = createExchange({ seed: 'contract', visibilityLagMs: constants.visibilityLagMs })
  exchange.observe(updateOf(marketOf('race', after(now(), HOUR)), 'open', 2, now()))
  const server = createServer(plainExchange(exchange, now)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  let entry = 0
  const next = (stake: number): Intent => ({
    ...sampleIntent({ market: 'race', selection: 'Home', venue: 'exchange', price: 19_000, entry: ++entry, stake }),
    decidedAt: clock.now(),
  })
  return {
    venue: client((server.address() as AddressInfo).port),
    pass: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    acceptable: () => next(1_000),
    refusable: () => next(99),
    replaces() {
      const order = { ...next(1_000), price: priceUnits(50_000) }
      return { order, by: { ...next(1_000), price: priceUnits(55_000), replaces: order.key } }
    },
    silence: () => exchange.disturb({ drop: 1, lookupFail: 1 }),
    secrets: [],
  }
}

/** The same at a peer that stops reading in the middle of an order. */
async function stoppingHarness(closes: boolean): Promise<VenueHarness> {
  const base = await harness()
  let received = 0
  const stopped = Promise.withResolvers<Socket>()
  const over = Promise.withResolvers<'closed' | 'reset'>()
  const peer = createTcpServer((socket) => {
    socket.on('error', ({ code }: NodeJS.ErrnoException) => over.resolve(code === 'ECONNRESET' ? 'reset' : 'closed'))
    socket.on('close', () => over.resolve('closed'))
    socket.on('data', (chunk) => {
      const before = received
      received += chunk.length
      if (before >= READ || received < READ) return
      socket.pause()
      stopped.resolve(socket)
    })
  }).listen(0, '127.0.0.1')
  await once(peer, 'listening')
  onTestFinished(() => void peer.close())
  const { port } = peer.address() as AddressInfo
  const key = 'x'.repeat(OVERSIZED)
  return {
    ...base,
    venue: client(port, closes ? { sender: createClosingSender(port, clock) } : {}),
    async oversized(): Promise<OversizedOrder> {
      return {
        // The client sends the key of the decision along.
        order: { ...base.acceptable(), key: key as Intent['key'] },
        stopped: stopped.promise.then(() => undefined),
        async ended() {
          const socket = await stopped.promise
          socket.resume()
          const how = await over.promise
          return received >= OVERSIZED ? 'whole' : how
        },
      }
    },
  }
}

test.each(venueContract.filter(({ needs }) => needs === undefined || needs === 'silence' || needs === 'replaces'))(
  '$id $title',
  async ({ run }) => run(await harness()),
)

test.each(venueContract.filter(({ needs }) => needs === 'oversized'))('$id $title', async ({ run }) =>
  run(await stoppingHarness(false)),
)

test('a client that closes what it gives up is found out', async () => {
  const promise = venueContract.find(({ needs }) => needs === 'oversized')
  await expect(promise?.run(await stoppingHarness(true))).rejects.toThrow('how it ended for the other side')
})

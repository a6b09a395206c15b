import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import {
  accountKey,
  createAdvisor,
  createMemoryStore,
  money,
  type PriceSource,
  selectionId,
  timestamp,
  venueId,
} from '@betting-advisor/core'
import { defineSettings } from '@betting-advisor/core/config'
import { createExchange } from '@betting-advisor/core/simulation'
import { createExchangeClient } from '../client/exchange-client.ts'
import { constantsAt } from '../constants.ts'
import { createFastClock } from '../engine/fast-clock.ts'
import { marketOf, updateOf } from '../exchange/market-maker.ts'
import { plainExchange } from '../exchange/plain-exchange.ts'
import type { OutageOutcome } from './outcome.ts'

/** How much shorter all times are than those of a real exchange. */
const SCALE = 4
/** How long after the network is back something may still happen, in milliseconds. */
const AFTERWARDS_MS = 8_000
/** One bet of 10.00 fits in, a second one does not. */
const LIMIT = money(1_500)

const downMs = Number(process.argv[2] ?? 0) / SCALE
const constants = constantsAt(SCALE)
const clock = createFastClock(Date.now(), SCALE)
const now = () => timestamp(Date.now())
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))
const link = (state: 'up' | 'down') => execFileSync('ip', ['link', 'set', 'lo', state])

const exchange = createExchange({
  seed: 'outage',
  lateAcceptMs: constants.lateAcceptMs,
  visibilityLagMs: constants.visibilityLagMs,
})
const market = marketOf('race', Date.now() + 86_400_000)

const server = createServer(plainExchange(exchange, now)).listen(0, '127.0.0.1')
await once(server, 'listening')
const address = server.address()
if (address === null || typeof address === 'string') throw new Error('no port')

let wasDown = downMs === 0
const client = createExchangeClient({
  port: address.port,
  constants,
  clock,
  speed: SCALE,
  hooks: {
    // From here on the kernel alone has the rest of the order.
    midWrite() {
      if (wasDown) return
      wasDown = true
      link('down')
      setTimeout(() => link('up'), downMs)
    },
    afterWrite() {},
    beforeParse() {},
  },
})

const prices: PriceSource = {
  specification: 1,
  name: 'prices',
  origin: 'recording',
  async *updates({ signal }) {
    while (!signal.aborted) {
      exchange.observe(updateOf(market, 'open', 2, Date.now()))
      yield [updateOf(market, 'open', 2, clock.now())]
      await pause(50)
    }
  },
  status: () => ({
    name: 'prices',
    state: 'ok',
    lastMessageAt: null,
    fault: null,
    nextAttemptAt: null,
    detail: null,
  }),
}

const store = createMemoryStore()
const name = 'outage'
const advisor = await createAdvisor({
  settings: defineSettings({ account: { name }, risk: { exposure: { market: LIMIT } } }),
  sources: [prices],
  venues: [client],
  clock,
  store,
  strategies: [
    {
      name: 'home',
      version: '1',
      onMarket({ market: { id } }, desk) {
        desk.signal({
          kind: 'order',
          market: id,
          selection: selectionId('Home'),
          venue: venueId('exchange'),
          side: 'back',
          stake: money(1_000),
        })
      },
    },
  ],
})
advisor.run().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  process.exit(1)
})
const until = Date.now() + downMs + AFTERWARDS_MS
while (Date.now() < until && exchange.bets().length < 2) await pause(50)
const orders = await store.orders({ account: accountKey('DRY_RUN', name) })
const outcome: OutageOutcome = {
  wentDown: wasDown && downMs > 0,
  bets: exchange.bets().length,
  orders: orders.map(({ state }) => state),
}
process.stdout.write(JSON.stringify(outcome))
process.exit(0)

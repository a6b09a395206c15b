/**
 * From a strategy's decision until the last byte of its order has come to the exchange, an emulated one on another thread, over TLS on
 * loopback, with what the commit of the intent takes of it told by itself:
 *
 *     node --conditions=@betting-advisor/source bench/betfair/order.ts [directory]
 *
 * The database lies in the directory, by default the system's temporary one. Orders go one after the other, so that none waits for another;
 * the first has to open its connection, and is not counted.
 */
import { subscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { Worker } from 'node:worker_threads'
import { createBetfairSession, createBetfairVenue } from '@betting-advisor/adapter-betfair'
import { createBetfairClient } from '@betting-advisor/adapter-betfair/api'
import { createMarketFeed, streamEndpoint } from '@betting-advisor/adapter-betfair/stream'
import {
  createAdvisor,
  createSystemClock,
  currency,
  money,
  type Store,
  type Strategy,
  venueId,
} from '@betting-advisor/core'
import { defineSettings } from '@betting-advisor/core/config'
import { openSqliteStore } from '@betting-advisor/store-sqlite'
import { load } from './listen.ts'
import type { PeerWord } from './order-peer.ts'

const ORDERS = 200
/** Until then code is compiled. */
const WARM = 40
const POUNDS = currency('GBP')
const now = () => performance.timeOrigin + performance.now()

interface Order {
  readonly decidedAt: number
  begunAt: number
  committedAt: number
  /** When its last byte was given to the connection here, and when it was read there. */
  leftAt: number
  cameAt: number
}

const orders: Order[] = []
const all = Promise.withResolvers<void>()
/** The order that is under way. */
let current: Order | null = null

/** Backs the favourite of each market once at what is offered, one after the other. */
const strategy: Strategy = {
  name: 'favourites',
  version: '1',
  onMarket({ market, status, inPlay, book }, desk) {
    if (current !== null || status !== 'open' || inPlay || book === null || desk.orders(market.id).length > 0) return
    const prices = Array.from(
      { length: book.runners },
      (_, runner) => book.bestBack(runner) ?? Number.POSITIVE_INFINITY,
    )
    const least = Math.min(...prices)
    if (least > 10) return
    const selection = book.selection(prices.indexOf(least))
    const order = { decidedAt: now(), begunAt: 0, committedAt: 0, leftAt: 0, cameAt: 0 }
    current = order
    // One that is refused, as before the account has been compared, is not begun.
    setTimeout(() => {
      if (current === order && order.begunAt === 0) current = null
    }, 100)
    desk.signal({
      kind: 'order',
      market: market.id,
      selection,
      venue: venueId('betfair'),
      side: 'back',
      stake: money(100),
    })
  },
}

// Of HTTP requests, also of reads: none is sent between the commit of an intent and its order but that.
subscribe('undici:request:bodySent', () => {
  if (current !== null && current.committedAt > 0 && current.leftAt === 0) current.leftAt = now()
})

/** A store that says when an intent was begun, and when it was committed. */
function watched(store: Store): Store {
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target)
      if (typeof member !== 'function') return member
      if (name !== 'begin') return member.bind(target)
      return async (...given: Parameters<Store['begin']>) => {
        if (current !== null) current.begunAt = now()
        const result = await target.begin(...given)
        if (current !== null) current.committedAt = now()
        return result
      }
    },
  })
}

const peer = new Worker(new URL('./order-peer.ts', import.meta.url))
const [open]: PeerWord[] = await once(peer, 'message')
if (open?.kind !== 'open') throw new Error('the peer is not open')
peer.on('message', (word: PeerWord) => {
  if (word.kind !== 'order' || current === null) return
  orders.push({ ...current, cameAt: word.at })
  if (orders.length >= ORDERS) all.resolve()
  // By then the answer of this one is there, and what it brings is written.
  else setTimeout(() => (current = null), 40)
})

const folder = mkdtempSync(join(process.argv[2] ?? tmpdir(), 'order-'))
const clock = createSystemClock()
const { hosts, authority: authorities } = open
const session = createBetfairSession({
  ...{ appKey: 'live-key', username: 'bot', password: 'secret', hosts, authorities, clock },
})
const client = createBetfairClient({ session, clock })
const { access } = session
const feed = createMarketFeed({
  ...{ endpoint: streamEndpoint(access), appKey: access.appKey, session },
  ...{ markets: { filter: { eventTypeIds: ['7'] } }, maxMarkets: 1_000 },
})
const venue = createBetfairVenue({ client, clock, currency: POUNDS })
const store = await openSqliteStore(join(folder, 'ledger.db'))
const advisor = await createAdvisor({
  settings: defineSettings({
    mode: 'LIVE',
    account: { name: 'bench', currency: POUNDS, bankroll: money(10_000_000) },
    risk: { maxOpenBets: 500, rateLimit: { orders: 1_000 } },
  }),
  mode: 'LIVE',
  ...{ sources: [], books: [feed], results: [], venues: [venue], clock, strategies: [strategy] },
  store: watched(store),
  waive: ['emulated-world', 'paper-record'],
})
const running = advisor.run()
await Promise.race([all.promise, running])
await advisor.stop('measured')
await running
await advisor[Symbol.asyncDispose]()
await venue.close()
await client.close()
await session.close()
await store.close()
await peer.terminate()
rmSync(folder, { recursive: true, force: true })

function added({ decidedAt, begunAt, committedAt }: Order, until: number): number {
  return until - decidedAt - (committedAt - begunAt)
}

function tell(what: string, of: (order: Order) => number): void {
  const sorted = orders
    .slice(WARM)
    .map(of)
    .toSorted((one, other) => one - other)
  const at = (share: number) => (sorted[Math.floor(sorted.length * share)] ?? Number.NaN).toFixed(3)
  console.log(`${what.padEnd(42)} p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`)
}

console.log(`${orders.length - WARM} orders; ${load()}`)
tell('decision to commit begun', ({ decidedAt, begunAt }) => begunAt - decidedAt)
tell('the commit of the intent', ({ begunAt, committedAt }) => committedAt - begunAt)
tell('committed to last byte out', ({ committedAt, leftAt }) => leftAt - committedAt)
tell('decision to last byte out, less the commit', (order) => added(order, order.leftAt))
tell('decision to last byte read there, less it', (order) => added(order, order.cameAt))

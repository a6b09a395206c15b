import { once } from 'node:events'
import { request } from 'node:https'
import { createSystemClock, silentLogger } from '@betting-advisor/core'
import { createSeededRandom } from '@betting-advisor/core/simulation'
import { expect, it } from 'vitest'
import {
  type BetfairEmulator,
  type BetfairWorld,
  createBetfairCard,
  type StreamFaultPlan,
  seededStreamFaults,
  serveBetfair,
} from '../../src/emulator.ts'
import { createBetfairSession } from '../../src/index.ts'
import { exchangeMarket, exchangeSelection } from '../../src/markets/names.ts'
import { createMarketFeed } from '../../src/stream.ts'

/** A card that stands still after a while, so that two who look at it see the same. */
function ending(world: BetfairWorld, afterMs: number): BetfairWorld {
  return {
    *changes(from) {
      for (const change of world.changes(from)) {
        if (change.at > from + afterMs) return
        yield change
      }
    },
  }
}

const KINDS = ['empty', 'split', 'backwards', 'former', 'duplicate', 'unknown', 'slow-drip'] as const

/** Spoils every third message in each way in turn, so that however few a busy machine sends, all of them come; and of the others some. */
function spoilingInTurn(): StreamFaultPlan {
  const seeded = seededStreamFaults(
    { split: 0.2, duplicate: 0.05, former: 0.05 },
    createSeededRandom('faults of messages'),
  )
  let message = 0
  return (op) => {
    message += 1
    return message % 3 === 0 ? (KINDS[(message / 3) % KINDS.length] ?? null) : seeded(op)
  }
}
const spoiling = spoilingInTurn()

it.concurrent.each<[string, StreamFaultPlan]>([
  ['dropped and resumed', () => null],
  ['with empty, split, repeated, strange, late and former messages, dropped and resumed', spoiling],
])(
  'shows by its stream, %s, what it shows to whoever asks',
  async (_, plan) => {
    const clock = createSystemClock()
    const spoiled = new Set<string>()
    const card = createBetfairCard({
      seed: 'both ways',
      tickMs: 200,
      races: { everyMs: 4_000, opensBeforeMs: 8_000, runningMs: 2_000, settlesAfterMs: 1_000, removals: 1 },
      matches: { everyMs: 60_000, opensBeforeMs: 60_000, playingMs: 20_000 },
    })
    await using emulator: BetfairEmulator = await serveBetfair({
      world: ending(card, 4_000),
      clock,
      streamFaults(op) {
        const kind = plan(op)
        if (kind !== null) spoiled.add(kind)
        return kind
      },
      accounts: [{ username: 'bot', password: 'secret' }],
    })
    const { hosts, authority } = emulator
    await using session = createBetfairSession({
      appKey: 'live-key',
      username: 'bot',
      password: 'secret',
      hosts,
      authorities: authority,
      clock,
    })
    const [host = '', port] = hosts.stream.split(':')
    const feed = createMarketFeed({
      endpoint: { host, port: Number(port), trust: { ca: authority } },
      appKey: session.access.appKey,
      session,
      markets: { filter: {} },
      origin: 'emulator',
    })
    const stopped = new AbortController()
    let isDropped = false
    let heardAt = Date.now()
    const listening = (async () => {
      for await (const batch of feed.messages({ clock, logger: silentLogger, signal: stopped.signal })) {
        for (const message of batch) if (message().changed.length > 0) heardAt = Date.now()
      }
    })()
    await expect.poll(() => emulator.control.streamConnections).toBeGreaterThan(0)
    setTimeout(() => {
      isDropped = true
      emulator.control.dropStreams()
    }, 1_500)
    await expect.poll(() => isDropped && Date.now() - heardAt > 3_000, { interval: 200 }).toBe(true)
    const told = await books(emulator, (await session.token(stopped.signal)).reveal())
    let levels = 0
    for (const { marketId, status, runners } of told) {
      const book = feed.books.get(exchangeMarket(marketId))
      if (book === undefined) throw new Error(`no book of ${marketId}`)
      expect(book.state.status).toBe(status === 'OPEN' ? 'open' : 'suspended')
      for (const { selectionId, handicap, ex } of runners) {
        const runner = book.runner(exchangeSelection(selectionId, handicap))
        const side = (count: number, at: (level: number) => { price: number | null; size: number }) =>
          Array.from({ length: count }, (_, level) => at(level))
        const back = side(book.levels('back', runner), (level) => ({
          price: book.back(runner, level),
          size: book.backSize(runner, level) / 100,
        }))
        const lay = side(book.levels('lay', runner), (level) => ({
          price: book.lay(runner, level),
          size: book.laySize(runner, level) / 100,
        }))
        const traded = side(book.tradedPrices(runner), (place) => ({
          price: book.tradedPrice(runner, place),
          size: book.tradedSize(runner, place) / 100,
        }))
        expect({ back, lay, traded: traded.toReversed() }).toEqual({
          back: ex.availableToBack,
          lay: ex.availableToLay,
          traded: ex.tradedVolume,
        })
        levels += back.length + lay.length
      }
    }
    expect(levels).toBeGreaterThan(20)
    if (plan === spoiling) expect(spoiled).toEqual(new Set(KINDS))
    stopped.abort()
    await listening
  },
  90_000,
)

interface Book {
  readonly marketId: string
  readonly status: string
  readonly runners: readonly {
    readonly selectionId: number
    readonly handicap: number
    readonly ex: Readonly<
      Record<'availableToBack' | 'availableToLay' | 'tradedVolume', readonly { price: number; size: number }[]>
    >
  }[]
}

/** What every open market shows, asked for one by one. */
async function books({ hosts, authority, control }: BetfairEmulator, token: string): Promise<readonly Book[]> {
  const [host, port] = hosts.api.split(':')
  const all: Book[] = []
  for (const id of control.openMarkets) {
    const body = JSON.stringify({ marketIds: [id], priceProjection: { priceData: ['EX_ALL_OFFERS', 'EX_TRADED'] } })
    const asked = request({
      host,
      port,
      path: '/exchange/betting/rest/v1.0/listMarketBook/',
      method: 'POST',
      ca: authority,
      agent: false,
      headers: { 'x-application': 'live-key', 'x-authentication': token },
    }).end(body)
    const [answer] = await once(asked, 'response')
    let text = ''
    for await (const chunk of answer.setEncoding('utf8')) text += chunk
    all.push(...JSON.parse(text))
  }
  return all
}

import {
  after,
  createPaperVenue,
  type Intent,
  type MarketId,
  money,
  type Recorder,
  SECOND,
  type Strategy,
  selectionId,
  type Timestamp,
  venueId,
} from '@betting-advisor/core'
import { createFeedFreshness, type LadderBook } from '@betting-advisor/core/book'
import { defineSettings } from '@betting-advisor/core/config'
import {
  createEngine,
  createMatchingModel,
  createSteppedClock,
  engineSettings,
  replay,
  simulatedVenue,
} from '@betting-advisor/core/simulation'
import { type BookFeed, type ByteRange, type FeedMessage, forEachOf } from '@betting-advisor/core/venue'
import { describe, expect, it } from 'vitest'
import { createStreamReader } from '../book/stream-reader.ts'
import { openAdvisor, scriptedPrices, withWideDay } from '../support/advisor.ts'
import { GBP, matchOdds, NOON, news } from '../support/markets.ts'

const at = (milliseconds: number): Timestamp => after(NOON, milliseconds)
const market = {
  ...matchOdds('exchange:1.1'),
  selections: ['7', '8'].map((id) => ({ id: selectionId(id), name: id, line: null })),
}

/** What happens on the wire: a message, a heartbeat, a loss. */
interface Wire {
  readonly at: Timestamp
  readonly message: object | 'heartbeat' | 'lost'
}

/** A subscription that keeps its books by what is on the wire, and the bytes of it. */
function feedOf(wire: readonly Wire[]) {
  const books = new Map<MarketId, LadderBook>()
  const reader = createStreamReader('all')
  const freshness = createFeedFreshness()
  const stream: Buffer[] = []
  let length = 0

  function takeIn(told: Wire['message'], now: Timestamp): ReturnType<FeedMessage> {
    if (told === 'lost') {
      freshness.lost()
      return { asOf: freshness.asOf, markets: [], changed: [], bytes: null }
    }
    freshness.message(now, now)
    if (told === 'heartbeat') return { asOf: freshness.asOf, markets: [], changed: [], bytes: null }
    const line = Buffer.from(`${JSON.stringify(told)}\r\n`)
    stream.push(line)
    const bytes = { stream: 'exchange', offset: length, length: line.length }
    length += line.length
    freshness.complete()
    const changed = reader.read(JSON.parse(line.toString()))?.changed ?? []
    const markets = changed.some((book) => !books.has(book.market)) ? [news(market, now, {})] : []
    for (const book of changed) books.set(book.market, book)
    return { asOf: freshness.asOf, markets, changed: changed.map((book) => book.market), bytes }
  }

  const feed: BookFeed = {
    specification: 1,
    name: 'stream',
    origin: 'recording',
    books,
    async *messages({ clock, signal }) {
      try {
        for (const { at: due, message } of wire) {
          await clock.sleep(Math.max(0, due - clock.now()), signal)
          yield [() => takeIn(message, clock.now())]
        }
      } catch (error) {
        if (!signal.aborted) throw error
      }
    },
    status: () => ({
      name: 'stream',
      state: 'ok',
      lastMessageAt: null,
      fault: null,
      nextAttemptAt: null,
      detail: null,
    }),
  }
  return { feed, stream: () => Buffer.concat(stream) }
}

const message = (price: number, rest: object = {}) => ({
  op: 'mcm',
  pt: NOON,
  mc: [{ id: '1.1', rc: [{ id: 7, atb: [[price, 50]] }] }],
  ...rest,
})
const definition = { status: 'OPEN', inPlay: false, runners: [{ id: 7 }, { id: 8 }] }
const image = { op: 'mcm', ct: 'SUB_IMAGE', pt: NOON, mc: [{ id: '1.1', img: true, marketDefinition: definition }] }

/** Backs whatever is better than 2.2, as often as it may. */
function backer(): Strategy {
  return {
    name: 'backer',
    version: '1',
    maxEntriesPerMarket: 100,
    onMarket({ book }, desk) {
      if ((book?.bestBack(0) ?? 0) <= 2.2) return
      const selection = selectionId('7')
      const asked = { market: market.id, selection, venue: venueId('exchange'), side: 'back' } as const
      desk.signal({ kind: 'order', stake: money(10), ...asked })
    },
  }
}

/** An exchange that matches everything. */
function matching() {
  const accepted = ({ ref, stake, price }: Intent) =>
    ({ kind: 'accepted', venueOrderId: ref, matchedStake: stake, averagePrice: price }) as const
  const doPlace: ReturnType<typeof createPaperVenue>['doPlace'] = async (orders) => forEachOf(orders, accepted)
  return { ...createPaperVenue(), doPlace }
}

const limits = { risk: { maxQuoteAgeMs: 5 * SECOND, dailyLossLimit: money(100_000) } }

async function run(wire: readonly Wire[], prices = scriptedPrices([])) {
  const lines: string[] = []
  const recorder: Recorder = { append: (line) => void lines.push(line), close: async () => {} }
  const { feed, stream } = feedOf(wire)
  const { advisor, store } = await openAdvisor({
    input: limits,
    sources: [prices],
    books: [feed],
    strategies: [backer()],
    venues: [matching()],
    recorder,
  })
  await advisor.run()
  const { account, feeds } = advisor.status()
  const orders = await store.orders({ account })
  return { lines, stream, orders, feeds }
}

describe('a feed that keeps books', () => {
  const wire: readonly Wire[] = [
    { at: at(SECOND), message: image },
    { at: at(2 * SECOND), message: message(2.1) },
    { at: at(3 * SECOND), message: message(2.3) },
    { at: at(4 * SECOND), message: message(2.4) },
    {
      at: at(5 * SECOND),
      message: message(2.4, {
        mc: [
          {
            id: '1.1',
            rc: [
              {
                id: 7,
                atb: [
                  [2.4, 0],
                  [2.3, 0],
                ],
              },
            ],
          },
        ],
      }),
    },
    { at: at(6 * SECOND), message: message(2.5) },
  ]

  it('is bet on as it changes', async () => {
    const { orders, feeds } = await run(wire)
    expect(orders.map(({ intent }) => [intent.price / 10_000, intent.decidedAt - NOON]).toSorted()).toEqual([
      [2.3, 3 * SECOND],
      [2.4, 4 * SECOND],
      [2.5, 6 * SECOND],
    ])
    expect(feeds.map(({ name }) => name)).toContain('stream')
  })

  it('replays from its bytes to the same decisions', async () => {
    const { lines, stream } = await run(wire)
    let books = new Map<MarketId, LadderBook>()
    let reader = createStreamReader('all')
    const settings = defineSettings(withWideDay({ account: { name: 'test' }, ...limits }))
    const createReplaying = () => {
      books = new Map()
      reader = createStreamReader('all')
      return createEngine({ ...engineSettings(settings, [backer()], [createPaperVenue()]), books })
    }
    const takeIn = ({ offset, length }: ByteRange) => {
      const change = reader.read(
        JSON.parse(
          stream()
            .subarray(offset, offset + length)
            .toString(),
        ),
      )
      for (const book of change?.changed ?? []) books.set(book.market, book)
    }
    expect(await replay(lines, createReplaying, takeIn)).toMatchObject({ runs: 1, difference: null })
  })

  it('is bet on while heartbeats come, however long nothing has changed, and no longer when it is lost', async () => {
    const told = Array.from({ length: 4 }, (_, index) => ({
      at: at((10 + index * 10) * SECOND),
      tell: [news(market, at((10 + index * 10) * SECOND), {})],
    }))
    const seconds = Array.from({ length: 25 }, (_, index) => 5 + index)
    const { orders } = await run(
      [
        { at: at(SECOND), message: image },
        { at: at(2 * SECOND), message: message(2.3) },
        ...seconds.map((second) => ({ at: at(second * SECOND - 1), message: 'heartbeat' as const })),
        { at: at(30 * SECOND - 1), message: 'lost' },
        { at: at(35 * SECOND), message: 'heartbeat' },
        { at: at(41 * SECOND), message: 'heartbeat' },
      ],
      scriptedPrices(told),
    )
    expect(orders.map(({ intent }) => intent.decidedAt - NOON).toSorted((a, b) => a - b)).toEqual([
      2 * SECOND,
      10 * SECOND,
      20 * SECOND,
    ])
  })
})

describe('an exchange on paper', () => {
  it('matches against the books that are kept, and each order in the time that it takes', async () => {
    const { feed } = feedOf([
      { at: NOON, message: image },
      { at: at(1000), message: message(2.3) },
      // What is offered by the time the order gets there is less, and more of it comes later.
      { at: at(1050), message: { op: 'mcm', pt: NOON, mc: [{ id: '1.1', rc: [{ id: 7, atb: [[2.3, 3]] }] }] } },
      { at: at(3000), message: { op: 'mcm', pt: NOON, mc: [{ id: '1.1', rc: [{ id: 7, atb: [[2.3, 5]] }] }] } },
      { at: at(4000), message: 'heartbeat' },
    ])
    const clock = createSteppedClock({ start: NOON })
    const model = createMatchingModel({ venue: venueId('exchange'), currency: GBP, minStake: money(10) })
    const { advisor, store } = await openAdvisor({
      input: limits,
      sources: [scriptedPrices([])],
      books: [feed],
      strategies: [{ ...backer(), maxEntriesPerMarket: 1, onMarket: backingOnce(10_00) }],
      venues: [simulatedVenue(model, { clock })],
      clock,
    })
    await advisor.run()
    const orders = await store.orders({ account: advisor.status().account })
    expect(orders).toMatchObject([{ state: 'PARTIAL', matchedStake: 5_00, averagePrice: 23_000 }])
  })
})

function backingOnce(stake: number): NonNullable<Strategy['onMarket']> {
  return ({ book }, desk) => {
    if ((book?.bestBack(0) ?? 0) <= 2.2 || desk.orders(market.id).length > 0) return
    const asked = { market: market.id, selection: selectionId('7'), venue: venueId('exchange'), side: 'back' } as const
    desk.signal({ kind: 'order', stake: money(stake), ...asked })
  }
}

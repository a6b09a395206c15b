import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { after, HOUR, type Market, marketId, money, type Timestamp, venueId } from '@betting-advisor/core'
import { createLadderBook } from '@betting-advisor/core/book'
import { SAMPLE_TIME, sampleIntent } from '@betting-advisor/core/testing'
import type { OrderRef } from '@betting-advisor/core/venue'
import { describe, expect, it } from 'vitest'
import { createBookmakerModel } from '../../src/simulation/bookmaker-model.ts'
import { createMatchingModel } from '../../src/simulation/matching/matching-model.ts'
import { createNewsLog } from '../../src/simulation/news-log.ts'
import { createPaperBookmaker } from '../../src/simulation/paper-bookmaker.ts'
import type { VenueModel } from '../../src/simulation/venue-model.ts'
import { GBP, matchOdds, news } from '../support/markets.ts'
import { OPEN } from './matching/floor.ts'

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

const venue = venueId('bookmaker')
const hour = (hours: number): Timestamp => after(SAMPLE_TIME, hours * HOUR)

/** Shows a market, bets on it and never says that it is over. */
type Play = (model: VenueModel, market: Market, entry: number, at: Timestamp) => OrderRef

function bet(model: VenueModel, market: Market, entry: number, at: Timestamp, price: number): OrderRef {
  const intent = { ...sampleIntent({ entry, price }), market: market.id }
  model.place(intent, at, ({ kind }) => expect(['accepted', 'pending']).toContain(kind))
  return intent.ref
}

const atBookmaker: Play = (model, market, entry, at) => {
  model.observe(news(market, at, { bookmaker: [2.1, 1.8] }))
  return bet(model, market, entry, at, 21_000)
}

const onExchange: Play = (model, market, entry, at) => {
  const book = createLadderBook({ venue, market: market.id, feed: 'stream', currency: GBP, depth: 'raw' })
  model.observe(news(market, at, {}))
  const change = (tell: () => void) => {
    book.begin(at)
    tell()
    book.end()
    model.observeBook?.(book, at)
  }
  change(() => {
    book.setState(OPEN)
    for (const { id } of market.selections) book.addRunner(id)
    book.setPrice('back', 0, 21_000, 1_000_00)
  })
  bet(model, market, entry, at, 21_000)
  const ref = bet(model, market, entry + 1_000_000, at, 22_000)
  change(() => book.setState({ ...OPEN, status: 'closed' }))
  return ref
}

function exchange(): VenueModel {
  const latency = { placeMs: 0, cancelMs: 0, amendMs: 0, replaceMs: 0 }
  return createMatchingModel({ venue, currency: GBP, latency })
}

describe.each<[string, () => VenueModel, Play]>([
  ['bookmakers', () => createBookmakerModel(), atBookmaker],
  ['bookmakers that hold bets', () => createBookmakerModel({ betDelayMs: 1_000, minStake: money(1) }), atBookmaker],
  ['an exchange', exchange, onExchange],
])('10,000 markets of %s', (_, createModel, play) => {
  it('take no more memory than those of the last day', () => {
    const model = createModel()
    const refs: OrderRef[] = []
    const used: number[] = []
    for (let index = 0; index < 10_000; index += 1) {
      const at = hour(index)
      const market = { ...matchOdds(`market-${index}`, { startsAt: hour(index + 1) }), id: marketId(`market-${index}`) }
      refs.push(play(model, market, index + 1, at))
      model.advance(hour(index + 0.5))
      model.settle(market.id, hour(index + 0.5))
      if (model.news !== undefined) model.news.forget(model.news.position)
      if (index % 4_999 === 0 && index > 0) {
        collect()
        used.push(process.memoryUsage().heapUsed)
      }
    }
    const now = hour(10_000)
    model.lookup(refs, now, (found) => {
      const known = found?.orders.map(({ ref }) => ref) ?? []
      expect(known.length).toBeGreaterThan(0)
      expect(known.length).toBeLessThan(30)
      expect(known).toEqual(refs.slice(-known.length))
    })
    const [half = 0, whole = Number.POSITIVE_INFINITY] = used
    expect(whole - half).toBeLessThan(2_000_000)
  })
})

describe('markets that nobody bets on', () => {
  it('are forgotten when their book is closed, or their event has begun', () => {
    const model = exchange()
    const heard: string[] = []
    const book = createLadderBook({ venue, market: marketId('quiet'), feed: 'stream', currency: GBP, depth: 'raw' })
    const market = { ...matchOdds('quiet'), id: marketId('quiet') }
    const change = (status: 'open' | 'closed') => {
      book.begin(SAMPLE_TIME)
      book.setState({ ...OPEN, status })
      book.end()
      model.observeBook?.(book, SAMPLE_TIME)
    }
    model.observe(news(market, SAMPLE_TIME, {}))
    change('open')
    change('closed')
    model.place({ ...sampleIntent(), market: market.id }, SAMPLE_TIME, () => {})
    model.place({ ...sampleIntent({ entry: 2 }), market: market.id }, hour(1), (outcome) => {
      heard.push(outcome.kind === 'rejected' ? outcome.reason.code : outcome.kind)
    })
    expect(heard).toEqual(['INVALID_MARKET_ID'])
  })
})

describe('bookmakers that say nothing any more of what has started', () => {
  it('are asked about it no more, unless the start was moved', () => {
    const bookmaker = createPaperBookmaker({})
    const [gone, moved] = [matchOdds('gone', { startsAt: hour(1) }), matchOdds('moved', { startsAt: hour(1) })]
    for (const market of [gone, moved]) bookmaker.observe(news(market, SAMPLE_TIME, { bookmaker: [2.1, 1.8] }))
    const later = matchOdds('moved', { startsAt: hour(9) })
    bookmaker.observe(news(later, hour(0.5), { bookmaker: [2.1, 1.8] }))
    bookmaker.observe(news(matchOdds('other', { startsAt: hour(9) }), hour(2), {}))
    const codes = [gone, later].map(({ id }, entry) =>
      bookmaker.decide({ ...sampleIntent({ entry: entry + 1 }), market: id }, hour(2)),
    )
    expect(codes).toMatchObject([{ kind: 'rejected', reason: { code: 'MARKET_SUSPENDED' } }, { kind: 'accepted' }])
  })
})

describe('news of orders', () => {
  const piece = { kind: 'gap', reason: 'a piece of news' } as const

  it('is forgotten once it was read, and numbered as before', () => {
    const log = createNewsLog()
    for (let index = 0; index < 5; index += 1) log.add(piece)
    expect(log.after(0, 3)).toMatchObject({ news: { length: 3 }, position: 3 })
    log.forget(3)
    log.forget(1)
    expect(log.after(3, 9)).toMatchObject({ news: { length: 2 }, position: 5 })
    expect(log.position).toBe(5)
    log.forget(5)
    log.add(piece)
    expect(log.after(5, 9)).toMatchObject({ news: { length: 1 }, position: 6 })
  })

  it('is a gap where it was forgotten unread', () => {
    const log = createNewsLog()
    for (let index = 0; index < 200_001; index += 1) log.add(piece)
    const { news: lost, position } = log.after(0, 9)
    expect(lost).toMatchObject([{ kind: 'gap', reason: expect.stringContaining('forgotten') }])
    expect(position).toBe(100_000)
    expect(log.after(position, 9)).toMatchObject({ news: { length: 9 }, position: 100_009 })
  })
})

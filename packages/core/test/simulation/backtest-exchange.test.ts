import {
  after,
  type BacktestEvent,
  currency,
  money,
  type Order,
  price,
  runBacktest,
  type Side,
  type Strategy,
  selectionId,
  venueId,
  withoutProtections,
} from '@betting-advisor/core'
import { createLadderBook, type LadderBook } from '@betting-advisor/core/book'
import { describe, expect, it } from 'vitest'
import { createBookmakerModel } from '../../src/simulation/bookmaker-model.ts'
import { createMatchingModel } from '../../src/simulation/matching/matching-model.ts'
import type { MatchingSettings } from '../../src/simulation/matching/matching-settings.ts'
import { ended, GBP, matchOdds, NOON, news, WIDE } from '../support/markets.ts'
import { OPEN } from './matching/floor.ts'

const exchange = venueId('exchange')
const limits = withoutProtections({ ...WIDE, maxEdge: 10 })
const settings = { currency: currency('GBP'), bankroll: money(1_000_000), limits }
const at = (milliseconds: number) => after(NOON, milliseconds)

/** A market of an exchange in which Home can be backed at 2 and laid at 2.02, and messages that change it. */
function recording() {
  const market = matchOdds()
  const book = createLadderBook({ venue: exchange, market: market.id, feed: 'stream', currency: GBP, depth: 'raw' })
  const change = (milliseconds: number, tell: (book: LadderBook) => void): BacktestEvent => ({
    type: 'feed',
    at: at(milliseconds),
    feed: 'stream',
    message() {
      book.begin(at(milliseconds))
      tell(book)
      book.end()
      const markets = milliseconds === 0 ? [news(market, NOON, {})] : []
      return { asOf: at(milliseconds), markets, changed: [market.id], bytes: null }
    },
  })
  const first = change(0, (empty) => {
    empty.setState(OPEN)
    for (const { id } of market.selections) empty.addRunner(id)
    empty.setPrice('back', 0, 20_000, 50_00)
    empty.setPrice('lay', 0, 20_200, 20_00)
    empty.setPrice('back', 1, 19_000, 50_00)
  })
  const over: BacktestEvent = { type: 'result', at: at(7_200_000), result: ended(market, 'Home') }
  return { market, books: new Map([[market.id, book]]), change, first, over }
}

/** Asks once for 10.00 on Home at a price, and notes what becomes of it. */
function once(side: Side, limit: number, rest: Partial<Strategy> = {}): Strategy & { readonly seen: string[] } {
  const seen: string[] = []
  return {
    name: 'once',
    version: '1',
    seen,
    onMarket({ market }, desk) {
      if (desk.orders(market.id).length > 0) return
      const bet = { market: market.id, selection: selectionId('Home'), venue: exchange, side, stake: money(10_00) }
      desk.signal({ kind: 'order', ...bet, price: price(limit) })
    },
    onOrder: ({ state, matchedStake }, desk) => void seen.push(`${desk.now - NOON} ${state} ${matchedStake}`),
    ...rest,
  }
}

const venues = (rest: Partial<MatchingSettings> = {}) => [
  createMatchingModel({ venue: exchange, currency: GBP, ...rest }),
]

describe('a backtest on an exchange', () => {
  it('lets an order wait in its queue, and settles what is matched of it', () => {
    const { books, change, first, over } = recording()
    const strategy = once('back', 2.02)
    const events = [
      first,
      change(1000, (book) => book.setTraded(0, 20_200, 48_00)),
      change(2000, (book) => book.setTraded(0, 20_200, 100_00)),
      over,
    ]
    const result = runBacktest({ ...settings, events, books, venues: venues(), strategies: [strategy] })
    expect(strategy.seen).toEqual(['120 ACCEPTED 0', '1000 PARTIAL 400', '2000 MATCHED 1000'])
    expect(result.bets).toMatchObject([{ outcome: 'won', profit: 10_20, matchedStake: 10_00 }])
    expect(result).toMatchObject({ open: [], finalBankroll: 1_001_020 })
  })

  it('lays, and lets what is open lapse when the market is over', () => {
    const { books, first, over } = recording()
    const { bets, finalBankroll } = runBacktest({
      ...{ ...settings, events: [first, over], books, venues: venues() },
      strategies: [once('lay', 2.02), { ...once('lay', 1.5), name: 'patient' }],
    })
    expect(bets).toMatchObject([{ outcome: 'lost', profit: -10_20, intent: { side: 'lay' } }])
    expect(finalBankroll).toBe(998_980)
  })

  it('cancels what is open of an order, in the time that takes', () => {
    const { books, change, first, over } = recording()
    let order: Order | undefined
    const strategy = once('back', 2.02, {
      onTimer: (_, desk) => void (order !== undefined && desk.cancel(order.intent.key)),
    })
    const { onOrder } = strategy
    const cancelling: Strategy = {
      ...strategy,
      onOrder(changed, desk) {
        order = changed
        if (changed.state === 'ACCEPTED') desk.at(at(1500), 'enough')
        onOrder?.(changed, desk)
      },
    }
    const events = [
      first,
      change(1000, (book) => book.setTraded(0, 20_200, 48_00)),
      change(1600, (book) => book.setTraded(0, 20_200, 50_00)),
      change(2000, (book) => book.setTraded(0, 20_200, 100_00)),
      over,
    ]
    const { bets } = runBacktest({ ...settings, events, books, venues: venues(), strategies: [cancelling] })
    expect(strategy.seen.slice(1)).toEqual(['1000 PARTIAL 400', '1600 PARTIAL 500', '1670 CANCELLED 500'])
    expect(bets).toMatchObject([{ outcome: 'won', profit: 5_10 }])
  })

  it('makes an order smaller, which keeps its place', () => {
    const { books, change, first, over } = recording()
    const strategy = once('back', 2.02)
    const { onOrder } = strategy
    const amending: Strategy = {
      ...strategy,
      onOrder(changed, desk) {
        onOrder?.(changed, desk)
        if (changed.state === 'PARTIAL' && changed.amendedStake === null) {
          desk.amend(changed.intent.key, { stake: money(7_00) })
        }
      },
    }
    const events = [
      first,
      change(1000, (book) => book.setTraded(0, 20_200, 48_00)),
      change(2000, (book) => book.setTraded(0, 20_200, 100_00)),
      over,
    ]
    const { bets } = runBacktest({ ...settings, events, books, venues: venues(), strategies: [amending] })
    expect(strategy.seen.slice(1)).toEqual(['1000 PARTIAL 400', '1150 PARTIAL 400', '2000 MATCHED 700'])
    expect(bets).toMatchObject([{ outcome: 'won', profit: 7_14 }])
  })

  it('replaces an order by the operation of the exchange, begun before the other has ended and last in the queue', () => {
    const { books, change, first, over } = recording()
    const strategy = once('back', 2.04)
    const { onOrder } = strategy
    const replacing: Strategy = {
      ...strategy,
      onOrder(changed, desk) {
        onOrder?.(changed, desk)
        if (changed.intent.entry === 1 && changed.state === 'ACCEPTED') {
          expect(desk.replace(changed.intent.key, { price: price(2.02) })).toBe(true)
        }
      },
    }
    const events = [
      first,
      change(1000, (book) => book.setTraded(0, 20_200, 48_00)),
      change(2000, (book) => book.setTraded(0, 20_200, 100_00)),
      over,
    ]
    const result = runBacktest({ ...settings, events, books, venues: venues(), strategies: [replacing] })
    expect(strategy.seen).toEqual([
      '120 ACCEPTED 0',
      '400 ACCEPTED 0',
      '400 CANCELLED 0',
      '1000 PARTIAL 400',
      '2000 MATCHED 1000',
    ])
    expect(result.bets).toMatchObject([{ intent: { entry: 2, price: 20_200 }, outcome: 'won' }])
    expect(result.finalBankroll).toBe(1_001_020)
  })

  it('meets the book as it is when an order gets there, neither before nor later', () => {
    for (const [placeMs, matched] of [
      [50, 10_00],
      [150, 3_00],
      [250, 7_00],
    ] as const) {
      const { books, change, first } = recording()
      const events = [
        first,
        change(100, (book) => book.setPrice('back', 0, 20_000, 3_00)),
        change(200, (book) => book.setPrice('back', 0, 20_000, 7_00)),
        change(300, (book) => book.setPrice('back', 0, 20_000, 0)),
      ]
      const model = venues({ latency: { placeMs } })
      const { open } = runBacktest({ ...settings, events, books, venues: model, strategies: [once('back', 2)] })
      // What was matched when it came, and with 150 what was offered more at 200.
      expect(open).toMatchObject([{ matchedStake: placeMs === 150 ? 7_00 : matched }])
    }
  })

  it('has as many venues as there are models, each with its own orders', () => {
    const { books, first, over, market } = recording()
    const events: BacktestEvent[] = [
      first,
      { type: 'market', at: at(1000), update: news(market, at(1000), { book: [2.1, 1.8] }) },
      over,
    ]
    const arbitrage: Strategy = {
      name: 'both',
      version: '1',
      maxEntriesPerMarket: 2,
      onMarket(view, desk) {
        const { id } = view.market
        if (view.prices(venueId('book')) === undefined) return
        const bet = { kind: 'order', market: id, selection: selectionId('Home'), stake: money(10_00) } as const
        desk.signal({ ...bet, venue: venueId('book'), side: 'back' })
        desk.signal({ ...bet, venue: exchange, side: 'lay', price: price(2.02) })
      },
    }
    const bookmakers = createBookmakerModel({ bookmakers: [venueId('book')] })
    const result = runBacktest({
      ...{ ...settings, events, books },
      venues: [bookmakers, ...venues()],
      strategies: [arbitrage],
    })
    expect(result.bets.map(({ profit }) => profit).toSorted()).toEqual([-10_20, 11_00])
  })

  it('hears of a bet that its bookmaker held when that has decided', () => {
    const market = matchOdds()
    const events: BacktestEvent[] = [
      { type: 'market', at: NOON, update: news(market, NOON, { exchange: [2, 2] }) },
      { type: 'market', at: at(10_000), update: news(market, at(10_000), { exchange: [1.9, 2] }) },
    ]
    const strategy = once('back', 2)
    const held = (betDelayMs: number) =>
      runBacktest({ ...settings, events, venues: [createBookmakerModel({ betDelayMs })], strategies: [strategy] })
    expect(held(5_000).open).toMatchObject([{ state: 'MATCHED', matchedStake: 10_00 }])
    expect(strategy.seen).toEqual(['0 PENDING 0', '5000 MATCHED 1000'])
  })

  it('is the same every time', () => {
    const run = () => {
      const { books, change, first, over } = recording()
      const events = [first, change(1000, (book) => book.setTraded(0, 20_200, 48_00)), over]
      return JSON.stringify(
        runBacktest({ ...settings, events, books, venues: venues(), strategies: [once('back', 2.02)] }),
      )
    }
    expect(run()).toBe(run())
  })

  it('takes models of venues, or how bookmakers take bets', () => {
    const wrong = { ...settings, events: [], strategies: [], venue: {}, venues: [] }
    expect(() => runBacktest(wrong)).toThrow(expect.objectContaining({ code: 'INVALID_VALUE', argument: 'venue' }))
    const noModel = { ...settings, events: [], strategies: [], venues: [{ name: 'none' }] }
    expect(() => runBacktest(noModel as never)).toThrow(expect.objectContaining({ argument: 'venues[0].traits' }))
  })
})

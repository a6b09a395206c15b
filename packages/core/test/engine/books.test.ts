import {
  after,
  type Market,
  type MarketView,
  MINUTE,
  money,
  quoteOf,
  SECOND,
  type Strategy,
  selectionId,
  shownAge,
  type Timestamp,
  valueBetting,
  venueId,
} from '@betting-advisor/core'
import { type BookView, createLadderBook, type LadderBook } from '@betting-advisor/core/book'
import { power } from '@betting-advisor/core/odds'
import { describe, expect, it } from 'vitest'
import { flatStake } from '../../src/staking/staking-plan.ts'
import { GBP, matchOdds, NOON, news, shownBy } from '../support/markets.ts'
import { createSession, type SessionSettings } from '../support/session.ts'
import { backHome } from '../support/strategies.ts'

const exchange = venueId('exchange')
const at = (milliseconds: number) => after(NOON, milliseconds)
const open = { version: 1, betDelayMs: 0, winners: 1, startingPrice: 'none' } as const

/** What an exchange shows: the best back and lay of Home and of Away. */
function show(book: LadderBook, now: Timestamp, back: number, state: Partial<BookView['state']> = {}): void {
  book.begin(now)
  book.setState({ ...open, status: 'open', inPlay: false, ...state })
  for (const name of ['Home', 'Away']) {
    const runner = book.addRunner(selectionId(name))
    book.clearOffers('back', runner)
    book.setPrice('back', runner, Math.round(back * 10_000), 50_00)
    book.setPrice('lay', runner, Math.round((back + 0.02) * 10_000), 20_00)
  }
  book.end()
}

/** A session on a market with a book and an input for what its feed tells. */
function withBook(
  strategies: readonly Strategy[],
  settings: Partial<SessionSettings> = {},
  market: Market = matchOdds(),
) {
  const book = createLadderBook({ venue: exchange, market: market.id, feed: 'stream', currency: GBP, depth: 'raw' })
  const books = new Map([[market.id, book]])
  const session = createSession({ strategies, books, ...settings })
  show(book, NOON, 2)
  session.market(news(market, NOON, {}))
  const feed = (now: Timestamp, asOf: Timestamp | null = now, changed = [market.id]) =>
    session.hear({ type: 'feed', at: now, feed: 'stream', asOf, changed, bytes: null })
  return { session, book, books, market, feed, view: () => session.engine.board.get(market.id) }
}

/** Remembers what it is shown. */
function witness(look: (view: MarketView) => unknown): Strategy & { readonly seen: unknown[] } {
  const seen: unknown[] = []
  return { name: 'witness', version: '1', seen, onMarket: (view) => void seen.push(look(view)) }
}

describe('a book that has changed', () => {
  it('is heard of by strategies as news is, and read where it stands', () => {
    const strategy = witness(({ book, receivedAt }) => [receivedAt, book?.bestBack(0), book?.laySize(1, 0)])
    const { book, feed } = withBook([strategy])
    show(book, at(10), 2.1)
    feed(at(10))
    expect(strategy.seen).toEqual([
      [NOON, 2, 2000],
      [at(10), 2.1, 2000],
    ])
  })

  it('says which runners changed', () => {
    const strategy = witness(({ book }) => [book?.hasChanged(0), book?.hasChanged(1)])
    const { book, feed } = withBook([strategy])
    book.begin(at(10))
    book.setPrice('back', 1, 21_000, 1)
    book.end()
    feed(at(10))
    expect(strategy.seen.at(-1)).toEqual([false, true])
  })

  it("of a market that is not on the board is nobody's", () => {
    const strategy = witness(() => null)
    const { feed } = withBook([strategy])
    feed(at(10), at(10), [matchOdds('another').id])
    expect(strategy.seen).toHaveLength(1)
  })

  it('is not told of in the middle of a message', () => {
    const { book, feed } = withBook([])
    book.begin(at(10))
    expect(() => feed(at(10))).toThrow(expect.objectContaining({ code: 'INVARIANT_BROKEN' }))
  })

  it('cannot be read when the call is over: whoever keeps it is told so', () => {
    const kept: BookView[] = []
    const strategy = witness(({ book }) => {
      if (book !== null) kept.push(book)
      return book?.bestBack(0)
    })
    const { feed } = withBook([strategy])
    feed(at(10))
    expect(strategy.seen).toEqual([2, 2])
    for (const read of [
      (view: BookView) => view.bestBack(0),
      (view: BookView) => view.state,
      (view: BookView) => view.traded(0, 2),
      (view: BookView) => view.runners,
    ]) {
      expect(() => read(kept[0] ?? expect.fail('nothing kept'))).toThrow(
        expect.objectContaining({ code: 'INVARIANT_BROKEN' }),
      )
    }
  })

  it('there is none where no feed keeps one', () => {
    const strategy = witness(({ book }) => book)
    const session = createSession({ strategies: [strategy] })
    session.market(news(matchOdds(), NOON, { book: [2, 2] }))
    expect(strategy.seen).toEqual([null])
  })

  it('takes a market into play and off the board as news of it does', () => {
    const strategy = witness(({ status, inPlay }) => [status, inPlay])
    const { book, feed, view } = withBook([strategy])
    show(book, at(10), 2, { status: 'suspended' })
    feed(at(10))
    show(book, at(20), 2, { inPlay: true })
    feed(at(20))
    expect(strategy.seen).toEqual([
      ['open', false],
      ['suspended', false],
      ['open', true],
    ])
    show(book, at(30), 2, { status: 'closed' })
    feed(at(30))
    expect(view()).toBeUndefined()
    expect(strategy.seen).toHaveLength(3)
  })
})

describe('a price of a book', () => {
  const backExchange = () => backHome(1000, { venue: 'exchange', maxEntriesPerMarket: 9 })

  it('can be bet on, with what there is of it', () => {
    const strategy = witness((view) => quoteOf(view, exchange, 'lay', 1, view.receivedAt, SECOND))
    const { session, feed } = withBook([strategy, backExchange()])
    feed(at(10))
    expect(strategy.seen.at(-1)).toMatchObject({ kind: 'fresh', price: 2.02, size: 2000, age: 0 })
    expect(session.sent[0]?.intent).toMatchObject({ venue: 'exchange', price: 20_000, stake: 1000 })
  })

  it('is not bet on before its feed was heard of', () => {
    const { session } = withBook([backExchange()])
    expect(session.rejections()).toEqual(['QUOTE_STALE'])
  })

  it('stays young while its feed is heard of, though it does not change', () => {
    const { session, feed, market } = withBook([backExchange()], { limits: { maxQuoteAgeMs: 5 * SECOND } })
    for (let second = 0; second <= 60; second += 1) feed(at(second * SECOND), at(second * SECOND), [])
    expect(session.sent).toHaveLength(0)
    session.market(news(market, at(61 * SECOND), {}))
    expect(session.sent).toHaveLength(1)
  })

  it('grows old with its feed, though it was told just now', () => {
    const { session, feed, book } = withBook([backExchange()], { limits: { maxQuoteAgeMs: 5 * SECOND } })
    show(book, NOON, 2.1)
    feed(at(MINUTE), at(MINUTE - 6 * SECOND))
    expect(session.sent).toHaveLength(0)
    expect(session.rejections()).toEqual(['QUOTE_STALE'])
    show(book, at(20 * SECOND), 2.1)
    feed(at(MINUTE + 1), at(MINUTE - 4 * SECOND))
    expect(session.sent).toHaveLength(1)
  })

  it('is stale at once when its feed is lost, and so is an order that has not left', () => {
    const { session, feed, market, view } = withBook([backExchange()])
    session.holdBack('begin')
    feed(at(10))
    feed(at(20), null, [])
    session.release(at(30))
    expect(session.sent).toHaveLength(0)
    expect(session.orders()[0]).toMatchObject({ state: 'NOT_SENT' })
    const shown = view() ?? expect.fail('no market')
    expect(shownAge(shown, exchange, 'back', at(30))).toBe(Number.POSITIVE_INFINITY)
    session.market(news(market, at(40), {}))
    expect(session.sent).toHaveLength(0)
    feed(at(50))
    expect(session.sent).toHaveLength(1)
  })

  it('is not made younger by a feed that speaks of the future', () => {
    const strategy = witness((view) => quoteOf(view, exchange, 'back', 0, at(2 * MINUTE), MINUTE))
    const { feed } = withBook([strategy])
    feed(at(10), at(10 * MINUTE))
    expect(strategy.seen.at(-1)).toMatchObject({ kind: 'stale', age: 2 * MINUTE - 10 })
  })

  it.each<[string, (book: LadderBook) => void]>([
    ['there is no offer', (book) => book.clearOffers('back', 0)],
    ['its runner is removed', (book) => book.setStatus(0, 'removed', 10)],
    ['the market is suspended', (book) => book.setState({ ...open, status: 'suspended', inPlay: false })],
  ])('is none where %s', (_, change) => {
    const strategy = witness((view) => quoteOf(view, exchange, 'back', 0, view.receivedAt, MINUTE))
    const { book, feed } = withBook([strategy])
    book.begin(at(10))
    change(book)
    book.end()
    feed(at(10))
    expect(strategy.seen.at(-1)).toBeNull()
  })
})

describe('news of a feed that is a subscription', () => {
  it('is as old as that, however old or young it is itself', () => {
    const market = matchOdds()
    const strategy = backHome(1000, { maxEntriesPerMarket: 9 })
    const session = createSession({ strategies: [strategy], limits: { maxQuoteAgeMs: 5 * SECOND } })
    const feed = (now: Timestamp, asOf: Timestamp | null) =>
      session.hear({ type: 'feed', at: now, feed: 'push', asOf, changed: [], bytes: null })
    const tell = (now: Timestamp) =>
      session.market({
        ...news(market, now, {}),
        venues: [{ ...shownBy('book', [2, 2], NOON), feed: 'push' }],
      })
    tell(at(1))
    expect(session.sent).toHaveLength(0)
    feed(at(MINUTE), at(MINUTE))
    tell(at(MINUTE))
    expect(session.sent).toHaveLength(1)
    feed(at(2 * MINUTE), null)
    tell(at(2 * MINUTE))
    expect(session.sent).toHaveLength(1)
    feed(at(3 * MINUTE), at(2 * MINUTE))
    tell(at(3 * MINUTE))
    expect(session.sent).toHaveLength(1)
  })
})

describe('value betting', () => {
  it('bets on an exchange whose book is better than the fair price', () => {
    const strategy = valueBetting({ sharp: 'sharp', overround: power, minEdge: 0.02, staking: flatStake(money(500)) })
    const { session, book, feed, market } = withBook([strategy])
    session.market(news(market, at(1), { sharp: [1.9, 1.9] }))
    feed(at(2))
    expect(session.sent).toHaveLength(0)
    show(book, at(3), 2.2)
    feed(at(3))
    expect(session.sent[0]?.intent).toMatchObject({ venue: 'exchange', price: 22_000, stake: 500 })
  })
})

import {
  after,
  eventId,
  HOUR,
  type Market,
  MINUTE,
  SECOND,
  type Strategy,
  selectionId,
  type Timestamp,
  venueId,
} from '@betting-advisor/core'
import { type BookView, createLadderBook } from '@betting-advisor/core/book'
import { preOffAverages, startingPrices } from '@betting-advisor/core/odds'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBoard } from '../../src/market/board.ts'
import { GBP, matchOdds, NOON, news } from '../support/markets.ts'
import { ACCOUNT, createSession, type SessionSettings } from '../support/session.ts'
import { backHome } from '../support/strategies.ts'

const at = (milliseconds: number) => after(NOON, milliseconds)
const START = at(HOUR)
const exchange = venueId('exchange')
type Kept = Partial<BookView['state']> & {
  readonly traded?: readonly (readonly (readonly [number, number])[])[]
  readonly starting?: readonly (number | null)[]
  readonly removed?: readonly string[]
}

/** A session with an exchange's book of a market, on which `book` shows prices to bet at. */
function open(yardstick: SessionSettings['yardstick'], strategies: readonly Strategy[] = [backHome()]) {
  const market: Market = matchOdds()
  const book = createLadderBook({ venue: exchange, market: market.id, feed: 'stream', currency: GBP, depth: 'raw' })
  const session = createSession({
    strategies,
    books: new Map([[market.id, book]]),
    ...(yardstick === undefined ? {} : { yardstick }),
  })
  const state = {
    status: 'open',
    inPlay: false,
    version: 1,
    betDelayMs: 0,
    winners: 1,
    startingPrice: 'offered',
  } as const
  function change(now: Timestamp, { traded = [], starting = [], removed = [], ...rest }: Kept): void {
    book.begin(now)
    book.setState({ ...state, ...rest })
    for (const [place, name] of ['Home', 'Away'].entries()) {
      const runner = book.addRunner(selectionId(name))
      for (const [price, size] of traded[place] ?? []) book.setTraded(runner, price * 10_000, size)
      if (removed.includes(name)) book.setStatus(runner, 'removed')
      if (starting.length > 0) book.setStartingPrice(runner, starting[place] ?? null)
    }
    book.end()
  }
  change(NOON, {})
  return {
    session,
    /** Tells what is bet at. */
    show: (now: Timestamp, id = 'm1') => session.market(news(matchOdds(id), now, { book: [2, 2] })),
    /** A message of the exchange's stream. */
    tell(now: Timestamp, kept: Kept): void {
      change(now, kept)
      session.hear({ type: 'feed', at: now, feed: 'stream', asOf: now, changed: [market.id], bytes: null })
    },
    closes: () => session.orders().map(({ closingProbability }) => closingProbability),
  }
}

const TRADED = [
  [
    [2, 300],
    [4, 100],
  ],
  [[2.5, 50]],
] as const
/** Of 2.5 and 2.5. */
const EVEN = expect.closeTo(0.5, 12)

describe('the average of what was matched before the off', () => {
  it('measures once the market turns in play, however late, and by nothing that was matched in play', () => {
    for (const late of [0, 4 * MINUTE]) {
      const { show, tell, closes } = open(preOffAverages())
      show(at(MINUTE))
      tell(at(59 * MINUTE), { traded: TRADED })
      tell(at(HOUR + late - SECOND), {})
      expect(closes()).toEqual([null])
      tell(at(HOUR + late), { inPlay: true })
      expect(closes()).toEqual([EVEN])
      tell(at(HOUR + late + SECOND), { inPlay: true, traded: [[[10, 10_000]]] })
      expect(closes()).toEqual([EVEN])
    }
  })

  it('measures no bet in play, and nothing where a selection was never matched', () => {
    const inPlay = backHome(1000, { inPlay: { maxQuoteAgeMs: 10_000 } })
    const late = open(preOffAverages(), [inPlay])
    late.tell(at(59 * MINUTE), { traded: TRADED })
    late.show(at(59 * MINUTE), 'm2')
    late.tell(START, { inPlay: true })
    expect(late.closes()).toEqual([null])
    const none = open(preOffAverages())
    none.show(at(MINUTE))
    none.tell(at(59 * MINUTE), { traded: [[[2, 100]]] })
    none.tell(START, { inPlay: true })
    expect(none.closes()).toEqual([null])
  })

  it('is Σ price × size ÷ Σ size', () => {
    const level = fc.tuple(
      fc.integer({ min: 11, max: 60 }).map((tenths) => tenths / 10),
      fc.integer({ min: 1, max: 1e6 }),
    )
    const levels = fc.uniqueArray(level, { minLength: 1, maxLength: 6, selector: ([price]) => price })
    fc.assert(
      fc.property(levels, levels, (home, away) => {
        const { show, tell, closes } = open(preOffAverages())
        show(at(MINUTE))
        tell(at(2 * MINUTE), { traded: [home, away] })
        tell(START, { inPlay: true })
        const average = (traded: typeof home) => {
          let [value, all] = [0, 0]
          for (const [price, size] of traded) {
            value += price * size
            all += size
          }
          return value / all
        }
        const [h, a] = [1 / average(home), 1 / average(away)]
        expect(closes()).toEqual([expect.closeTo(h / (h + a), 9)])
      }),
      { numRuns: 50 },
    )
  })
})

describe('what an exchange showed last before its feed was lost', () => {
  it('measures nothing that was decided after it, and nothing that starts long after it', () => {
    for (const lost of [SECOND, 2 * MINUTE, 30 * MINUTE]) {
      const { session, show, tell, closes } = open(preOffAverages())
      tell(at(SECOND), { traded: TRADED })
      if (lost > MINUTE) {
        show(at(MINUTE))
        tell(at(lost), {})
      }
      session.hear({ type: 'feed', at: at(lost + 1), feed: 'stream', asOf: null, changed: [], bytes: null })
      if (lost < MINUTE) show(at(MINUTE))
      session.market(news(matchOdds(), START, { book: [2, 2] }, { inPlay: true }))
      expect(closes()).toEqual([null])
    }
  })

  it('measures what starts soon after it, and what has not changed while it was heard of', () => {
    for (const heard of [54 * MINUTE, HOUR - SECOND]) {
      const { session, show, tell, closes } = open(preOffAverages())
      tell(at(SECOND), { traded: TRADED })
      show(at(MINUTE))
      session.hear({ type: 'feed', at: at(heard), feed: 'stream', asOf: at(heard), changed: [], bytes: null })
      session.market(news(matchOdds(), START, { book: [2, 2] }, { inPlay: true }))
      expect(closes()).toEqual([EVEN])
    }
  })
})

describe('the starting price', () => {
  it('measures once it is told, after the start', () => {
    const { show, tell, closes } = open(startingPrices())
    show(at(MINUTE))
    tell(START, { inPlay: true, starting: [2, 2] })
    expect(closes()).toEqual([null])
    tell(at(HOUR + SECOND), { inPlay: true, startingPrice: 'known', starting: [4, 4 / 3] })
    expect(closes()).toEqual([expect.closeTo(0.25, 12)])
  })

  it('measures in a market that never turns in play', () => {
    const { show, tell, closes } = open(startingPrices())
    show(at(MINUTE))
    tell(at(HOUR + SECOND), { status: 'suspended', startingPrice: 'known', starting: [4, 4 / 3] })
    expect(closes()).toEqual([expect.closeTo(0.25, 12)])
  })

  it('measures no bet that was decided after the start, and none long after it', () => {
    const inPlay = backHome(1000, { inPlay: { maxQuoteAgeMs: 10_000 }, maxEntriesPerMarket: 2 })
    const { show, tell, closes } = open(startingPrices(), [inPlay])
    tell(START, { inPlay: true })
    show(at(HOUR + SECOND))
    expect(closes()).toHaveLength(1)
    tell(at(HOUR + 2 * SECOND), { inPlay: true, startingPrice: 'known', starting: [4, 4 / 3] })
    expect(closes()).toEqual([null])
    const forgotten = open(startingPrices())
    forgotten.show(at(MINUTE))
    forgotten.tell(START, { inPlay: true })
    forgotten.tell(at(HOUR + 11 * MINUTE), { inPlay: true, startingPrice: 'known', starting: [4, 4 / 3] })
    expect(forgotten.closes()).toEqual([null])
  })

  it('is none where one that ran has none; one that did not run needs none', () => {
    for (const [starting, removed, close] of [
      [[4, null], [], null],
      [[4, Number.POSITIVE_INFINITY], [], null],
      [[1.01, null], ['Away'], expect.closeTo(1, 12)],
    ] as const) {
      const { show, tell, closes } = open(startingPrices())
      show(at(MINUTE))
      tell(START, { inPlay: true, removed })
      tell(at(HOUR + SECOND), { inPlay: true, startingPrice: 'known', starting, removed })
      expect(closes()).toEqual([close])
    }
  })

  it('of an exchange measures bets on the markets that are linked with its own', () => {
    const { session, show, tell, closes } = open(startingPrices())
    const sides = [
      ['m2', ['Away', 'Home']],
      ['m1', ['Home', 'Away']],
    ] as const
    const markets = sides.map(([id, names]) => ({ market: matchOdds(id).id, selections: names.map(selectionId) }))
    session.accounts.setLink({ account: ACCOUNT, id: 'l', event: eventId('e'), markets }, NOON)
    session.sync(at(1))
    session.market(news(matchOdds(), at(1), {}))
    show(at(MINUTE), 'm2')
    expect(session.orders().some(({ intent }) => intent.market === 'm2')).toBe(true)
    tell(START, { inPlay: true })
    tell(at(HOUR + SECOND), { inPlay: true, startingPrice: 'known', starting: [4, 4 / 3] })
    // Home of the one is Away of the other.
    const close = session.orders().find(({ intent }) => intent.market === 'm2')?.closingProbability
    expect(close).toBeCloseTo(0.75, 12)
    expect(closes().length).toBeGreaterThan(0)
  })
})

/** A match under two names. */
function linkedTo(session: ReturnType<typeof open>['session']): void {
  const markets = ['m1', 'm2'].map((id) => ({
    market: matchOdds(id).id,
    selections: ['Home', 'Away'].map(selectionId),
  }))
  session.accounts.setLink({ account: ACCOUNT, id: 'l', event: eventId('e'), markets }, NOON)
  session.sync(at(1))
}

it('a start that is put off takes back what it has measured in markets that are linked with its own', () => {
  const { session, show, tell, closes } = open(preOffAverages())
  linkedTo(session)
  session.market(news(matchOdds(), at(1), {}))
  show(at(MINUTE), 'm2')
  tell(at(59 * MINUTE), { traded: TRADED })
  session.market(news(matchOdds(), START, {}, { inPlay: true }))
  expect(closes()).toEqual([EVEN])
  const later = matchOdds('m1', { startsAt: at(3 * HOUR) })
  tell(at(HOUR + MINUTE), { traded: [[[4, 900]]] })
  session.market(news(later, at(HOUR + 2 * MINUTE), {}))
  expect(closes()).toEqual([null])
  tell(at(3 * HOUR - SECOND), {})
  session.market(news(later, at(3 * HOUR), {}, { inPlay: true }))
  // Of 3.5 and 2.5.
  expect(closes()).toEqual([expect.closeTo(5 / 12, 12)])
})

it('an exchange whose prices do not count stands back for one that is linked with it', () => {
  const books = [...['m1', 'm2'].entries()].map(([place, id]) => {
    const { id: market } = matchOdds(id)
    const book = createLadderBook({ venue: venueId(id), market, feed: id, currency: GBP, depth: 'raw' })
    book.begin(at(place * MINUTE))
    for (const name of ['Home', 'Away']) {
      const runner = book.addRunner(selectionId(name))
      book.setTraded(runner, name === 'Home' && id === 'm2' ? 60_000 : 20_000, 100)
    }
    book.end()
    return [market, book] as const
  })
  const board = createBoard({ books: new Map(books) })
  const markets = ['m1', 'm2'].map((id) => ({
    market: matchOdds(id).id,
    selections: ['Home', 'Away'].map(selectionId),
  }))
  for (const id of ['m1', 'm2']) board.apply(news(matchOdds(id), at(MINUTE), {}))
  board.link([{ account: ACCOUNT, id: 'l', event: eventId('e'), markets }])
  const view = board.get(matchOdds('m1').id) ?? expect.fail('it is on the board')
  const closing = (since: Timestamp) => preOffAverages().closingBook(view, ({ seenAt }) => seenAt >= since)
  expect(closing(NOON)).toMatchObject({ probabilities: [0.5, 0.5], seenAt: NOON })
  expect(closing(at(1))).toMatchObject({ probabilities: [0.25, 0.75], seenAt: at(MINUTE) })
  // The first is told, for what is asked to judge it again.
  expect(closing(at(HOUR))).toMatchObject({ seenAt: NOON })
  board.hear({ at: at(HOUR), feed: 'm1', asOf: at(HOUR) })
  expect(closing(at(HOUR))).toMatchObject({ probabilities: [0.5, 0.5], seenAt: at(HOUR) })
})

it('what is measured by what becomes known with the start is not measured by what was shown before it', () => {
  for (const yardstick of [preOffAverages(), startingPrices()]) {
    const { session, show, tell, closes } = open(yardstick)
    show(at(MINUTE))
    tell(at(59 * MINUTE), { traded: TRADED, starting: [4, 4 / 3] })
    show(at(59 * MINUTE))
    show(at(HOUR + SECOND))
    session.closing(news(matchOdds(), START, { book: [2, 2] }))
    expect(closes()).toEqual([null])
  }
})

import {
  after,
  DAY,
  HOUR,
  type MarketUpdate,
  MINUTE,
  selectionId,
  type Timestamp,
  venueId,
} from '@betting-advisor/core'
import { createEloRatings, createRatingPrices } from '@betting-advisor/core/models'
import { multiplicative, sharpPrices, tightestClose } from '@betting-advisor/core/odds'
import type { Yardstick } from '@betting-advisor/core/store'
import { sampleIntent } from '@betting-advisor/core/testing'
import { marketAtVenue } from '@betting-advisor/core/venue'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ended, matchOdds, NOON, news, type Shown, shownBy } from '../support/markets.ts'
import { ACCOUNT, createSession, type Session, type SessionSettings } from '../support/session.ts'
import { backHome } from '../support/strategies.ts'

const at = (milliseconds: number) => after(NOON, milliseconds)
const START = at(HOUR)
const RESULT = at(3 * HOUR)
const sharp = sharpPrices(venueId('sharp'), multiplicative)
const EVENS = { book: [2, 2], sharp: [1.9, 1.9] }

const closing = (session: Session) => session.orders()[0]?.closingProbability

function open(settings: Partial<SessionSettings> = {}): Session {
  const session = createSession({ strategies: [backHome(1000, { yardstick: sharp })], ...settings })
  session.market(news(matchOdds(), NOON, EVENS))
  return session
}

const say = (session: Session, moment: Timestamp, shown: Shown, rest: Parameters<typeof news>[3] = {}) =>
  session.market(news(matchOdds(), moment, shown, rest))

const finish = (session: Session): number | null | undefined => {
  session.result(ended(matchOdds(), 'Home'), RESULT)
  return closing(session)
}

describe('a close', () => {
  it('is no price that was there when the bet was decided, however often the others are told anew', () => {
    const session = open()
    say(session, at(59 * MINUTE), { book: [2.2, 1.8] })
    say(session, at(61 * MINUTE), { book: [2.4, 1.7] })
    expect(closing(session)).toBeNull()
    expect(finish(session)).toBeNull()
  })

  it('is no price that the sharp bookmaker was last seen to show before the decision, though it arrived later', () => {
    const session = open()
    const venues = [shownBy('sharp', [1.5, 2.6], at(-1))]
    session.market({ ...news(matchOdds(), at(59 * MINUTE), {}), venues })
    expect(finish(session)).toBeNull()
  })

  it('is no price from long before the start', () => {
    for (const [minute, isClose] of [
      [49, false],
      [50, true],
      [60, true],
    ] as const) {
      const session = open()
      say(session, at(minute * MINUTE), { sharp: [1.5, 3] })
      const probability = isClose ? expect.closeTo(2 / 3, 12) : null
      expect(finish(session)).toEqual(probability)
    }
    const wide = open({ limits: { closeWithinMs: 30 * MINUTE } })
    say(wide, at(31 * MINUTE), { sharp: [1.5, 3] })
    expect(finish(wide)).toBeCloseTo(2 / 3, 12)
  })

  it('is no price from after the start, and counts back from where play began', () => {
    const told = open()
    told.closing(news(matchOdds(), at(HOUR + 1), { sharp: [1.5, 3] }))
    expect(finish(told)).toBeNull()
    // Play began 20 minutes early: what was shown 15 minutes before that is too old.
    const early = open()
    say(early, at(25 * MINUTE), { sharp: [1.5, 3] })
    say(early, at(40 * MINUTE), { sharp: [1.2, 5] }, { inPlay: true })
    expect(finish(early)).toBeNull()
    const fresh = open()
    say(fresh, at(31 * MINUTE), { sharp: [1.5, 3] })
    say(fresh, at(40 * MINUTE), { sharp: [1.2, 5] }, { inPlay: true })
    expect(finish(fresh)).toBeCloseTo(2 / 3, 12)
  })

  it('is no set of prices that cannot be right', () => {
    const limits = { referenceOverround: { least: -0.02, most: 0.25 } }
    for (const [prices, isClose] of [
      [[1.5, 3], true],
      [[15, 3], false],
      [[1.5, 1.5], false],
      [[1.5, 2.4], true],
    ] as const) {
      const session = open({ limits })
      session.closing(news(matchOdds(), START, { sharp: prices }))
      expect(closing(session) !== null, String(prices)).toBe(isClose)
    }
  })

  it('is, of prices that a subscription keeps, the last however long they have not changed', () => {
    const session = open()
    const kept = { ...shownBy('sharp', [1.5, 3], at(MINUTE)), feed: 'stream' }
    session.market({ ...news(matchOdds(), at(MINUTE), {}), venues: [kept] })
    const hear = (moment: Timestamp, asOf: Timestamp | null) =>
      session.hear({ type: 'feed', at: moment, feed: 'stream', asOf, changed: [], bytes: null })
    hear(at(58 * MINUTE), at(58 * MINUTE))
    expect(finish(session)).toBeCloseTo(2 / 3, 12)
    const lost = open()
    lost.market({ ...news(matchOdds(), at(MINUTE), {}), venues: [kept] })
    lost.hear({ type: 'feed', at: at(40 * MINUTE), feed: 'stream', asOf: at(40 * MINUTE), changed: [], bytes: null })
    expect(finish(lost)).toBeNull()
  })

  it('is none of a bet each way, of which a probability to win says too little', () => {
    const eachWay = { divisor: 4, places: 2 }
    const states = [marketAtVenue({ venue: venueId('book'), status: 'open', eachWay })]
    const session = createSession({ strategies: [backHome(1000, { yardstick: sharp })] })
    session.market(news(matchOdds(), NOON, EVENS, { states }))
    say(session, START, { sharp: [1.5, 3] })
    finish(session)
    expect(session.orders()[0]).toMatchObject({ intent: { eachWay }, closingProbability: null })
  })

  it('of an event that is put off is none', () => {
    const session = open()
    say(session, at(59 * MINUTE), { sharp: [1.5, 3] })
    say(session, at(61 * MINUTE), { sharp: [1.5, 3] })
    expect(closing(session)).toBeCloseTo(2 / 3, 12)
    const later = matchOdds('m1', { startsAt: at(DAY) })
    session.market(news(later, at(62 * MINUTE), { sharp: [1.6, 2.7] }))
    expect(closing(session)).toBeNull()
    session.market(news(later, at(DAY - MINUTE), { sharp: [3, 1.5] }))
    session.market(news(later, at(DAY + MINUTE), {}, { inPlay: true }))
    expect(closing(session)).toBeCloseTo(1 / 3, 12)
  })

  it.each([
    ['suspended and in play by the timetable', { status: 'suspended', inPlay: true }],
    ['closed', { status: 'closed', inPlay: true }],
  ] as const)('of an event that is put off is none either where it had been told as %s', (_, begun) => {
    const session = open()
    say(session, at(59 * MINUTE), { sharp: [1.5, 3] })
    say(session, START, {}, begun)
    expect(closing(session)).toBeCloseTo(2 / 3, 12)
    const later = matchOdds('m1', { startsAt: at(DAY) })
    session.market(news(later, at(65 * MINUTE), { sharp: [1.6, 2.7] }))
    expect(closing(session)).toBeNull()
    session.market(news(later, at(DAY - MINUTE), { sharp: [3, 1.5] }))
    session.market(news(later, at(DAY), {}, { status: 'suspended', inPlay: true }))
    expect(closing(session)).toBeCloseTo(1 / 3, 12)
  })

  it('stays when the same or an earlier start is told after play has begun', () => {
    for (const startsAt of [START, at(58 * MINUTE)]) {
      const session = open()
      say(session, at(57 * MINUTE), { sharp: [1.5, 3] })
      say(session, START, {}, { status: 'suspended', inPlay: true })
      session.market(news(matchOdds('m1', { startsAt }), at(65 * MINUTE), { sharp: [1.2, 5] }))
      expect(closing(session)).toBeCloseTo(2 / 3, 12)
    }
  })

  it('stays when a start is corrected that play has begun by already', () => {
    const session = open()
    say(session, at(59 * MINUTE), { sharp: [1.5, 3] })
    say(session, at(61 * MINUTE), {}, { inPlay: true })
    const later = matchOdds('m1', { startsAt: at(75 * MINUTE) })
    session.market(news(later, at(76 * MINUTE), {}, { inPlay: true }))
    expect(closing(session)).toBeCloseTo(2 / 3, 12)
  })

  /** Told of prices at random moments: one that counts was seen after the decision, within the window, and none counts but the last. */
  it('is the last that was seen in time, whatever is told when', () => {
    const moment = fc.integer({ min: 1, max: 70 })
    const price = fc.integer({ min: 11, max: 100 }).map((tenths) => tenths / 10)
    fc.assert(
      fc.property(fc.array(fc.record({ moment, price }), { maxLength: 8 }), (told) => {
        const session = open()
        const inOrder = told.toSorted((a, b) => a.moment - b.moment)
        for (const { moment: minute, price: home } of inOrder) {
          say(session, at(minute * MINUTE), { sharp: [home, home] })
        }
        const seen = inOrder.filter(({ moment: minute }) => minute <= 60).at(-1)
        const isClose = seen !== undefined && seen.moment >= 50
        expect(finish(session)).toEqual(isClose ? expect.closeTo(0.5, 12) : null)
      }),
    )
  })
})

describe('what measures a bet', () => {
  const own = sharpPrices(venueId('book'), multiplicative)
  const prices = { book: [4, 1.4], sharp: [1.5, 3] } as const

  function measured(settings: Partial<SessionSettings>, tell: (session: Session, update: MarketUpdate) => void) {
    const session = open(settings)
    tell(session, news(matchOdds(), START, prices))
    return finish(session)
  }
  const asNews = (session: Session, update: MarketUpdate) => session.market(update)
  const asClose = (session: Session, update: MarketUpdate) => session.closing(update)

  it.each([
    ['the yardstick of its strategy', [backHome(1000, { yardstick: sharp })], { yardstick: own }, 2 / 3, 2 / 3],
    ['else that of the advisor', [backHome()], { yardstick: sharp }, 2 / 3, 2 / 3],
    ['such as the tightest prices', [backHome()], { yardstick: tightestClose(multiplicative) }, 2 / 3, 2 / 3],
    ['else nothing', [backHome()], {}, null, null],
  ] as const)('is %s', (_, strategies, settings, live, told) => {
    const close = (value: number | null) => (value === null ? null : expect.closeTo(value, 12))
    expect(measured({ strategies, ...settings }, asNews)).toEqual(close(live))
    expect(measured({ strategies, ...settings }, asClose)).toEqual(close(told))
  })

  it.each([
    ['one whose prices are long old', { stale: [1.999, 2], fresh: [1.45, 3] }, 59],
    ['one whose prices add up to less than a fair book', { mistyped: [2.02, 2], fresh: [1.45, 3] }, 0],
    ['one whose prices cannot be right', { mistyped: [3, 3], fresh: [1.45, 3] }, 0],
  ] as const)('is, of all bookmakers, never %s while another shows a close', (_, { fresh, ...other }, minutesAgo) => {
    const session = open({ strategies: [backHome()], yardstick: tightestClose(multiplicative) })
    const [name = '', prices = []] = Object.entries(other)[0] ?? []
    session.market({ ...news(matchOdds(), at((60 - minutesAgo) * MINUTE), { [name]: prices }) })
    say(session, at(59 * MINUTE), { book: [1.3, 3], fresh })
    if (minutesAgo === 0) say(session, START, { [name]: prices })
    expect(finish(session)).toBeCloseTo(3 / 4.45, 12)
  })

  it('is, of all bookmakers, one below a fair book where no other shows a close', () => {
    const session = open({ strategies: [backHome()], yardstick: tightestClose(multiplicative) })
    say(session, START, { other: [1.51, 3.01] })
    expect(finish(session)).toBeCloseTo(3.01 / 4.52, 12)
  })

  it('is the same after a restart, also where its strategy is not there any more', () => {
    const session = open()
    const again = createSession({
      strategies: [backHome(1000, { yardstick: sharp })],
      accounts: session.accounts,
      startedAt: at(MINUTE),
    })
    again.market(news(matchOdds(), START, prices))
    expect(finish(again)).toBeCloseTo(2 / 3, 12)
    const gone = createSession({ strategies: [], yardstick: sharp, accounts: open().accounts, startedAt: at(MINUTE) })
    gone.market(news(matchOdds(), START, prices))
    expect(finish(gone)).toBeCloseTo(2 / 3, 12)
  })

  it('is never a model', () => {
    const model = createRatingPrices({ ratings: () => createEloRatings(), results: [] })
    // @ts-expect-error a model has no closing prices
    const strategy = backHome(1000, { yardstick: model })
    expect(() => createSession({ strategies: [strategy] })).toThrow(
      /strategies\[0\]\.yardstick\.closingBook must be .* prices of somebody else/,
    )
    // @ts-expect-error a model has no closing prices
    expect(() => createSession({ strategies: [], yardstick: model })).toThrow(/^yardstick/)
  })

  it('that says what cannot be a probability is a bug', () => {
    const buggy: Yardstick = {
      name: 'buggy',
      closingBook: () => ({ probabilities: [1.2, 0], source: '', overround: 0, seenAt: START }),
    }
    expect(() => measured({ strategies: [backHome(1000, { yardstick: buggy })] }, asNews)).toThrow(
      /closing probability of buggy/,
    )
  })

  it('is missed where LOW_CLV_LIMIT has nothing to watch', () => {
    const lowClv = { limit: 0.02, bets: 10, lockMs: DAY }
    const codes = (session: Session) =>
      session.events.flatMap((event) => (event.type === 'warning' ? [event.code] : []))
    expect(codes(open({ strategies: [backHome()], limits: { lowClv } }))).toEqual(['NO_YARDSTICK'])
    expect(codes(open({ strategies: [backHome()], yardstick: sharp, limits: { lowClv } }))).toEqual([])
    expect(codes(open({ limits: { lowClv } }))).toEqual([])
    expect(codes(open({ strategies: [backHome()] }))).toEqual([])
  })

  it('does not measure what somebody else bet', () => {
    const session = open({ yardstick: sharp })
    const foreign = sampleIntent({
      account: ACCOUNT,
      strategy: 'foreign',
      origin: 'foreign',
      market: 'm1',
      outcomes: 2,
    })
    const { stake: matchedStake, price: averagePrice } = foreign
    const result = session.accounts.adopt({ ...foreign, decidedAt: NOON, selection: selectionId('Home') }, [
      { type: 'accepted', at: NOON, venueOrderId: 'f' },
      { type: 'matched', at: NOON, matchedStake, averagePrice },
    ])
    session.hear({ type: 'adopted', at: NOON, result })
    say(session, START, { sharp: [1.5, 3] })
    finish(session)
    const measuredBy = session.orders().map(({ intent, closingProbability }) => [intent.origin, closingProbability])
    expect(measuredBy.toSorted()).toEqual([
      ['decided', expect.closeTo(2 / 3, 12)],
      ['foreign', null],
    ])
  })
})

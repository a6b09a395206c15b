import { after, HOUR, type MarketUpdate, MINUTE, money, type Order, type Strategy } from '@betting-advisor/core'
import { createMemoryAccounts, type Yardstick } from '@betting-advisor/core/store'
import { type PlaceOutcome, venueTerms } from '@betting-advisor/core/venue'
import { describe, expect, it } from 'vitest'
import { saying, shared } from '../support/endings.ts'
import { ended, matchOdds, NOON, news } from '../support/markets.ts'
import { ACCOUNT, createSession, matchedInFull, type Session } from '../support/session.ts'
import { backHome } from '../support/strategies.ts'

const at = (milliseconds: number) => after(NOON, milliseconds)
const START = at(HOUR)
const HOME_WON = saying({ Home: 'won', Away: 'lost' })

/** The prices of one bookmaker, its overround left in. */
const shownByBook: Yardstick = {
  name: 'book',
  closingBook(market) {
    const shown = market.prices(matchBook)
    const receivedAt = market.pricesReceivedAt(matchBook)
    if (shown === undefined || receivedAt === undefined) return null
    const probabilities = shown.prices.map((price) => 1 / (price ?? 1))
    return {
      probabilities,
      source: 'book',
      overround: 0,
      seenAt: after(NOON, Math.min(shown.quotedAt, receivedAt) - NOON),
    }
  },
}
const matchBook = news(matchOdds(), NOON, { book: [2, 2] }).venues[0]?.venue ?? expect.fail('no venue')

const strategy: Strategy = { ...backHome(), yardstick: shownByBook }
const closing = (session: Session) => session.orders()[0]?.closingProbability

/** News of the one match, so many minutes from noon. */
function say(
  session: Session,
  minute: number,
  price: number,
  rest: Partial<MarketUpdate> = {},
  startsAt = START,
): void {
  session.market({ ...news(matchOdds('m1', { startsAt }), at(minute * MINUTE), { book: [price, 2] }), ...rest })
}

describe('the closing line', () => {
  it('is what was last shown before the start', () => {
    const session = createSession({ strategies: [strategy] })
    say(session, 0, 2)
    say(session, 59, 4)
    expect(closing(session)).toBeNull()
    say(session, 61, 5)
    expect(closing(session)).toBe(0.25)
    say(session, 62, 8)
    expect(closing(session)).toBe(0.25)
  })

  it('is what is shown at the start itself, where that is known', () => {
    const session = createSession({ strategies: [strategy] })
    say(session, 0, 2)
    say(session, 60, 5)
    say(session, 61, 8)
    expect(closing(session)).toBe(0.2)
  })

  it('is known when the event turns in play before its time, and when its market closes', () => {
    for (const rest of [{ inPlay: true }, { status: 'closed' as const }]) {
      const session = createSession({ strategies: [strategy] })
      say(session, 0, 2)
      say(session, 50, 4)
      say(session, 55, 9, rest)
      expect(closing(session)).toBe(0.25)
      say(session, 56, 20, { inPlay: true })
      say(session, 61, 30, { inPlay: true })
      expect(closing(session)).toBe(0.25)
    }
  })

  it('waits for the new start of an event that is put off, and is taken anew when it had been taken too early', () => {
    const later = at(5 * HOUR)
    const told = createSession({ strategies: [strategy] })
    say(told, 0, 2)
    say(told, 50, 4, {}, later)
    say(told, 70, 5, {}, later)
    expect(closing(told)).toBeNull()
    say(told, 299, 8, {}, later)
    say(told, 301, 10, {}, later)
    expect(closing(told)).toBe(0.125)

    const untold = createSession({ strategies: [strategy] })
    say(untold, 0, 2)
    say(untold, 59, 4)
    say(untold, 61, 4)
    expect(closing(untold)).toBe(0.25)
    say(untold, 62, 4, {}, later)
    expect(closing(untold)).toBeNull()
    say(untold, 299, 8, {}, later)
    say(untold, 301, 10, {}, later)
    expect(closing(untold)).toBe(0.125)
  })

  it('is not taken from prices in play of an event that was moved forward unnoticed', () => {
    const session = createSession({ strategies: [strategy] })
    say(session, 0, 2)
    say(session, 40, 9)
    say(session, 41, 9, {}, at(30 * MINUTE))
    expect(closing(session)).toBeNull()
  })

  it('follows the selection when their order changes', () => {
    const session = createSession({ strategies: [strategy] })
    say(session, 0, 2)
    const market = matchOdds()
    const turned = { ...market, selections: market.selections.toReversed() }
    session.market(news(turned, at(59 * MINUTE), { book: [1.25, 5] }))
    session.market(news(turned, at(61 * MINUTE), { book: [1.25, 5] }))
    expect(closing(session)).toBe(0.2)
  })

  it('comes from closing prices where those are told, and from the last news where only a result is', () => {
    const told = createSession({ strategies: [strategy] })
    say(told, 0, 2)
    told.closing(news(matchOdds(), START, { book: [4, 2] }))
    told.result(ended(matchOdds(), 'Home'), at(3 * HOUR))
    expect(closing(told)).toBe(0.25)

    const untold = createSession({ strategies: [strategy] })
    say(untold, 0, 2)
    say(untold, 59, 5)
    untold.result(ended(matchOdds(), 'Home'), at(3 * HOUR))
    expect(closing(untold)).toBe(0.2)
  })

  it('says nothing where the reference shows nothing, and closing prices without a bet are passed over', () => {
    const session = createSession({ strategies: [strategy] })
    session.closing(news(matchOdds('other'), NOON, { book: [4, 2] }))
    session.market(news(matchOdds(), NOON, { book: [2, 2] }))
    session.closing(news(matchOdds(), START, { someone: [4, 2] }))
    expect(closing(session)).toBeNull()
    const plain = createSession({ strategies: [backHome()] })
    say(plain, 0, 2)
    say(plain, 61, 4)
    expect(closing(plain)).toBeNull()
  })

  it('that is told after the bet was settled changes nothing', () => {
    const session = createSession({ strategies: [strategy], limits: { consecutiveLossLimit: 2 } })
    say(session, 0, 2)
    session.result(ended(matchOdds(), 'Away'), at(2 * HOUR))
    const before = closing(session)
    session.closing(news(matchOdds(), at(2 * HOUR), { book: [4, 2] }))
    expect(closing(session)).toBe(before)
    expect(session.engine.account.locks).toEqual([])
  })

  it('noted while the settlement is on its way does not settle the bet twice', () => {
    const session = createSession({ strategies: [strategy], limits: { consecutiveLossLimit: 2 } })
    say(session, 0, 2)
    session.holdBack('advance')
    session.result(ended(matchOdds(), 'Away'), at(2 * HOUR))
    session.closing({
      ...news(matchOdds(), at(2 * HOUR), {}),
      venues: news(matchOdds(), START, { book: [4, 2] }).venues,
    })
    session.release(at(2 * HOUR))
    expect(closing(session)).toBe(0.25)
    expect(session.engine.account.locks).toEqual([])
    expect(session.engine.account.risk(at(2 * HOUR)).profitToday).toBe(-1000)
  })
})

describe('a result', () => {
  const bets = (commission = 0): Session => {
    const session = createSession({ strategies: [strategy] })
    session.market(news(matchOdds(), NOON, { book: [3, 2] }, { terms: venueTerms({ commission }) }))
    return session
  }

  it.each([
    ['Home', 'SETTLED', 'won', 2000],
    ['Away', 'SETTLED', 'lost', -1000],
    [null, 'VOIDED', 'void', 0],
  ])('of %s is %s, %s, %i', (winner, state, outcome, profit) => {
    const session = bets()
    session.result(ended(matchOdds(), winner), at(2 * HOUR))
    expect(session.orders()).toMatchObject([{ state, outcome, profit, commission: 0, reserved: 0 }])
    expect(session.engine.account.equity()).toBe(100_000 + profit)
    expect(session.accounts.verify(ACCOUNT)).toEqual([])
  })

  it('settles a bet of which the least that there is was matched', () => {
    const place = ({ intent }: Order): PlaceOutcome => ({
      kind: 'accepted',
      venueOrderId: intent.ref,
      matchedStake: money(1),
      averagePrice: intent.price,
    })
    const session = createSession({ strategies: [strategy], place })
    say(session, 0, 3)
    session.result(ended(matchOdds(), 'Home'), at(2 * HOUR))
    expect(session.orders()).toMatchObject([{ state: 'SETTLED', matchedStake: 1, outcome: 'won', profit: 2 }])
  })

  it('charges the commission of the market on what was won, and on nothing else', () => {
    const won = bets(0.05)
    won.result(ended(matchOdds(), 'Home'), at(2 * HOUR))
    expect(won.orders()).toMatchObject([{ profit: 2000, commission: 100 }])
    const lost = bets(0.05)
    lost.result(ended(matchOdds(), 'Away'), at(2 * HOUR))
    expect(lost.orders()).toMatchObject([{ profit: -1000, commission: 0 }])
  })

  it('charges it although the market has closed, or the process has restarted', () => {
    const session = bets(0.05)
    session.market(news(matchOdds(), START, {}, { status: 'closed' }))
    const restarted = createSession({ strategies: [strategy], accounts: session.accounts, startedAt: START })
    restarted.result(ended(matchOdds(), 'Home'), at(2 * HOUR))
    expect(restarted.orders()).toMatchObject([{ profit: 2000, commission: 100 }])
  })

  it('told twice settles once, also while the first settlement is on its way', () => {
    const session = bets()
    session.holdBack('advance')
    session.result(ended(matchOdds(), 'Home'), at(2 * HOUR))
    session.result(ended(matchOdds(), 'Away'), at(2 * HOUR))
    session.release(at(2 * HOUR))
    session.result(ended(matchOdds(), 'Home'), at(3 * HOUR))
    expect(session.orders()).toMatchObject([{ outcome: 'won', profit: 2000 }])
    expect(session.engine.account.risk(at(3 * HOUR)).profitToday).toBe(2000)
    expect(session.accounts.verify(ACCOUNT)).toEqual([])
  })

  it.each([
    ['of no selection', { selections: [] }],
    ['without a winner', { selections: saying({ Home: 'lost', Away: 'lost' }) }],
    ['with more winners than the market has', { selections: saying({ Home: 'won', Away: 'won' }) }],
    [
      'with a winner that is no selection',
      { selections: saying({ Home: 'lost', Away: 'lost', 'Home United': 'won' }) },
    ],
    ['that says two things of one selection', { selections: [...HOME_WON, ...saying({ Home: 'lost' })] }],
    ['with a share of more than all', { selections: [shared('Home', 3, 2), ...saying({ Away: 'lost' })] }],
    ['with a share of nothing', { selections: [shared('Home', 0, 0), ...saying({ Away: 'lost' })] }],
    ['with shares that are more than one winner', { selections: [shared('Home', 2, 3), shared('Away', 1, 2)] }],
    [
      'with a deduction that is no part of a whole',
      { deductions: [{ before: START, share: { numerator: 5, denominator: 4 }, of: 'price' as const }] },
    ],
  ])('%s settles nothing and is told', (_, wrong) => {
    const session = bets()
    session.result({ ...ended(matchOdds(), 'Home'), ...wrong }, at(2 * HOUR))
    expect(session.orders()).toMatchObject([{ state: 'MATCHED' }])
    expect(session.events.at(-1)).toMatchObject({ type: 'warning', code: 'RESULT_UNREADABLE' })
    session.result(ended(matchOdds(), 'Home'), at(3 * HOUR))
    expect(session.orders()).toMatchObject([{ outcome: 'won' }])
  })

  it('that speaks of other names than the bet settles nothing, also when the market is long gone, and is told once', () => {
    const session = bets()
    say(session, 61, 2, { status: 'closed' })
    const renamed = { selections: saying({ 'Home FC': 'lost', 'Away FC': 'won' }) }
    const doubts = () => session.events.filter((event) => event.type === 'warning')
    for (const hour of [2, 3]) session.result({ ...ended(matchOdds(), 'Home'), ...renamed }, at(hour * HOUR))
    expect(session.orders()).toMatchObject([{ state: 'MATCHED' }])
    expect(doubts()).toMatchObject([{ code: 'RESULT_INCOMPLETE', message: expect.stringContaining('not of Home') }])
    session.result(ended(matchOdds(), 'Away'), at(4 * HOUR))
    expect(session.orders()).toMatchObject([{ outcome: 'lost' }])
    expect(doubts()).toHaveLength(1)
  })

  it('with more winners than its bets know of settles nothing when the market is long gone', () => {
    const session = bets()
    say(session, 61, 2, { status: 'closed' })
    const both = saying({ Home: 'won', Away: 'won' })
    session.result({ ...ended(matchOdds(), 'Home'), selections: both }, at(2 * HOUR))
    expect(session.orders()).toMatchObject([{ state: 'MATCHED' }])
    expect(session.events.at(-1)).toMatchObject({
      code: 'RESULT_UNREADABLE',
      message: 'm1: 2 won, of which this market has 1',
    })
    session.result({ ...ended(matchOdds(), 'Home'), selections: [...HOME_WON, ...HOME_WON] }, at(3 * HOUR))
    expect(session.orders()).toMatchObject([{ outcome: 'won' }])
  })

  describe('and what is matched meanwhile', () => {
    const partly = ({ intent }: Order): PlaceOutcome => ({
      kind: 'accepted',
      venueOrderId: 'v',
      matchedStake: money(400),
      averagePrice: intent.price,
    })
    function partlyMatched() {
      const session = createSession({ strategies: [strategy], place: partly })
      session.market(news(matchOdds(), NOON, { book: [3, 2] }))
      const { intent } = session.orders()[0] ?? expect.fail('no order')
      const { key, ref, price: averagePrice } = intent
      const shown = { ref, state: 'matched', venueOrderId: 'v', matchedStake: money(1000), averagePrice } as const
      return {
        session,
        show: (minute: number) => session.hear({ type: 'order-news', at: at(minute * MINUTE), key, order: shown }),
      }
    }
    const alerts = (session: Session) => session.events.flatMap((event) => (event.type === 'alert' ? [event.code] : []))

    it('is paid in full when it was on its way to the store before the result', () => {
      const { session, show } = partlyMatched()
      session.holdBack('advance')
      show(1)
      session.result(ended(matchOdds(), 'Away'), at(2 * MINUTE))
      session.release(at(3 * MINUTE))
      expect(session.orders()).toMatchObject([{ state: 'SETTLED', matchedStake: 1000, profit: -1000, reserved: 0 }])
      expect(session.engine.account.equity()).toBe(99_000)
      expect(alerts(session)).toEqual([])
      expect(session.accounts.verify(ACCOUNT)).toEqual([])
    })

    it('is paid in full when the settlement finds more matched by another engine', () => {
      const { session } = partlyMatched()
      const [order] = session.orders()
      if (order === undefined) throw new Error('no order')
      const { key, price: averagePrice } = order.intent
      session.accounts.advance(key, [{ type: 'matched', at: at(MINUTE), matchedStake: money(1000), averagePrice }])
      session.result(ended(matchOdds(), 'Home'), at(2 * MINUTE))
      expect(session.orders()).toMatchObject([{ state: 'SETTLED', matchedStake: 1000, profit: 2000, reserved: 0 }])
    })

    it('stops trading and calls people when the settlement was first, once for each fill', () => {
      const { session, show } = partlyMatched()
      session.holdBack('advance')
      session.result(ended(matchOdds(), 'Away'), at(MINUTE))
      show(2)
      session.release(at(3 * MINUTE))
      expect(session.orders()).toMatchObject([{ state: 'SETTLED', matchedStake: 400, profit: -400 }])
      expect(alerts(session)).toEqual(['LATE_FILL', 'HALTED'])
      show(4)
      expect(alerts(session)).toEqual(['LATE_FILL', 'HALTED'])
      expect(session.accounts.changes({ account: ACCOUNT, after: 0, at: at(HOUR), limit: 1 }).halt).not.toBeNull()
    })

    it('does so long after the settlement as well', () => {
      const { session, show } = partlyMatched()
      session.result(ended(matchOdds(), null), at(MINUTE))
      show(2)
      expect(session.orders()).toMatchObject([{ state: 'VOIDED', matchedStake: 400 }])
      expect(alerts(session)).toEqual(['LATE_FILL', 'HALTED'])
    })
  })

  it('of a market that nobody bet on or knows is passed over', () => {
    const session = createSession({ strategies: [] })
    session.result(ended(matchOdds('unknown'), 'Home'), at(HOUR))
    expect(session.effects.filter(({ type }) => type !== 'tell')).toEqual([])
  })

  const unknown: PlaceOutcome = { kind: 'unknown', reason: { code: 'TIMEOUT', message: 'no answer' } }

  it('waits for an order of unknown outcome, which is settled when it is found', () => {
    const session = createSession({ strategies: [strategy], place: () => unknown })
    say(session, 0, 3)
    session.result(ended(matchOdds(), 'Home'), at(2 * HOUR))
    const [order] = session.orders()
    if (order === undefined) throw new Error('no order')
    expect(order).toMatchObject({ state: 'UNKNOWN', reserved: 1000 })
    session.hear({ type: 'placed', at: at(3 * HOUR), key: order.intent.key, outcome: matchedInFull(order) })
    expect(session.orders()).toMatchObject([{ state: 'SETTLED', outcome: 'won', profit: 2000, reserved: 0 }])
    expect(session.accounts.verify(ACCOUNT)).toEqual([])
  })

  it('that is corrected while an order waits for it settles that order as it really ended', () => {
    const session = createSession({ strategies: [strategy], place: () => unknown })
    say(session, 0, 3)
    session.result(ended(matchOdds(), 'Home'), at(2 * HOUR))
    session.hear({ type: 'correction', at: at(3 * HOUR), result: ended(matchOdds(), 'Away'), orders: [] })
    const [order] = session.orders()
    if (order === undefined) throw new Error('no order')
    session.hear({ type: 'placed', at: at(4 * HOUR), key: order.intent.key, outcome: matchedInFull(order) })
    expect(session.orders()).toMatchObject([{ state: 'SETTLED', outcome: 'lost' }])
  })

  it('ends an order of unknown outcome that is found unmatched, partly matched or absent', () => {
    const found =
      (matched: number) =>
      (order: Order): PlaceOutcome => ({
        kind: 'accepted',
        venueOrderId: 'v',
        matchedStake: money(matched),
        averagePrice: matched === 0 ? null : order.intent.price,
      })
    for (const [matched, state, profit] of [
      [0, 'LAPSED', null],
      [400, 'SETTLED', 800],
    ] as const) {
      const session = createSession({ strategies: [strategy], place: () => unknown })
      say(session, 0, 3)
      session.result(ended(matchOdds(), 'Home'), at(2 * HOUR))
      const [order] = session.orders()
      if (order === undefined) throw new Error('no order')
      session.hear({ type: 'placed', at: at(3 * HOUR), key: order.intent.key, outcome: found(matched)(order) })
      expect(session.orders()).toMatchObject([{ state, profit, reserved: 0 }])
      expect([...session.engine.account.liveOrders()]).toEqual([])
      expect(session.accounts.verify(ACCOUNT)).toEqual([])
    }
    const session = createSession({ strategies: [strategy], place: () => unknown })
    say(session, 0, 3)
    session.result(ended(matchOdds(), 'Home'), at(2 * HOUR))
    const key = session.orders()[0]?.intent.key ?? expect.fail('no order')
    session.hear({ type: 'absent', at: at(3 * HOUR), key, proof: 'looked twice' })
    expect(session.orders()).toMatchObject([{ state: 'ABSENT', reserved: 0 }])
  })

  it('settles what an earlier run left open, by a strategy that is no longer there', () => {
    const accounts = createMemoryAccounts()
    say(createSession({ strategies: [strategy], accounts }), 0, 3)
    const session = createSession({ strategies: [], accounts, startedAt: at(MINUTE) })
    session.result(ended(matchOdds(), 'Home'), at(2 * HOUR))
    expect(session.orders()).toMatchObject([{ outcome: 'won' }])
  })
})

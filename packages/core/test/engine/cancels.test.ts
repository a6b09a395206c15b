import { after, type Desk, HOUR, money, type Order, price, SECOND, type Strategy, ZERO } from '@betting-advisor/core'
import type { PlaceOutcome } from '@betting-advisor/core/venue'
import { describe, expect, it } from 'vitest'
import { ended, matchOdds, NOON, news } from '../support/markets.ts'
import { ACCOUNT, BACKS, createSession, type Session, type SessionSettings } from '../support/session.ts'
import { backHome, orderSignal } from '../support/strategies.ts'

const at = (milliseconds: number) => after(NOON, milliseconds)
const EVENS = { book: [2, 2] }
const why = { code: 'WHY', message: 'because' }
const route = { traits: { ...BACKS, netting: true }, doCancel: async () => expect.fail('an engine never asks itself') }

const waiting = ({ intent }: Order): PlaceOutcome => ({
  kind: 'accepted',
  venueOrderId: intent.ref,
  matchedStake: ZERO,
  averagePrice: null,
})

type Cancel = NonNullable<SessionSettings['cancel']>
const cancelled =
  (matched = 0): Cancel =>
  ({ intent }) => ({
    kind: 'cancelled',
    matchedStake: money(matched),
    averagePrice: matched > 0 ? intent.price : null,
  })

/** Asks for 10.00 on Home once, and gives its desk away. */
function createAsking(rest: Partial<SessionSettings> & { limit?: number; entries?: number } = {}) {
  const { limit, entries = 5, ...settings } = rest
  let desk: Desk | undefined
  let calls: ((desk: Desk) => void)[] = []
  const strategy: Strategy = {
    name: 'asking',
    version: '1',
    maxEntriesPerMarket: entries,
    onMarket(market, own) {
      desk = own
      if (own.orders(market.market.id).length === 0 && calls.length === 0) {
        own.signal({
          ...orderSignal(market, 1000),
          kind: 'order',
          ...(limit !== undefined && { price: price(limit) }),
          stake: money(1000),
        })
      }
      for (const call of calls) call(own)
      calls = []
    },
  }
  const session = createSession({ strategies: [strategy], route, place: waiting, ...settings })
  session.market(news(matchOdds(), NOON, EVENS))
  const first = session.orders()[0]
  if (first === undefined || desk === undefined) throw new Error('no order')
  return {
    session,
    key: first.intent.key,
    /** Lets the strategy do something when it next hears of the market. */
    does(moment: number, call: (desk: Desk) => void, shown: Parameters<typeof news>[2] = EVENS) {
      calls.push(call)
      session.market(news(matchOdds(), at(moment), shown))
    },
  }
}

const warnings = (session: Session) => session.events.flatMap((event) => (event.type === 'warning' ? [event.code] : []))
const states = (session: Session) =>
  session
    .orders()
    .toReversed()
    .map(({ state }) => state)
const open = (session: Session) =>
  session.orders().filter(({ state }) => ['SENDING', 'UNKNOWN', 'ACCEPTED', 'PARTIAL', 'LATE_FOUND'].includes(state))

describe('a cancel', () => {
  it('takes back what is open, and gives back what it reserved', () => {
    const { session, key, does } = createAsking({ cancel: cancelled() })
    does(1, (desk) => expect(desk.cancel(key)).toBe(true))
    expect(session.orders()[0]).toMatchObject({
      state: 'CANCELLED',
      reserved: 0,
      reason: { message: 'asking asked for it' },
    })
    expect(session.engine.account.risk(at(1))).toMatchObject({ openOrders: 0, free: 100_000 })
    expect(session.accounts.verify(ACCOUNT)).toEqual([])
  })

  it('keeps what was matched until then', () => {
    const { session, key, does } = createAsking({ cancel: cancelled(400) })
    does(1, (desk) => desk.cancel(key))
    expect(session.orders()[0]).toMatchObject({ state: 'CANCELLED', matchedStake: 400, reserved: 400 })
    expect(session.engine.account.exposures()).toMatchObject({ 'exposure:account': 400 })
    session.result(ended(matchOdds(), 'Home'), at(HOUR))
    expect(session.orders()[0]).toMatchObject({ state: 'SETTLED', profit: 400 })
  })

  it('that comes too late finds the order matched in full', () => {
    const { session, key, does } = createAsking({ cancel: cancelled(1000) })
    does(1, (desk) => desk.cancel(key))
    expect(session.orders()[0]).toMatchObject({ state: 'MATCHED', matchedStake: 1000, reserved: 1000 })
  })

  it('is asked for once while it is under way, and again after a refusal', () => {
    const { session, key, does } = createAsking()
    for (const moment of [1, 2]) does(moment, (desk) => expect(desk.cancel(key)).toBe(true))
    expect(session.cancelled.length).toBe(1)
    session.hear({ type: 'cancelled', at: at(3), key, outcome: { kind: 'refused', reason: why } })
    expect(states(session)).toEqual(['ACCEPTED'])
    expect(warnings(session)).toEqual(['CANCEL_REFUSED'])
    does(4, (desk) => desk.cancel(key))
    expect(session.cancelled.length).toBe(2)
  })

  it('of unknown outcome leaves the order as it is until its venue says how it is', () => {
    const { session, key, does } = createAsking({ cancel: () => ({ kind: 'unknown', reason: why }) })
    does(1, (desk) => desk.cancel(key))
    expect(states(session)).toEqual(['ACCEPTED'])
    expect(warnings(session)).toEqual(['CANCEL_UNKNOWN'])
    const { ref } = session.orders()[0]?.intent ?? expect.fail()
    const shown = { ref, state: 'cancelled', venueOrderId: ref, matchedStake: ZERO, averagePrice: null } as const
    session.hear({ type: 'order-news', at: at(2), key, order: shown })
    expect(session.orders()[0]).toMatchObject({ state: 'CANCELLED', reserved: 0 })
  })

  it('waits for an order to be at its venue', () => {
    const { session, key, does } = createAsking({
      place: () => ({ kind: 'unknown', reason: why }),
      cancel: cancelled(),
    })
    does(1, (desk) => expect(desk.cancel(key)).toBe(true))
    expect(session.cancelled).toEqual([])
    const order = session.orders()[0] ?? expect.fail()
    session.hear({ type: 'placed', at: at(2), key, outcome: waiting(order) })
    expect(states(session)).toEqual(['CANCELLED'])
  })

  it('is not for the orders of others, nor for what has ended, nor where a venue cannot', () => {
    const { session, key, does } = createAsking({ cancel: cancelled() })
    const other: Strategy = { name: 'other', version: '1', onMarket: (_, desk) => expect(desk.cancel(key)).toBe(false) }
    const peer = createSession({ strategies: [other], route, accounts: session.accounts })
    peer.market(news(matchOdds(), at(1), EVENS))
    does(1, (desk) => desk.cancel(key))
    does(2, (desk) => expect(desk.cancel(key)).toBe(false))
    const bookmaker = createAsking({ route: { traits: BACKS } })
    bookmaker.does(1, (desk) => expect(desk.cancel(bookmaker.key)).toBe(false))
    expect([session, peer, bookmaker.session].map(({ cancelled: asked }) => asked.length)).toEqual([1, 0, 0])
  })

  it('by hand is for one order or all', () => {
    for (const all of [true, false]) {
      const { session, key } = createAsking({ cancel: cancelled() })
      const command = { kind: 'cancel', key: all ? null : key, reason: 'by hand' } as const
      session.hear({ type: 'command', at: at(1), command })
      expect(states(session)).toEqual(['CANCELLED'])
      session.hear({ type: 'command', at: at(2), command })
      expect(warnings(session)).toEqual(all ? [] : ['NOTHING_TO_CANCEL'])
    }
  })

  it('comes with a halt, also for an order that is on its way', () => {
    const { session } = createAsking({ cancel: cancelled() })
    session.hear({ type: 'command', at: at(1), command: { kind: 'halt', reason: 'stop' } })
    expect(states(session)).toEqual(['CANCELLED'])

    const late = createAsking({ place: () => ({ kind: 'unknown', reason: why }), cancel: cancelled() })
    late.session.hear({ type: 'command', at: at(1), command: { kind: 'halt', reason: 'stop' } })
    const order = late.session.orders()[0] ?? expect.fail()
    late.session.hear({ type: 'placed', at: at(2), key: late.key, outcome: waiting(order) })
    expect(states(late.session)).toEqual(['CANCELLED'])
  })
})

describe('a halt', () => {
  const halt = (session: Session, moment: number) =>
    session.hear({ type: 'command', at: at(moment), command: { kind: 'halt', reason: 'stop' } })
  const refused: Cancel = () => ({ kind: 'refused', reason: why })
  const quiet = (session: Session, moment: number) => session.market(news(matchOdds('other'), at(moment), EVENS))

  it('that a process did not live to act upon is acted upon by the next', () => {
    const { session } = createAsking()
    session.accounts.setHalt(ACCOUNT, { reason: 'stop', at: at(1) })
    const next = createSession({
      strategies: [],
      route,
      accounts: session.accounts,
      startedAt: at(2),
      cancel: cancelled(),
    })
    expect(next.cancelled.length).toBe(1)
    expect(states(next)).toEqual(['CANCELLED'])
  })

  it.each<readonly [string, Cancel]>([
    ['refused', refused],
    ['did not answer', () => ({ kind: 'unknown', reason: why })],
  ])('asks again where the venue %s, ever more rarely', (_, cancel) => {
    const { session } = createAsking({ cancel })
    halt(session, 1)
    const asked: number[] = []
    for (let second = 1; second <= 50; second += 1) {
      const before = session.cancelled.length
      quiet(session, second * SECOND)
      if (session.cancelled.length > before) asked.push(second)
    }
    expect(asked).toEqual([6, 16, 36])
    expect(states(session)).toEqual(['ACCEPTED'])
  })

  it('cancels an order that its venue turns out to have after all', () => {
    const { session, key } = createAsking({ place: () => ({ kind: 'unknown', reason: why }), cancel: cancelled() })
    session.hear({ type: 'absent', at: at(1), key, proof: 'looked twice' })
    halt(session, 2)
    expect(session.cancelled).toEqual([])
    const { ref } = session.orders()[0]?.intent ?? expect.fail()
    const shown = { ref, state: 'open', venueOrderId: ref, matchedStake: ZERO, averagePrice: null } as const
    session.hear({ type: 'order-news', at: at(3), key, order: shown })
    expect(session.cancelled.length).toBe(1)
    expect(states(session)).toEqual(['CANCELLED'])
  })

  it('cancels again when the venue shows open what nobody knew to be cancelled, though not at every word of it', () => {
    const { session, key } = createAsking({ cancel: () => ({ kind: 'unknown', reason: why }) })
    halt(session, 1)
    const { ref } = session.orders()[0]?.intent ?? expect.fail()
    const shown = { ref, state: 'open', venueOrderId: ref, matchedStake: ZERO, averagePrice: null } as const
    const show = (moment: number) => session.hear({ type: 'order-news', at: at(moment), key, order: shown })
    for (let moment = 2; moment < 100; moment += 1) show(moment)
    expect(session.cancelled.length).toBe(1)
    show(5001)
    expect(session.cancelled.length).toBe(2)
  })

  it('that is over asks for nothing more', () => {
    const { session } = createAsking({ cancel: refused })
    halt(session, 1)
    session.hear({ type: 'command', at: at(2), command: { kind: 'resume', reason: 'all well' } })
    quiet(session, 20 * SECOND)
    expect(session.cancelled.length).toBe(1)
  })
})

describe('a result for an order that is open at its venue', () => {
  const over = (session: Session, moment = at(HOUR)) => session.result(ended(matchOdds(), 'Home'), moment)

  it.each([
    [0, 'CANCELLED', null],
    [400, 'SETTLED', 400],
    [1000, 'SETTLED', 1000],
  ] as const)('cancels it first: with %i matched by then it is %s', (matched, state, profit) => {
    const { session, key } = createAsking()
    over(session)
    expect(session.cancelled.length).toBe(1)
    expect(session.orders()).toMatchObject([{ state: 'ACCEPTED', reserved: 1000 }])
    over(session, at(HOUR + SECOND))
    expect(session.cancelled.length).toBe(1)
    const [order] = session.orders()
    if (order === undefined) throw new Error('no order')
    session.hear({ type: 'cancelled', at: at(HOUR + 2 * SECOND), key, outcome: cancelled(matched)(order) })
    expect(session.orders()).toMatchObject([{ state, matchedStake: matched, profit, reserved: 0 }])
    expect(session.accounts.verify(ACCOUNT)).toEqual([])
  })

  it('waits for the news that explains why its venue refused', () => {
    const { session, key } = createAsking({ cancel: () => ({ kind: 'refused', reason: why }) })
    over(session)
    expect(states(session)).toEqual(['ACCEPTED'])
    const { ref, price: averagePrice } = session.orders()[0]?.intent ?? expect.fail()
    const shown = { ref, state: 'matched', venueOrderId: ref, matchedStake: money(1000), averagePrice } as const
    session.hear({ type: 'order-news', at: at(HOUR + SECOND), key, order: shown })
    expect(session.orders()).toMatchObject([{ state: 'SETTLED', profit: 1000 }])
  })

  it('ends it as it is known when no such news comes', () => {
    const { session } = createAsking({ cancel: () => ({ kind: 'refused', reason: why }) })
    over(session)
    over(session, at(HOUR + 29 * SECOND))
    expect(states(session)).toEqual(['ACCEPTED'])
    session.market(news(matchOdds('other'), at(HOUR + 30 * SECOND), EVENS))
    expect(session.orders().find(({ intent }) => intent.market === 'm1')).toMatchObject({
      state: 'LAPSED',
      reserved: 0,
    })
  })

  it('never ends it while the venue is known to show it open', () => {
    const open = { code: 'CANCEL_NOT_DONE', message: 'the venue still shows it open' }
    const { session } = createAsking({ cancel: () => ({ kind: 'refused', reason: open }) })
    for (let minute = 0; minute < 5; minute += 1) over(session, at(HOUR + minute * 60 * SECOND))
    expect(states(session)).toEqual(['ACCEPTED'])
  })

  it('never ends it while nobody knows what came of the cancel', () => {
    const { session } = createAsking({ cancel: () => ({ kind: 'unknown', reason: why }) })
    for (let minute = 0; minute < 5; minute += 1) over(session, at(HOUR + minute * 60 * SECOND))
    expect(states(session)).toEqual(['ACCEPTED'])
    expect(session.cancelled.length).toBeGreaterThan(3)
  })

  it('ends it at once where a venue cancels nothing', () => {
    const { session } = createAsking({ route: { traits: BACKS } })
    over(session)
    expect(states(session)).toEqual(['LAPSED'])
    expect(session.cancelled).toEqual([])
  })
})

describe('a replacement', () => {
  it('is asked for when nothing of the order is open any more, as the next entry', () => {
    const { session, key, does } = createAsking()
    does(1, (desk) => expect(desk.replace(key, { price: price(2.2) })).toBe(true))
    expect(session.sent.length).toBe(1)
    session.hear({ type: 'cancelled', at: at(2), key, outcome: cancelled(300)(session.orders()[0] ?? expect.fail()) })
    expect(session.sent.map(({ intent }) => [intent.entry, intent.stake, intent.price])).toEqual([
      [1, 1000, 20_000],
      [2, 700, 22_000],
    ])
    expect(states(session)).toEqual(['CANCELLED', 'ACCEPTED'])
    expect(session.engine.account.exposures()).toMatchObject({ 'exposure:account': 1000 })
    expect(session.accounts.verify(ACCOUNT)).toEqual([])
  })

  it('may have another stake, at the same price', () => {
    const { session, key, does } = createAsking({ cancel: cancelled() })
    does(1, (desk) => desk.replace(key, { stake: money(2500) }))
    expect(session.sent[1]?.intent).toMatchObject({ entry: 2, stake: 2500, price: 20_000 })
  })

  it('is a decision of its own: every control looks at it', () => {
    const { session, key, does } = createAsking({ cancel: cancelled(), limits: { maxStakeAbsolute: money(2000) } })
    does(1, (desk) => desk.replace(key, { stake: money(2001) }))
    expect(session.rejections()).toEqual(['STAKE_ABOVE_MAX'])
    expect(open(session)).toEqual([])
  })

  it('is one entry with the order whose place it takes, matched in part or not', () => {
    for (const matched of [0, 300]) {
      const { session, key, does } = createAsking({ cancel: cancelled(matched), entries: 1 })
      does(1, (desk) => desk.replace(key, { price: price(2.2) }))
      expect(session.rejections()).toEqual([])
      expect(session.sent.map(({ intent }) => [intent.stake, intent.replaces])).toEqual([
        [1000, null],
        [1000 - matched, key],
      ])
      // The first entry holds the place in the market as long as it has a bet there.
      const places = session.orders().map(({ intent }) => intent.claims.length)
      expect(places.toSorted()).toEqual(matched === 0 ? [2, 2] : [1, 2])
      expect(session.accounts.verify(ACCOUNT)).toEqual([])
    }
  })

  it.each<readonly [string, Cancel]>([
    ['was matched in full meanwhile', cancelled(1000)],
    ['could not be cancelled', () => ({ kind: 'refused', reason: why })],
  ])('of an order that %s is dropped, and told', (_, cancel) => {
    const { session, key, does } = createAsking({ cancel })
    does(1, (desk) => desk.replace(key, { price: price(2.2) }))
    expect(session.sent.length).toBe(1)
    expect(warnings(session)).toContain('REPLACEMENT_DROPPED')
  })

  it('waits while nobody knows what came of the cancel, and is dropped when the order turns out to be open', () => {
    const { session, key, does } = createAsking({ cancel: () => ({ kind: 'unknown', reason: why }) })
    does(1, (desk) => desk.replace(key, { price: price(2.2) }))
    const { ref } = session.orders()[0]?.intent ?? expect.fail()
    const shown = { ref, venueOrderId: ref, matchedStake: ZERO, averagePrice: null }
    session.hear({ type: 'order-news', at: at(2), key, order: { ...shown, state: 'open' } })
    expect(warnings(session)).toEqual(['CANCEL_UNKNOWN', 'REPLACEMENT_DROPPED'])
    session.hear({ type: 'order-news', at: at(3), key, order: { ...shown, state: 'lapsed' } })
    expect(session.sent.length).toBe(1)

    const found = createAsking({ cancel: () => ({ kind: 'unknown', reason: why }) })
    found.does(1, (desk) => desk.replace(found.key, { price: price(2.2) }))
    found.session.hear({ type: 'order-news', at: at(2), key: found.key, order: { ...shown, state: 'cancelled' } })
    expect(found.session.sent.map(({ intent }) => intent.entry)).toEqual([1, 2])
  })

  it('is never open beside what it replaces, in whatever order the answers come', () => {
    const orders: ('cancelled' | 'news' | 'late')[][] = [
      ['cancelled', 'news', 'late'],
      ['news', 'cancelled', 'late'],
      ['late', 'news', 'cancelled'],
      ['late', 'cancelled', 'news'],
    ]
    for (const answers of orders) {
      const { session, key, does } = createAsking()
      does(1, (desk) => desk.replace(key, { price: price(2.2) }))
      const order = session.orders()[0] ?? expect.fail()
      const { ref } = order.intent
      const shown = { ref, venueOrderId: ref, matchedStake: money(200), averagePrice: order.intent.price }
      for (const answer of answers) {
        if (answer === 'cancelled') session.hear({ type: 'cancelled', at: at(2), key, outcome: cancelled(200)(order) })
        else {
          const state = answer === 'news' ? 'cancelled' : 'open'
          session.hear({ type: 'order-news', at: at(2), key, order: { ...shown, state } })
        }
        expect(open(session).length).toBeLessThanOrEqual(1)
      }
      expect(session.sent.map(({ intent }) => [intent.entry, intent.stake])).toEqual([
        [1, 1000],
        [2, 800],
      ])
    }
  })

  it('is dropped when the market is over', () => {
    const { session, key, does } = createAsking()
    does(1, (desk) => desk.replace(key, { price: price(2.2) }))
    session.market(news(matchOdds(), at(2), {}, { status: 'closed' }))
    session.hear({ type: 'cancelled', at: at(3), key, outcome: cancelled()(session.orders()[0] ?? expect.fail()) })
    expect(states(session)).toEqual(['CANCELLED'])
    expect(warnings(session)).toEqual(['REPLACEMENT_DROPPED'])
  })
})

describe('an order with a price of its own', () => {
  it('asks for that price, whatever the venue shows', () => {
    const { session } = createAsking({ limit: 2.5 })
    expect(session.sent[0]?.intent).toMatchObject({ price: 25_000, quote: { price: 2 } })
    expect(session.advice()[0]).toMatchObject({ price: 2.5, rejection: null })
  })

  it.each([
    ['a lower price', { book: [1.9, 2] }, 1],
    ['a withdrawn price', { book: [null, 2] }, 1],
  ])('leaves although %s is shown by then', (_, shown, sent) => {
    const strategy: Strategy = {
      ...backHome(),
      onMarket: (market, desk) =>
        void desk.signal({ ...orderSignal(market, 1000), kind: 'order', stake: money(1000), price: price(2.5) }),
    }
    const session = createSession({ strategies: [strategy], route, place: waiting })
    session.holdBack('begin')
    session.market(news(matchOdds(), NOON, EVENS))
    session.market(news(matchOdds(), at(SECOND), shown))
    session.release(at(SECOND))
    expect(session.sent.length).toBe(sent)
  })

  it('is held against the odds that the account bets at', () => {
    const strategy: Strategy = {
      ...backHome(),
      onMarket: (market, desk) =>
        void desk.signal({ ...orderSignal(market, 1000), kind: 'order', stake: money(1000), price: price(2.5) }),
    }
    const session = createSession({ strategies: [strategy], route, limits: { maxOdds: 2.4 } })
    session.market(news(matchOdds(), NOON, EVENS))
    expect(session.rejections()).toEqual(['PRICE_ABOVE_MAX'])
  })
})

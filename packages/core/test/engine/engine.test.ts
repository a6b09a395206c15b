import {
  after,
  type Desk,
  HOUR,
  MINUTE,
  money,
  type Order,
  runId,
  SECOND,
  type Strategy,
  selectionId,
  ZERO,
} from '@betting-advisor/core'
import { createEngine } from '@betting-advisor/core/simulation'
import { createMemoryAccounts } from '@betting-advisor/core/store'
import type { PlaceOutcome } from '@betting-advisor/core/venue'
import { describe, expect, it } from 'vitest'
import { passed, refused } from '../../src/risk/gate.ts'
import { ended, GBP, matchOdds, NOON, news, shownBy, WIDE } from '../support/markets.ts'
import {
  ACCOUNT,
  createSession,
  liftHalt,
  matchedInFull,
  restoredFrom,
  type Session,
  VENUE,
} from '../support/session.ts'
import { asking, backHome, orderSignal, valueSignal } from '../support/strategies.ts'

const at = (milliseconds: number) => after(NOON, milliseconds)
const EVENS = { book: [2, 2] }
const reason = { code: 'WHY', message: 'because' }

/** The bookmaker of {@link EVENS} with another price of the first selection. */
const shown = (first: number | null) => Object.fromEntries(Object.keys(EVENS).map((venue) => [venue, [first, 2]]))

const states = (session: Session) => session.orders().map(({ state }) => state)

describe('an order', () => {
  it('is in the ledger with its liability before it leaves', () => {
    const seen: unknown[] = []
    const session: Session = createSession({
      strategies: [backHome()],
      place(order) {
        const accounts = session.accounts
        seen.push(accounts.order(order.intent.key)?.state, accounts.balances(ACCOUNT).reserved)
        return matchedInFull(order)
      },
    })
    session.market(news(matchOdds(), NOON, EVENS))
    expect(seen).toEqual(['SENDING', 1000])
    expect(states(session)).toEqual(['MATCHED'])
  })

  const overtaken: readonly (readonly [string, string, (session: Session) => void])[] = [
    ['a halt', 'HALTED', (s) => s.hear({ type: 'command', at: at(1), command: { kind: 'halt', reason: 'stop' } })],
    ['the start of the event', 'IN_PLAY', (s) => s.hear({ type: 'reconciled', at: at(HOUR), venue: VENUE })],
    [
      'an earlier start',
      'IN_PLAY',
      (s) => s.market(news(matchOdds('m1', { startsAt: at(2) }), at(2), { other: [2, 2] })),
    ],
    ['the market in play', 'IN_PLAY', (s) => s.market(news(matchOdds(), at(1), {}, { inPlay: true }))],
    ['a suspension', 'MARKET_NOT_OPEN', (s) => s.market(news(matchOdds(), at(1), {}, { status: 'suspended' }))],
    ['the end of the market', 'MARKET_NOT_OPEN', (s) => s.market(news(matchOdds(), at(1), {}, { status: 'closed' }))],
    ['the age of its quote', 'QUOTE_STALE', (s) => s.hear({ type: 'reconciled', at: at(MINUTE + 1), venue: VENUE })],
    ['a lower price', 'PRICE_CHANGED', (s) => s.market(news(matchOdds(), at(1), shown(1.99)))],
    ['a withdrawal of its price', 'PRICE_WITHDRAWN', (s) => s.market(news(matchOdds(), at(1), shown(null)))],
  ]

  it('leaves when the price got better meanwhile', () => {
    const session = createSession({ strategies: [backHome()] })
    session.holdBack('begin')
    session.market(news(matchOdds(), NOON, EVENS))
    session.market(news(matchOdds(), at(1), shown(2.02)))
    session.release(at(1))
    expect(session.sent).toHaveLength(1)
  })

  it.each(overtaken)('is withdrawn when %s comes between record and sending', (_, code, happens) => {
    const session = createSession({ strategies: [backHome()] })
    session.holdBack('begin')
    session.market(news(matchOdds(), NOON, EVENS))
    happens(session)
    session.release(NOON)
    expect(session.sent).toEqual([])
    expect(session.orders()).toMatchObject([{ state: 'NOT_SENT', reserved: 0, reason: { code } }])
    expect(session.engine.account.risk(NOON)).toMatchObject({ openOrders: 0, atRisk: 0, free: 100_000 })
    expect(session.accounts.verify(ACCOUNT)).toEqual([])
  })

  it('is withdrawn when a lock was set between record and sending', () => {
    const limits = { consecutiveLossLimit: 1, consecutiveLossWarn: 1 }
    const session = createSession({ strategies: [backHome()], limits })
    session.market(news(matchOdds('a'), NOON, EVENS))
    session.holdBack('begin')
    session.market(news(matchOdds('b'), at(1), EVENS))
    const begin = session.effects.at(-1)
    if (begin?.type !== 'begin') throw new Error('nothing was begun')
    const result = session.accounts.begin(begin.intent)
    session.result(ended(matchOdds('a'), 'Away'), at(2))
    session.hear({ type: 'begun', at: at(3), key: begin.intent.key, result })
    expect(session.sent.map(({ intent }) => intent.market)).toEqual(['a'])
    expect(session.accounts.order(begin.intent.key)).toMatchObject({
      state: 'NOT_SENT',
      reason: { code: 'LOSS_STREAK_LOCK' },
    })
  })

  const outcomes: readonly (readonly [
    Exclude<PlaceOutcome['kind'], 'accepted' | 'pending'>,
    Order['state'],
    number,
  ])[] = [
    ['rejected', 'REJECTED', 0],
    ['not-sent', 'NOT_SENT', 0],
    ['unknown', 'UNKNOWN', 1000],
  ]

  it.each(outcomes)('of outcome %s is %s and keeps %i reserved', (kind, state, reserved) => {
    const place = (): PlaceOutcome => ({ kind, reason })
    const session = createSession({ strategies: [backHome()], place })
    session.market(news(matchOdds(), NOON, EVENS))
    expect(session.orders()).toMatchObject([{ state, reserved, reason }])
    expect(session.engine.account.risk(NOON)).toMatchObject({ atRisk: reserved, free: 100_000 - reserved })
  })

  it('that is accepted and not matched keeps its reservation', () => {
    const place = ({ intent }: Order): PlaceOutcome => ({
      kind: 'accepted',
      venueOrderId: intent.ref,
      matchedStake: ZERO,
      averagePrice: null,
    })
    const session = createSession({ strategies: [backHome()], place })
    session.market(news(matchOdds(), NOON, EVENS))
    expect(session.orders()).toMatchObject([{ state: 'ACCEPTED', reserved: 1000 }])
    session.result(ended(matchOdds(), 'Home'), at(HOUR))
    expect(session.orders()).toMatchObject([{ state: 'LAPSED', reserved: 0, reason: { code: 'MARKET_SETTLED' } }])
  })

  it('of unknown outcome is given up only on proof, and then the next quote may be bet on', () => {
    const session = createSession({ strategies: [backHome()], place: () => ({ kind: 'unknown', reason }) })
    session.market(news(matchOdds(), NOON, EVENS))
    const key = session.orders()[0]?.intent.key
    if (key === undefined) throw new Error('no order')
    session.market(news(matchOdds(), at(MINUTE), EVENS))
    expect(session.rejections()).toEqual(['ALREADY_BET'])
    session.hear({ type: 'absent', at: at(2 * MINUTE), key, proof: 'two lookups' })
    expect(session.orders()).toMatchObject([{ state: 'ABSENT', reserved: 0, reason: { message: 'two lookups' } }])
    session.market(news(matchOdds(), at(3 * MINUTE), EVENS))
    expect(session.sent.map(({ intent }) => intent.entry)).toEqual([1, 2])
  })
})

describe('an order that was given up', () => {
  it('counts again when it turns out to be alive, in every figure', () => {
    const session = createSession({ strategies: [backHome()], place: () => ({ kind: 'unknown', reason }) })
    session.market(news(matchOdds(), NOON, EVENS))
    const [order] = session.orders()
    if (order === undefined) throw new Error('no order')
    const { key } = order.intent
    session.hear({ type: 'absent', at: at(SECOND), key, proof: 'looked twice' })
    expect(session.engine.account.risk(NOON)).toMatchObject({ openOrders: 0, atRisk: 0 })
    session.hear({ type: 'placed', at: at(2 * SECOND), key, outcome: matchedInFull(order) })
    expect(session.orders()).toMatchObject([{ state: 'MATCHED', reserved: 1000 }])
    expect(session.engine.account.risk(NOON)).toMatchObject({ openOrders: 1, atRisk: 1000, free: 99_000 })
    session.market(news(matchOdds(), at(MINUTE), EVENS))
    expect(session.rejections()).toEqual(['HALTED'])
    session.hear({ type: 'command', at: at(MINUTE), command: { kind: 'resume', reason: 'looked into' } })
    session.market(news(matchOdds(), at(2 * MINUTE), EVENS))
    expect(session.rejections()).toEqual(['HALTED', 'ALREADY_BET'])
    expect(session.accounts.verify(ACCOUNT)).toEqual([])
  })

  it('and takes the account over a limit leaves it REDUCING when somebody has ended the halt, until it is under again', () => {
    const limits = { maxOpenBets: 1 }
    const place = (placed: Order): PlaceOutcome =>
      placed.intent.market === 'a' ? { kind: 'unknown', reason } : matchedInFull(placed)
    const session = createSession({ strategies: [backHome()], place, limits })
    session.market(news(matchOdds('a'), NOON, EVENS))
    const [order] = session.orders()
    if (order === undefined) throw new Error('no order')
    session.hear({ type: 'absent', at: at(1), key: order.intent.key, proof: 'looked twice' })
    session.market(news(matchOdds('b'), at(2), EVENS))
    session.hear({ type: 'placed', at: at(3), key: order.intent.key, outcome: matchedInFull(order) })
    expect(session.engine.account.risk(at(3)).tradingState).toBe('HALTED')
    session.hear({ type: 'command', at: at(3), command: { kind: 'resume', reason: 'looked into' } })
    expect(session.engine.account.risk(at(3))).toMatchObject({
      tradingState: 'REDUCING',
      stateReason: '2 open bets, limit 1',
    })
    session.result(ended(matchOdds('a'), 'Home'), at(4))
    expect(session.engine.account.risk(at(4)).tradingState).toBe('ACTIVE')
  })
})

describe('a halt', () => {
  it('holds until it is ended, also over a restart', () => {
    const accounts = createMemoryAccounts()
    const session = createSession({ strategies: [backHome()], accounts })
    session.hear({ type: 'command', at: NOON, command: { kind: 'halt', reason: 'by hand' } })
    accounts.setHalt(ACCOUNT, { reason: 'by hand', at: NOON })
    const restarted = createSession({ strategies: [backHome()], accounts })
    restarted.market(news(matchOdds(), NOON, EVENS))
    expect(restarted.rejections()).toEqual(['HALTED'])
    expect(restarted.engine.account.risk(NOON)).toMatchObject({ tradingState: 'HALTED', stateReason: 'by hand' })
    restarted.hear({ type: 'command', at: at(1), command: { kind: 'resume', reason: 'all well' } })
    liftHalt(accounts, at(1))
    restarted.market(news(matchOdds(), at(2), EVENS))
    expect(restarted.sent.length).toBe(1)
    expect(restarted.events.map(({ type }) => type)).toContain('resumed')
  })

  it('in another process is known by the denial of the store', () => {
    const session = createSession({ strategies: [backHome()] })
    session.accounts.setHalt(ACCOUNT, { reason: 'elsewhere', at: NOON })
    session.market(news(matchOdds(), NOON, EVENS))
    expect(session.rejections()).toEqual(['HALTED'])
    expect(session.advice()[0]?.verdicts.at(-1)).toEqual({ control: 'store', code: 'HALTED', detail: 'elsewhere' })
  })
})

describe('the same decision', () => {
  it('is recorded once and sent once, by whichever engine came first', () => {
    const accounts = createMemoryAccounts()
    const [first, second] = [1, 2].map(() => createSession({ strategies: [backHome()], accounts }))
    first?.market(news(matchOdds(), NOON, EVENS))
    second?.market(news(matchOdds(), NOON, EVENS))
    expect(first?.sent.length).toBe(1)
    expect(second?.sent.length).toBe(0)
    expect(accounts.orders({ account: ACCOUNT }).length).toBe(1)
  })

  it('is not made again after a restart', () => {
    const accounts = createMemoryAccounts()
    createSession({ strategies: [backHome()], accounts }).market(news(matchOdds(), NOON, EVENS))
    const restarted = createSession({ strategies: [backHome()], accounts, startedAt: at(MINUTE) })
    restarted.market(news(matchOdds(), at(2 * MINUTE), EVENS))
    expect(restarted.sent).toEqual([])
    expect(restarted.rejections()).toEqual(['ALREADY_BET'])
  })
})

describe('a strategy', () => {
  it('hears of its own orders and bets, and can look them up', () => {
    const heard: string[] = []
    const listed: (readonly string[])[] = []
    const watching = (name: string): Strategy => ({
      ...backHome(1000, { name }),
      onOrder: (order) => void heard.push(`${name} ${order.state}`),
      onSettled(order, desk) {
        heard.push(`${name} settled ${order.outcome}`)
        listed.push(desk.orders(order.intent.market).map(({ state }) => state))
      },
    })
    const session = createSession({ strategies: [watching('a')] })
    session.market(news(matchOdds(), NOON, EVENS))
    session.result(ended(matchOdds(), 'Home'), at(HOUR))
    expect(heard).toEqual(['a MATCHED', 'a settled won'])
    expect(listed).toEqual([[]])
  })

  it('sees its ended orders for as long as their market is open', () => {
    const seen: (readonly string[])[] = []
    const strategy: Strategy = {
      name: 'looks',
      version: '1',
      onMarket(market, desk) {
        seen.push(desk.orders(market.market.id).map(({ state }) => state))
        desk.signal(orderSignal(market, 1000))
      },
    }
    const session = createSession({
      strategies: [strategy, backHome()],
      place: () => ({ kind: 'rejected', reason }),
    })
    for (const second of [0, 1, 2]) session.market(news(matchOdds(), at(second * SECOND), EVENS))
    expect(seen).toEqual([[], ['REJECTED'], ['REJECTED', 'REJECTED']])
    session.market(news(matchOdds(), at(3 * SECOND), {}, { status: 'closed' }))
    session.market(news(matchOdds(), at(4 * SECOND), EVENS))
    expect(seen.at(-1)).toEqual([])
  })

  it('that throws ends the decision with its own error', () => {
    const strategy: Strategy = {
      name: 'fails',
      version: '1',
      onMarket() {
        throw new RangeError('a bug')
      },
    }
    const session = createSession({ strategies: [strategy] })
    expect(() => session.market(news(matchOdds(), NOON, EVENS))).toThrow(new RangeError('a bug'))
  })

  it('may use its desk only while it is being called', () => {
    let kept: Desk | undefined
    const strategy: Strategy = {
      name: 'keeps',
      version: '1',
      onMarket(market, desk) {
        kept = desk
        expect(desk.now).toBe(market.receivedAt)
      },
    }
    const session = createSession({ strategies: [strategy] })
    session.market(news(matchOdds(), NOON, EVENS))
    const view = session.engine.board.get(matchOdds().id)
    if (view === undefined) throw new Error('no market')
    expect(() => kept?.signal(orderSignal(view, 1000))).toThrow(/only be used while its strategy/)
    expect(session.engine.account.risk(NOON).openOrders).toBe(0)
  })

  it('is told what it asked for wrongly', () => {
    const wrong: Strategy['onMarket'][] = [
      (market, desk) => desk.signal({ ...orderSignal(market, 1000), market: matchOdds('other').id }),
      (market, desk) => desk.signal({ ...orderSignal(market, 1000), selection: selectionId('Draw') }),
    ]
    for (const onMarket of wrong) {
      const session = createSession({ strategies: [{ name: 'wrong', version: '1', ...(onMarket && { onMarket }) }] })
      expect(() => session.market(news(matchOdds(), NOON, EVENS))).toThrow(
        expect.objectContaining({ code: 'INVALID_VALUE' }),
      )
    }
  })

  it('sees an order that turned out to be alive once, as it is', () => {
    let seen: readonly string[] = []
    const base = backHome()
    const strategy: Strategy = {
      ...base,
      onMarket(market, desk) {
        base.onMarket?.(market, desk)
        seen = desk.orders(market.market.id).map(({ state }) => state)
      },
    }
    const session = createSession({ strategies: [strategy], place: () => ({ kind: 'unknown', reason }) })
    const look = (second: number) => session.market(news(matchOdds(), at(second * SECOND), EVENS))
    look(0)
    const [order] = session.orders()
    if (order === undefined) expect.fail('no order')
    const { key, ref } = order.intent
    const tell = (state: 'open' | 'cancelled'): void => {
      const shown = { ref, state, venueOrderId: ref, matchedStake: ZERO, averagePrice: null }
      session.hear({ type: 'order-news', at: at(SECOND), key, order: shown })
    }
    session.hear({ type: 'absent', at: at(SECOND), key, proof: 'looked twice' })
    tell('open')
    look(1)
    expect(seen).toEqual(states(session))
    tell('cancelled')
    look(2)
    expect(seen).toEqual(['CANCELLED'])
  })

  it.each(['', 'two words', 'a|b', 'x'.repeat(65)])('cannot be called %j', (name) => {
    expect(() => createSession({ strategies: [backHome(1, { name })] })).toThrow(/strategies\[0\]\.name must be/)
  })

  it.each(['adopted', 'foreign'])('cannot be called %j, as bets are that were found', (name) => {
    expect(() => createSession({ strategies: [backHome(1, { name })] })).toThrow(/strategy name/)
  })

  it('has a name of its own', () => {
    expect(() => createSession({ strategies: [backHome(), backHome()] })).toThrow(/used by one strategy only/)
  })
})

describe('an engine', () => {
  it('hears what the store restored first, and once', () => {
    const session = createSession({ strategies: [] })
    const run = runId('again')
    const restored = restoredFrom(session.accounts, NOON, WIDE, ZERO)
    expect(() => session.hear({ type: 'restored', at: NOON, run, restored })).toThrow(/hears `restored` once/)
    const unheard = createEngine({
      account: ACCOUNT,
      currency: GBP,
      timeZone: 'UTC',
      limits: WIDE,
      strategies: [],
      routes: [
        {
          name: VENUE,
          traits: { sides: ['back'], minStake: money(10), stakeStep: money(1), netting: false },
          takes: () => true,
        },
      ],
    })
    expect(() => unheard.decide({ type: 'reconciled', at: NOON, venue: VENUE })).toThrow(/must hear `restored`/)
    expect(() => unheard.account).toThrow(/must hear `restored`/)
  })

  it('never goes back in time, whatever the clock of its machine does', () => {
    const seen: number[] = []
    const strategy: Strategy = { name: 's', version: '1', onMarket: (_, desk) => void seen.push(desk.now) }
    const session = createSession({ strategies: [strategy] })
    session.market(news(matchOdds(), at(1000), EVENS))
    session.market(news(matchOdds(), at(10), EVENS))
    expect(seen).toEqual([at(1000), at(1000)])
  })

  it('cannot be asked to decide while it decides', () => {
    let again = () => {}
    const session = createSession({
      strategies: [{ name: 's', version: '1', onMarket: () => again() }],
    })
    again = () => void session.engine.decide({ type: 'reconciled', at: NOON, venue: VENUE })
    expect(() => session.market(news(matchOdds(), NOON, EVENS))).toThrow(/while it decides/)
  })

  it('asks further controls after its own, which cannot be left out', () => {
    const controls = [
      { name: 'even minutes', check: () => passed('even minutes', 'the minute is even') },
      { name: 'never', check: () => refused('never', 'CONTROL_REFUSED', 'not today') },
    ]
    const session = createSession({ strategies: [backHome()], controls })
    session.market({ ...news(matchOdds('a'), NOON, {}), venues: [shownBy('book', [2, 2], at(-HOUR))] })
    session.market(news(matchOdds('b'), at(1), EVENS))
    expect(session.rejections()).toEqual(['QUOTE_STALE', 'CONTROL_REFUSED'])
    expect(
      session
        .advice()[1]
        ?.verdicts.map(({ control }) => control)
        .slice(-2),
    ).toEqual(['even minutes', 'never'])
  })

  it('tells the same rejection of the same opportunity once, and again when the reason changes', () => {
    const session = createSession({ strategies: [backHome(9)], limits: { maxQuoteAgeMs: 1000 } })
    for (const second of [0, 1, 2]) session.market(news(matchOdds(), at(second * SECOND), EVENS))
    session.market({ ...news(matchOdds(), at(9 * SECOND), {}), venues: [shownBy('book', [2, 2], NOON)] })
    session.market(news(matchOdds(), at(10 * SECOND), EVENS))
    expect(session.rejections()).toEqual(['STAKE_BELOW_MIN', 'QUOTE_STALE', 'STAKE_BELOW_MIN'])
  })

  it('is not to be told of an answer it never asked for', () => {
    const session = createSession({ strategies: [backHome()] })
    session.market(news(matchOdds(), NOON, EVENS))
    const [order] = session.orders()
    if (order === undefined) throw new Error('no order')
    expect(() =>
      session.hear({ type: 'begun', at: NOON, key: order.intent.key, result: { kind: 'exists', order, entry: 1 } }),
    ).toThrow(/never begun/)
  })

  it('appraises a value signal to lay by what it can lose', () => {
    const route = { traits: { sides: ['lay' as const], minStake: money(10), stakeStep: money(1), netting: false } }
    const lay = asking((market) => ({ ...valueSignal(market, 0.3, 5000), side: 'lay' }))
    const session = createSession({ strategies: [lay], route, limits: { maxStakeFraction: 0.02 } })
    session.market({ ...news(matchOdds(), NOON, {}), venues: [shownBy('book', [3, 2], NOON, { side: 'lay' })] })
    const [advice] = session.advice()
    expect(advice?.edge).toBeCloseTo(0.7 - 0.3 * 2, 12)
    expect(advice).toMatchObject({ rejection: null, side: 'lay', stake: 1000, liability: 2000 })
  })

  it('prices nothing where nothing is shown', () => {
    const session = createSession({ strategies: [asking((market) => valueSignal(market, 0.5))] })
    session.market(news(matchOdds(), NOON, { other: [2, 2] }))
    expect(session.advice()).toMatchObject([
      { rejection: 'SIDE_NOT_OFFERED', price: null, edge: null, stake: 0, fairProbability: 0.5, fairPrice: 2 },
    ])
    expect(session.advice()[0]?.summary).toContain('at no price with book')
  })

  it('stakes nothing of an empty bankroll', () => {
    const session = createSession({ strategies: [asking((market) => valueSignal(market, 0.6))], bankroll: 0 })
    session.market(news(matchOdds(), NOON, EVENS))
    expect(session.rejections()).toEqual(['STAKE_BELOW_MIN'])
    expect(session.engine.account.breakers(NOON).map(({ level }) => level)).toEqual(['ok', 'ok', 'ok'])
  })

  it('rounds a plain order down to the steps of its venue', () => {
    const route = { traits: { sides: ['back' as const], minStake: money(100), stakeStep: money(50), netting: false } }
    const session = createSession({ strategies: [backHome(1049)], route })
    session.market(news(matchOdds(), NOON, EVENS))
    expect(session.sent[0]?.intent).toMatchObject({ stake: 1000, liability: 1000 })
    expect(session.advice()[0]?.sizing).toMatchObject(
      [/asked for 10.49/, /rounded down to 10.00.*: steps of 0.50/].map((text) => expect.stringMatching(text)),
    )
  })
})

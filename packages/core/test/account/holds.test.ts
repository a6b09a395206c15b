import { after, HOUR, type Intent, MINUTE, money, type Order, SECOND, ZERO } from '@betting-advisor/core'
import { type BeginResult, createMemoryAccounts } from '@betting-advisor/core/store'
import type { PlaceOutcome } from '@betting-advisor/core/venue'
import { describe, expect, it } from 'vitest'
import { ended, matchOdds, NOON, news } from '../support/markets.ts'
import { ACCOUNT, createSession } from '../support/session.ts'
import { asking, backHome, orderSignal } from '../support/strategies.ts'

const at = (milliseconds: number) => after(NOON, milliseconds)
const EVENS = { book: [2, 2] }

describe('a provisional hold', () => {
  it('lets two signals of one tick see each other', () => {
    const strategies = [backHome(1000, { name: 'first' }), backHome(1000, { name: 'second' })]
    const limits = { maxOpenBets: 1 }
    const session = createSession({ strategies, limits })
    session.holdBack('begin')
    session.market(news(matchOdds(), NOON, EVENS))
    expect(session.rejections()).toEqual(['OPEN_BETS_EXCEEDED'])
    expect(session.engine.account.risk(NOON)).toMatchObject({
      openOrders: 1,
      atRisk: 1000,
      free: 99_000,
      recentOrders: 1,
    })
    session.release(NOON)
    expect(session.sent.map(({ intent }) => intent.strategy)).toEqual(['first'])
    expect(session.engine.account.risk(NOON)).toMatchObject({
      openOrders: 1,
      atRisk: 1000,
      free: 99_000,
      recentOrders: 1,
    })
  })

  it.each([
    ['funds', { bankroll: 1500 }, 'FUNDS_INSUFFICIENT'],
    ['the day loss', { limits: { dailyLossLimit: money(1500) } }, 'DAY_LOSS_LIMIT'],
    ['the rate', { limits: { rateLimit: { orders: 1, windowMs: MINUTE } } }, 'RATE_EXCEEDED'],
  ] as const)('counts against %s', (_, settings, code) => {
    const strategies = [backHome(1000, { name: 'first' }), backHome(1000, { name: 'second' })]
    const session = createSession({ strategies, ...settings })
    session.holdBack('begin')
    session.market(news(matchOdds(), NOON, EVENS))
    expect(session.rejections()).toEqual([code])
  })

  it('counts as an entry of its strategy', () => {
    const session = createSession({ strategies: [backHome()] })
    session.holdBack('begin')
    session.market(news(matchOdds(), NOON, EVENS))
    session.market(news(matchOdds(), at(SECOND), EVENS))
    expect(session.rejections()).toEqual(['ALREADY_BET'])
  })

  it('is given back in full when the store denies, and the entry may be tried again', () => {
    let denials = 1
    const begin = (intent: Intent, accounts: ReturnType<typeof createMemoryAccounts>): BeginResult =>
      denials-- > 0 ? { kind: 'denied', code: 'LIMIT_EXCEEDED', detail: 'full' } : accounts.begin(intent)
    const limits = { rateLimit: { orders: 1, windowMs: MINUTE } }
    const session = createSession({ strategies: [backHome()], begin, limits })
    session.market(news(matchOdds(), NOON, EVENS))
    expect(session.rejections()).toEqual(['LIMIT_EXCEEDED'])
    expect(session.engine.account.risk(NOON)).toMatchObject({
      openOrders: 0,
      atRisk: 0,
      free: 100_000,
      recentOrders: 0,
    })
    session.market(news(matchOdds(), at(SECOND), EVENS))
    expect(session.sent.map(({ intent }) => intent.entry)).toEqual([1])
  })

  it('tells the same denial once, until a bet came through', () => {
    let denials = 3
    const begin = (intent: Intent, accounts: ReturnType<typeof createMemoryAccounts>): BeginResult =>
      denials-- > 0 ? { kind: 'denied', code: 'LIMIT_EXCEEDED', detail: 'full' } : accounts.begin(intent)
    const session = createSession({ strategies: [backHome(1000, { maxEntriesPerMarket: 2 })], begin })
    for (const second of [0, 1, 2]) session.market(news(matchOdds(), at(second * SECOND), EVENS))
    expect(session.rejections()).toEqual(['LIMIT_EXCEEDED'])
    session.market(news(matchOdds(), at(3 * SECOND), EVENS))
    expect(session.sent.length).toBe(1)
  })

  it("is given back in full when the store has another engine's order of the same decision, whatever its stake", () => {
    const accounts = createMemoryAccounts()
    const other = createSession({ strategies: [backHome(700)], accounts })
    const session = createSession({ strategies: [backHome(1000)], accounts })
    other.market(news(matchOdds(), NOON, EVENS))
    session.market(news(matchOdds(), NOON, EVENS))
    expect(session.sent).toEqual([])
    expect(session.events.at(-1)).toMatchObject({ type: 'warning', code: 'DECISION_EXISTS' })
    expect(session.engine.account.risk(NOON)).toMatchObject({ openOrders: 1, atRisk: 700 })
    expect(session.orders().length).toBe(1)
    expect(accounts.verify(ACCOUNT)).toEqual([])
  })

  it("learns from the store that the other engine's bet has been settled", () => {
    const accounts = createMemoryAccounts()
    const other = createSession({ strategies: [backHome(700)], accounts })
    const session = createSession({ strategies: [backHome(1000)], accounts })
    other.market(news(matchOdds(), NOON, EVENS))
    session.market(news(matchOdds(), NOON, EVENS))
    other.result(ended(matchOdds(), 'Away'), at(2 * HOUR))
    session.result(ended(matchOdds(), 'Away'), at(2 * HOUR))
    expect(session.engine.account.risk(at(2 * HOUR))).toMatchObject({ openOrders: 0, atRisk: 0, profitToday: -700 })
  })

  it('frees the entry where the order that exists has ended without a bet', () => {
    const accounts = createMemoryAccounts()
    const reason = { code: 'NO', message: 'no' }
    const other = createSession({ strategies: [backHome()], accounts, place: () => ({ kind: 'rejected', reason }) })
    const session = createSession({ strategies: [backHome()], accounts })
    other.market(news(matchOdds(), NOON, EVENS))
    session.market(news(matchOdds(), NOON, EVENS))
    expect(session.sent).toEqual([])
    session.market(news(matchOdds(), at(SECOND), EVENS))
    expect(session.sent.map(({ intent }) => intent.entry)).toEqual([2])
  })
})

describe('entry numbers', () => {
  const refusing = { place: () => ({ kind: 'rejected' as const, reason: { code: 'NO', message: 'no' } }) }

  it('rise only with a quote newer than the end of the last entry', () => {
    const session = createSession({ strategies: [backHome()], ...refusing })
    const first = news(matchOdds(), NOON, EVENS)
    session.market(first)
    session.market({ ...first, receivedAt: at(SECOND) })
    expect(session.rejections()).toEqual(['ALREADY_BET'])
    expect(session.advice().at(-1)?.verdicts.at(-1)?.detail).toMatch(/no quote newer/)
    session.market(news(matchOdds(), at(2 * SECOND), EVENS))
    expect(session.sent.map(({ intent }) => intent.entry)).toEqual([1, 2])
  })

  it('go on after a restart, where a quote must be newer than the start', () => {
    const accounts = createMemoryAccounts()
    createSession({ strategies: [backHome()], accounts, ...refusing }).market(news(matchOdds(), NOON, EVENS))
    const session = createSession({ strategies: [backHome()], accounts, startedAt: at(MINUTE) })
    session.market(news(matchOdds(), at(MINUTE), EVENS))
    session.market(news(matchOdds(), at(2 * MINUTE), EVENS))
    expect(session.sent.map(({ intent }) => intent.entry)).toEqual([2])
  })

  it('are never used again when a market comes back after its end', () => {
    const session = createSession({ strategies: [backHome(1000, { maxEntriesPerMarket: 5 })] })
    session.market(news(matchOdds(), NOON, EVENS))
    session.result(ended(matchOdds(), null), at(MINUTE))
    session.market(news(matchOdds(), at(2 * MINUTE), EVENS))
    session.market(news(matchOdds(), at(3 * MINUTE), {}, { status: 'closed' }))
    session.result(ended(matchOdds(), null), at(4 * MINUTE))
    session.market(news(matchOdds(), at(5 * MINUTE), EVENS))
    expect(session.sent.map(({ intent }) => intent.entry)).toEqual([1, 2, 3])
  })

  it('allow as many placed bets in a market as the strategy says, one open in a selection at a time', () => {
    const accepted = ({ intent }: Order): PlaceOutcome => ({
      kind: 'accepted',
      venueOrderId: intent.ref,
      matchedStake: ZERO,
      averagePrice: null,
    })
    const session = createSession({ strategies: [backHome(1000, { maxEntriesPerMarket: 2 })], place: accepted })
    for (const minute of [0, 1]) session.market(news(matchOdds(), at(minute * MINUTE), EVENS))
    expect(session.sent.length).toBe(1)
    const [first] = session.orders()
    if (first === undefined) throw new Error('no order')
    const { key, ref, stake, price } = first.intent
    const matched = { ref, state: 'matched', venueOrderId: ref, matchedStake: stake, averagePrice: price } as const
    session.hear({ type: 'order-news', at: at(2 * MINUTE), key, order: matched })
    session.market(news(matchOdds(), at(2 * MINUTE), EVENS))
    expect(session.rejections().at(-1)).toBe('ALREADY_BET')
    session.market(news(matchOdds(), at(3 * MINUTE), EVENS))
    expect(session.sent.map(({ intent }) => intent.entry)).toEqual([1, 2])
    session.market(news(matchOdds(), at(4 * MINUTE), EVENS))
    expect(session.sent.length).toBe(2)
    expect(session.advice().at(-1)?.verdicts.at(-1)?.detail).toMatch(/all 2 entries in this market are taken/)
  })

  it('count each strategy by itself', () => {
    const other = asking((market) => orderSignal(market, 1000), 'other')
    const session = createSession({ strategies: [backHome(), other] })
    session.market(news(matchOdds(), NOON, EVENS))
    expect(session.sent.map(({ intent }) => [intent.strategy, intent.entry])).toEqual([
      ['back-home', 1],
      ['other', 1],
    ])
  })
})

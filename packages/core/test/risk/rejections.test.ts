import {
  after,
  currency,
  DAY,
  HOUR,
  type Market,
  MINUTE,
  money,
  type RejectionCode,
  runBacktest,
  SECOND,
  selectionId,
  venueId,
} from '@betting-advisor/core'
import { createPriceLadder, power, sharpPrices } from '@betting-advisor/core/odds'
import { createMemoryAccounts } from '@betting-advisor/core/store'
import { marketAtVenue, venueTerms } from '@betting-advisor/core/venue'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PLAIN_ORDERS } from '../../src/order/order-terms.ts'
import { refused } from '../../src/risk/gate.ts'
import { ended, matchOdds, NOON, news, shownBy, WIDE } from '../support/markets.ts'
import { ACCOUNT, BACKS, createSession, type Session, type SessionSettings, VENUE } from '../support/session.ts'
import { asking, backHome, bothSides, orderSignal, valueSignal } from '../support/strategies.ts'

const at = (milliseconds: number) => after(NOON, milliseconds)
const EVENS = { book: [2, 2] }

/** Tells the news of some markets, a second apart. */
function tell(session: Session, ...markets: readonly Market[]): void {
  for (const [index, market] of markets.entries()) session.market(news(market, at(index * SECOND), EVENS))
}

/** Loses a bet of each market, an hour after it was made. */
function lose(session: Session, ...markets: readonly Market[]): void {
  tell(session, ...markets)
  for (const market of markets) session.result(ended(market, 'Away'), at(HOUR))
}

const NONE = WIDE.exposure
const BOUNDS = { least: -0.02, most: 0.25 }

/** Two strategies that each ask for 10.00 on every market. */
const TWO = [backHome(1000, { name: 'first' }), backHome(1000, { name: 'second' })]

/** Closing prices, as the only bookmaker shows them, are what the bets are measured by. */
const measured = (stake = 1000) => backHome(stake, { yardstick: sharpPrices(venueId('book'), power) })

/** A run from strategy to venue into every reason there is. */
const runs: Readonly<Record<RejectionCode, () => Session>> = {
  HALTED() {
    const session = createSession({ strategies: [backHome()] })
    session.hear({ type: 'command', at: NOON, command: { kind: 'halt', reason: 'by hand' } })
    tell(session, matchOdds())
    return session
  },
  RECONCILING() {
    const session = createSession({ strategies: [backHome()], reconciled: false })
    tell(session, matchOdds())
    return session
  },
  PAUSED() {
    const session = createSession({ strategies: [backHome()] })
    session.hear({ type: 'pause', at: NOON, venue: VENUE, cause: 'orders', reason: 'the venue refuses everything' })
    tell(session, matchOdds())
    return session
  },
  REDUCING() {
    const accounts = createMemoryAccounts()
    tell(createSession({ strategies: [backHome()], accounts }), matchOdds('a'), matchOdds('b'))
    const session = createSession({ strategies: [backHome()], accounts, limits: { maxOpenBets: 1 } })
    tell(session, matchOdds('c'))
    return session
  },
  LOSS_STREAK_LOCK() {
    const limits = { consecutiveLossLimit: 2, consecutiveLossWarn: 1 }
    const session = createSession({ strategies: [backHome()], limits })
    lose(session, matchOdds('a'), matchOdds('b'))
    session.market(news(matchOdds('c', { startsAt: at(5 * HOUR) }), at(2 * HOUR), EVENS))
    return session
  },
  DRAWDOWN_LOCK() {
    const limits = { maxDrawdownFraction: 0.2, drawdownWarnFraction: 0.1 }
    const session = createSession({ strategies: [backHome(20_000)], limits })
    lose(session, matchOdds('a'))
    session.market(news(matchOdds('c', { startsAt: at(5 * HOUR) }), at(2 * HOUR), EVENS))
    return session
  },
  DAY_LOSS_LOCK() {
    const session = createSession({ strategies: [backHome(500)], limits: { dailyLossLimit: money(1000) } })
    lose(session, matchOdds('a'), matchOdds('b'))
    session.market(news(matchOdds('c', { startsAt: at(5 * HOUR) }), at(2 * HOUR), EVENS))
    return session
  },
  COOLDOWN_LOCK() {
    const session = createSession({ strategies: [backHome()], limits: { cooldownMs: 2 * HOUR } })
    lose(session, matchOdds('a'))
    session.market(news(matchOdds('c', { startsAt: at(5 * HOUR) }), at(2 * HOUR), EVENS))
    return session
  },
  LOW_CLV_LOCK() {
    const lowClv = { limit: 0.02, bets: 2, lockMs: DAY }
    const session = createSession({ strategies: [measured()], limits: { lowClv } })
    const markets = [matchOdds('a'), matchOdds('b')]
    tell(session, ...markets)
    for (const market of markets) session.closing(news(market, at(HOUR), { book: [4, 1.2] }))
    for (const market of markets) session.result(ended(market, 'Home'), at(HOUR))
    session.market(news(matchOdds('c', { startsAt: at(5 * HOUR) }), at(2 * HOUR), EVENS))
    return session
  },
  COOL_OFF_LOCK() {
    const session = createSession({ strategies: [backHome()] })
    const command = { kind: 'cool-off', until: at(DAY), reason: 'a break' } as const
    session.hear({ type: 'command', at: NOON, command })
    tell(session, matchOdds())
    return session
  },
  SELECTION_LIMIT() {
    const session = createSession({ strategies: TWO, limits: { exposure: { ...NONE, selection: money(1999) } } })
    tell(session, matchOdds())
    return session
  },
  MARKET_LIMIT() {
    const away = asking((market) => ({ ...orderSignal(market, 1000), selection: selectionId('Away') }))
    const session = createSession({
      strategies: [backHome(), away],
      limits: { exposure: { ...NONE, selection: money(1000), market: money(1999) } },
    })
    tell(session, matchOdds())
    return session
  },
  EVENT_LIMIT() {
    const session = createSession({
      strategies: [backHome()],
      limits: { exposure: { ...NONE, market: money(1000), event: money(1999) } },
    })
    tell(session, matchOdds('a'), { ...matchOdds('b'), event: matchOdds('a').event })
    return session
  },
  STRATEGY_LIMIT() {
    const exposure = { ...NONE, event: money(1000), strategy: money(1999) }
    const session = createSession({ strategies: [backHome()], limits: { exposure } })
    tell(session, matchOdds('a'), matchOdds('b'))
    return session
  },
  VENUE_LIMIT() {
    const elsewhere = backHome(1000, { name: 'elsewhere', venue: 'other' })
    const exposure = { ...NONE, strategy: money(1000), venue: money(1999) }
    const strategies = [backHome(), backHome(1000, { name: 'again' }), elsewhere]
    const session = createSession({ strategies, limits: { exposure } })
    session.market(news(matchOdds(), NOON, { ...EVENS, other: [2, 2] }))
    return session
  },
  ACCOUNT_LIMIT() {
    const exposure = { ...NONE, venue: money(1000), account: money(1999) }
    const strategies = [backHome(), backHome(1000, { name: 'elsewhere', venue: 'other' })]
    const session = createSession({ strategies, limits: { exposure } })
    session.market(news(matchOdds(), NOON, { ...EVENS, other: [2, 2] }))
    return session
  },
  WEEK_LOSS_LIMIT() {
    // Noon is a Saturday: Friday is of the same week, and its loss is not of the day.
    const session = createSession({
      strategies: [backHome()],
      limits: { dailyLossLimit: money(1000), weeklyLossLimit: money(1999) },
      startedAt: at(-DAY),
    })
    const friday = matchOdds('a', { startsAt: at(-DAY + HOUR) })
    session.market(news(friday, at(-DAY), EVENS))
    session.result(ended(friday, 'Away'), at(-DAY + 2 * HOUR))
    tell(session, matchOdds('b'))
    return session
  },
  MONTH_LOSS_LIMIT() {
    // The Saturday before is of the same month, and of another week.
    const session = createSession({
      strategies: [backHome()],
      limits: { weeklyLossLimit: money(1000), monthlyLossLimit: money(1999) },
      startedAt: at(-7 * DAY),
    })
    const before = matchOdds('a', { startsAt: at(-7 * DAY + HOUR) })
    session.market(news(before, at(-7 * DAY), EVENS))
    session.result(ended(before, 'Away'), at(-7 * DAY + 2 * HOUR))
    tell(session, matchOdds('b'))
    return session
  },
  DAY_LOSS_LIMIT() {
    const session = createSession({ strategies: [backHome(600)], limits: { dailyLossLimit: money(1000) } })
    tell(session, matchOdds('a'), matchOdds('b'))
    return session
  },
  MARKET_NOT_OPEN() {
    const session = createSession({ strategies: [backHome()] })
    session.market(news(matchOdds(), NOON, EVENS, { status: 'suspended' }))
    return session
  },
  SELECTION_WITHDRAWN() {
    const session = createSession({ strategies: [backHome()] })
    const removed = { status: 'removed', reductionFactor: 12.5, removedAt: NOON, id: null } as const
    const runners = [removed, { ...removed, status: 'active', reductionFactor: null, removedAt: null } as const]
    const states = [marketAtVenue({ venue: venueId('book'), status: 'open', runners })]
    session.market(news(matchOdds(), NOON, EVENS, { states }))
    return session
  },
  LINE_MARKET() {
    const session = createSession({ strategies: [backHome()] })
    session.market(news({ ...matchOdds(), betting: 'line' }, NOON, { book: [25.5, 26.5] }))
    return session
  },
  IN_PLAY() {
    const session = createSession({ strategies: [backHome()] })
    session.market(news(matchOdds('m1', { startsAt: NOON }), NOON, EVENS))
    return session
  },
  SIDE_NOT_OFFERED() {
    const lay = asking((market) => ({ ...orderSignal(market, 1000), side: 'lay' }))
    const session = createSession({ strategies: [lay] })
    session.market({ ...news(matchOdds(), NOON, EVENS), venues: [shownBy('book', [2, 2], NOON, { side: 'lay' })] })
    return session
  },
  ORDER_KIND_NOT_OFFERED() {
    const killed = asking((market) => ({ ...orderSignal(market, 1000), fillOrKill: true }))
    const session = createSession({ strategies: [killed] })
    tell(session, matchOdds())
    return session
  },
  VENUE_UNAVAILABLE() {
    const session = createSession({ strategies: [backHome()], route: { takes: (venue) => venue !== venueId('book') } })
    tell(session, matchOdds())
    return session
  },
  QUOTE_STALE() {
    const session = createSession({ strategies: [backHome()], limits: { maxQuoteAgeMs: 1000 } })
    session.market({ ...news(matchOdds(), NOON, {}), venues: [shownBy('book', [2, 2], at(-1001))] })
    return session
  },
  PRICE_BELOW_MIN() {
    const session = createSession({ strategies: [backHome()], limits: { minOdds: 2.01 } })
    tell(session, matchOdds())
    return session
  },
  PRICE_ABOVE_MAX() {
    const session = createSession({ strategies: [backHome()], limits: { maxOdds: 1.99 } })
    tell(session, matchOdds())
    return session
  },
  PRICE_OFF_LADDER() {
    const session = createSession({ strategies: [backHome()] })
    const terms = venueTerms({ ladder: createPriceLadder('short', [{ from: 101, step: 1 }], 199) })
    session.market(news(matchOdds(), NOON, EVENS, { terms }))
    return session
  },
  SIZE_NOT_OFFERED() {
    const killed = asking((market) => ({ ...orderSignal(market, 1000), fillOrKill: true }))
    const orders = { ...PLAIN_ORDERS, fillOrKill: true }
    const session = createSession({ strategies: [killed], route: { traits: { ...BACKS, orders } } })
    const venues = [{ ...shownBy('book', [2, 2], NOON), maxStakes: [money(999), null] }]
    session.market({ ...news(matchOdds(), NOON, {}), venues })
    return session
  },
  FX_RATE_UNKNOWN() {
    const session = createSession({ strategies: [backHome()] })
    const [shown] = news(matchOdds(), NOON, EVENS, { terms: venueTerms({ currency: currency('EUR') }) }).venues
    const venues = shown === undefined ? [] : [{ ...shown, maxStakes: [money(5000), null] }]
    session.market({ ...news(matchOdds(), NOON, {}), venues })
    return session
  },
  REFERENCE_IMPLAUSIBLE() {
    const strategy = asking((market) => valueSignal(market, 0.55, 1000, -0.021))
    const session = createSession({ strategies: [strategy], limits: { referenceOverround: BOUNDS } })
    tell(session, matchOdds())
    return session
  },
  EDGE_ABOVE_MAX() {
    const strategy = asking((market) => valueSignal(market, 0.626))
    const session = createSession({ strategies: [strategy], limits: { maxEdge: 0.25 } })
    tell(session, matchOdds())
    return session
  },
  EACH_WAY_NOT_PRICED() {
    const session = createSession({ strategies: [asking((market) => valueSignal(market, 0.6))] })
    const states = [marketAtVenue({ venue: venueId('book'), status: 'open', eachWay: { divisor: 4, places: 3 } })]
    session.market(news(matchOdds(), NOON, EVENS, { states }))
    return session
  },
  EDGE_BELOW_MIN() {
    const strategy = asking((market) => valueSignal(market, 0.504))
    const session = createSession({ strategies: [strategy], limits: { minEdge: 0.01 } })
    tell(session, matchOdds())
    return session
  },
  STAKE_BELOW_MIN() {
    const session = createSession({ strategies: [backHome(9)] })
    tell(session, matchOdds())
    return session
  },
  STAKE_ABOVE_MAX() {
    const session = createSession({ strategies: [backHome(501)], limits: { maxStakeAbsolute: money(500) } })
    tell(session, matchOdds())
    return session
  },
  STAKE_FRACTION_EXCEEDED() {
    const session = createSession({ strategies: [backHome(5001)], limits: { maxStakeFraction: 0.05 } })
    tell(session, matchOdds())
    return session
  },
  FUNDS_INSUFFICIENT() {
    const session = createSession({ strategies: [backHome(60_000)] })
    tell(session, matchOdds('a'), matchOdds('b'))
    return session
  },
  OPEN_BETS_EXCEEDED() {
    const session = createSession({ strategies: [backHome()], limits: { maxOpenBets: 1 } })
    tell(session, matchOdds('a'), matchOdds('b'))
    return session
  },
  RATE_EXCEEDED() {
    const session = createSession({ strategies: [backHome()], limits: { rateLimit: { orders: 1, windowMs: MINUTE } } })
    tell(session, matchOdds('a'), matchOdds('b'))
    return session
  },
  ALREADY_BET() {
    const session = createSession({ strategies: [backHome()] })
    tell(session, matchOdds('a'), matchOdds('a'))
    return session
  },
  LIMIT_EXCEEDED() {
    // Of limits that only a store knows.
    const begin: SessionSettings['begin'] = () => ({ kind: 'denied', code: 'LIMIT_EXCEEDED', detail: 'shared limit' })
    const session = createSession({ strategies: [backHome()], begin })
    tell(session, matchOdds())
    return session
  },
  STORE_UNAVAILABLE() {
    // Told by the shell, when the store has not answered.
    const begin: SessionSettings['begin'] = () => ({ kind: 'denied', code: 'STORE_UNAVAILABLE', detail: 'no answer' })
    const session = createSession({ strategies: [backHome()], begin })
    tell(session, matchOdds())
    return session
  },
  RUN_SILENT() {
    const begin: SessionSettings['begin'] = ({ run }) => ({
      kind: 'denied',
      code: 'RUN_SILENT',
      detail: `${run} is silent`,
    })
    const session = createSession({ strategies: [backHome()], begin })
    tell(session, matchOdds())
    return session
  },
  REPLACED_CHANGED() {
    // Of an order of which only its store knows that it has changed.
    const begin: SessionSettings['begin'] = () => ({ kind: 'denied', code: 'REPLACED_CHANGED', detail: 'changed' })
    const session = createSession({ strategies: [backHome()], begin })
    tell(session, matchOdds())
    return session
  },
  LEG_REJECTED() {
    const session = createSession({
      strategies: [bothSides({ away: 1001 })],
      limits: { maxStakeAbsolute: money(1000) },
    })
    tell(session, matchOdds())
    return session
  },
  CONTROL_REFUSED() {
    const controls = [{ name: 'sundays', check: () => refused('sundays', 'CONTROL_REFUSED', 'it is Sunday') }]
    const session = createSession({ strategies: [backHome()], controls })
    tell(session, matchOdds())
    return session
  },
}

/** What is told of the other leg of the same decision. */
const BESIDES: Readonly<Record<string, readonly RejectionCode[]>> = { LEG_REJECTED: ['STAKE_ABOVE_MAX'] }

/** Orders that left for the same market before. */
const LEFT: Readonly<Record<string, number>> = {
  ALREADY_BET: 1,
  SELECTION_LIMIT: 1,
  MARKET_LIMIT: 1,
  VENUE_LIMIT: 2,
  ACCOUNT_LIMIT: 1,
}

describe('every reason to reject', () => {
  it.each(Object.entries(runs))('%s ends a whole run', (code, run) => {
    const session = run()
    const rejected = session.advice().filter(({ rejection }) => rejection !== null)
    expect(rejected.map(({ rejection }) => rejection)).toEqual([code, ...(BESIDES[code] ?? [])])
    const [advice] = rejected
    expect(advice?.verdicts.at(-1)).toMatchObject({ code })
    expect(advice?.verdicts.at(-1)?.detail).not.toBe('')
    expect(advice?.summary).toContain(`rejected, ${code}`)
    // What was rejected never left, and nothing of it is in the ledger.
    const left = session.sent.filter(({ intent }) => intent.market === advice?.market).length
    expect(left).toBe(LEFT[code] ?? 0)
    expect(session.orders().filter(({ intent }) => intent.market === advice?.market).length).toBe(left)
    expect(session.accounts.verify(ACCOUNT)).toEqual([])
  })
})

describe('one unit inside every limit', () => {
  const inside: readonly (readonly [string, Parameters<typeof createSession>[0]])[] = [
    ['the day loss', { strategies: [backHome(500)], limits: { dailyLossLimit: money(1000) } }],
    ['the week', { strategies: [backHome(500)], limits: { weeklyLossLimit: money(1000) } }],
    ['the month', { strategies: [backHome(500)], limits: { monthlyLossLimit: money(1000) } }],
    ['the strategy', { strategies: [backHome()], limits: { exposure: { ...NONE, strategy: money(2000) } } }],
    ['the venue', { strategies: [backHome()], limits: { exposure: { ...NONE, venue: money(2000) } } }],
    ['the account', { strategies: [backHome()], limits: { exposure: { ...NONE, account: money(2000) } } }],
    ['the market', { strategies: [backHome()], limits: { exposure: { ...NONE, market: money(1000) } } }],
    ['the event', { strategies: [backHome()], limits: { exposure: { ...NONE, event: money(1000) } } }],
    ['the selection', { strategies: [backHome()], limits: { exposure: { ...NONE, selection: money(1000) } } }],
    ['the open bets', { strategies: [backHome()], limits: { maxOpenBets: 2 } }],
    ['the rate', { strategies: [backHome()], limits: { rateLimit: { orders: 2, windowMs: MINUTE } } }],
    ['the funds', { strategies: [backHome(50_000)] }],
    ['the least and the highest odds', { strategies: [backHome()], limits: { minOdds: 2, maxOdds: 2 } }],
    ['the largest stake', { strategies: [backHome(500)], limits: { maxStakeAbsolute: money(500) } }],
    ['the fraction of the equity', { strategies: [backHome(5000)], limits: { maxStakeFraction: 0.05 } }],
    ['the least stake', { strategies: [backHome(10)] }],
    ['the highest edge', { strategies: [asking((market) => valueSignal(market, 0.625))], limits: { maxEdge: 0.25 } }],
    ['the least edge', { strategies: [asking((market) => valueSignal(market, 0.505))], limits: { minEdge: 0.01 } }],
  ]

  it.each(inside)('%s lets two bets through', (_, settings) => {
    const session = createSession(settings)
    tell(session, matchOdds('a'), matchOdds('b'))
    expect(session.rejections()).toEqual([])
    expect(session.sent.length).toBe(2)
  })

  it('a window of the rate limit is over when its length has passed', () => {
    const session = createSession({ strategies: [backHome()], limits: { rateLimit: { orders: 1, windowMs: MINUTE } } })
    session.market(news(matchOdds('a'), NOON, EVENS))
    session.market(news(matchOdds('b'), at(MINUTE - 1), EVENS))
    session.market(news(matchOdds('c'), at(MINUTE), EVENS))
    expect(session.sent.map(({ intent }) => intent.market)).toEqual(['a', 'c'])
  })

  it('a quote may be as old as the limit, by the older of its times', () => {
    const session = createSession({ strategies: [backHome()], limits: { maxQuoteAgeMs: 1000 } })
    session.market({ ...news(matchOdds(), NOON, {}), venues: [shownBy('book', [2, 2], at(-1000))] })
    expect(session.sent.length).toBe(1)
  })
})

describe('the prices behind a fair probability', () => {
  const overround = fc.double({ min: -1, max: 1, noNaN: true })

  /** What a run with a reference of this overround in a market of so many selections and winners is turned down for. */
  function rejections(reference: number, selections: number, winners: number): ReturnType<Session['rejections']> {
    const strategy = asking((market) => valueSignal(market, 0.55, 1000, reference))
    const session = createSession({ strategies: [strategy], limits: { referenceOverround: BOUNDS } })
    const field = Array.from({ length: selections - 1 }, (_, index) => `Runner ${index}`)
    const names = ['Home', ...field].map((name) => ({ id: selectionId(name), name, line: null }))
    session.market(news({ ...matchOdds(), selections: names, winners }, NOON, { book: names.map(() => 2) }))
    return session.rejections()
  }

  it('are believed within the bounds, which widen with the field', () => {
    fc.assert(
      fc.property(
        overround,
        fc.integer({ min: 2, max: 40 }),
        fc.integer({ min: 1, max: 4 }),
        (value, count, winners) => {
          const believed = value >= -0.02 && (value <= 0.25 || value <= 0.03 * count)
          expect(rejections(value, count, winners)).toEqual(believed ? [] : ['REFERENCE_IMPLAUSIBLE'])
        },
      ),
    )
  })

  it.each([
    [-0.02, 2, 0],
    [-0.0201, 2, 1],
    [0.25, 3, 0],
    [0.2501, 3, 1],
    [0.29, 10, 0],
    [0.31, 10, 1],
    [Number.NaN, 2, 1],
  ])('an overround of %d over %d selections is refused %d times', (value, count, times) => {
    expect(rejections(value, count, 1).length).toBe(times)
  })
})

describe('prices that no order can name', () => {
  it.each([1.00001, 1.00004])('%d is below the least', (shown) => {
    const session = createSession({ strategies: [backHome()], limits: { minOdds: 1 } })
    session.market(news(matchOdds(), NOON, { book: [shown, 2] }))
    expect(session.rejections()).toEqual(['PRICE_BELOW_MIN'])
  })

  it('one beyond every number of ten-thousandths is above the highest, also for a lay', () => {
    const lay = asking((market) => ({ ...orderSignal(market, 1000), side: 'lay' }))
    const route = {
      traits: { sides: ['back' as const, 'lay' as const], minStake: money(10), stakeStep: money(1), netting: false },
    }
    const session = createSession({ strategies: [lay], route })
    session.market({ ...news(matchOdds(), NOON, {}), venues: [shownBy('book', [1e300, 2], NOON, { side: 'lay' })] })
    expect(session.rejections()).toEqual(['PRICE_ABOVE_MAX'])
  })

  it.each([
    ['cached', 'QUOTE_STALE'],
    ['delayed', 'QUOTE_STALE'],
  ] as const)('a %s price is never bet on, however young', (freshness, code) => {
    const session = createSession({ strategies: [backHome()] })
    session.market({ ...news(matchOdds(), NOON, {}), venues: [shownBy('book', [2, 2], NOON, { freshness })] })
    expect(session.rejections()).toEqual([code])
  })

  it('a selection that its bookmaker shows no price for is not offered', () => {
    const session = createSession({ strategies: [backHome()] })
    session.market(news(matchOdds(), NOON, { book: [null, 2] }))
    expect(session.rejections()).toEqual(['SIDE_NOT_OFFERED'])
    expect(session.advice()[0]).toMatchObject({ price: null, stake: 1000, liability: 0 })
  })
})

describe('a lay on a venue that takes both sides', () => {
  const route = {
    traits: { sides: ['back' as const, 'lay' as const], minStake: money(10), stakeStep: money(1), netting: false },
  }
  const lay = (stake: number) => asking((market) => ({ ...orderSignal(market, stake), side: 'lay' }))
  const layNews = () => ({ ...news(matchOdds(), NOON, {}), venues: [shownBy('book', [3, 2], NOON, { side: 'lay' })] })

  it('puts its liability at risk, not its stake', () => {
    const session = createSession({ strategies: [lay(1000)], route })
    session.market(layNews())
    expect(session.orders()[0]).toMatchObject({ reserved: 2000, intent: { stake: 1000, liability: 2000 } })
    session.result(ended(matchOdds(), 'Home'), at(HOUR))
    expect(session.orders()[0]).toMatchObject({ outcome: 'lost', profit: -2000 })
  })

  it('is held against the limits by its liability', () => {
    const session = createSession({ strategies: [lay(1000)], route, limits: { maxStakeAbsolute: money(1999) } })
    session.market(layNews())
    expect(session.rejections()).toEqual(['STAKE_ABOVE_MAX'])
  })

  it('wins its stake when its selection loses', () => {
    const session = createSession({ strategies: [lay(1000)], route })
    session.market(layNews())
    session.result(ended(matchOdds(), 'Away'), at(HOUR))
    expect(session.orders()[0]).toMatchObject({ outcome: 'won', profit: 1000 })
  })
})

describe('in a backtest', () => {
  it('counts rejections and refusals by their codes', () => {
    const markets = ['a', 'b', 'c'].map((id) => matchOdds(id))
    const result = runBacktest({
      events: [
        ...markets.map((market, index) => ({
          type: 'market' as const,
          at: at(index),
          update: news(market, at(index), EVENS),
        })),
        ...markets.map((market) => ({ type: 'result' as const, at: at(2 * HOUR), result: ended(market, 'Home') })),
      ],
      strategies: [backHome()],
      limits: { ...WIDE, maxOpenBets: 2 },
      currency: currency('GBP'),
      bankroll: money(100_000),
      venue: { maxStake: money(500) },
    })
    expect(result.refusals).toEqual({ STAKE_TOO_LARGE: 3 })
    expect(result.rejections).toEqual({})
    expect(result.bets).toEqual([])
    expect(result.finalBankroll).toBe(100_000)
  })
})

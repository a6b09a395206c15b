import {
  type Advice,
  after,
  type Desk,
  type FairPrices,
  flatStake,
  fractionalKelly,
  HOUR,
  type MarketUpdate,
  MINUTE,
  money,
  type Order,
  SECOND,
  type Signal,
  type ValueBettingSettings,
  valueBetting,
  venueId,
} from '@betting-advisor/core'
import { multiplicative, sharpPrices } from '@betting-advisor/core/odds'
import { createBoard } from '@betting-advisor/core/simulation'
import { venueTerms } from '@betting-advisor/core/venue'
import { describe, expect, it } from 'vitest'
import { matchOdds, NOON, news, type Shown, shownBy } from '../support/markets.ts'
import { createSession } from '../support/session.ts'

const at = (milliseconds: number) => after(NOON, milliseconds)
const plan = { staking: flatStake(money(1000)) }
/** A sharp book of 2 and 2 with an overround of 5 %: fair is evens. */
const SHARP = { pinnacle: [1.9, 1.9] }

const sharpest = { sharp: 'pinnacle', overround: multiplicative }

/** What the strategy asks of one piece of news, and what the desk answers. */
function asked(
  update: MarketUpdate,
  settings: Partial<ValueBettingSettings> = {},
  now = update.receivedAt,
): readonly Signal[] {
  const strategy = valueBetting({
    sharp: 'pinnacle',
    overround: multiplicative,
    ...plan,
    ...settings,
  } as ValueBettingSettings)
  const signals: Signal[] = []
  const desk: Pick<Desk, 'now' | 'orders'> & { signal(signal: Signal): Pick<Advice, 'rejection'> } = {
    now,
    orders: () => [],
    signal(signal) {
      signals.push(signal)
      return { rejection: null }
    },
  }
  strategy.onMarket?.(createBoard().apply(update), desk as Desk)
  return signals
}

const show = (shown: Shown, rest: Parameters<typeof news>[3] = {}) =>
  news(matchOdds(), NOON, { ...SHARP, ...shown }, rest)

describe('value betting', () => {
  it('asks for the selection and bookmaker with the highest expected value', () => {
    const signals = asked(show({ a: [2.05, 1.9], b: [1.9, 2.3], c: [2.2, 2.2] }))
    expect(signals).toEqual([
      expect.objectContaining({ kind: 'value', venue: 'b', selection: 'Away', side: 'back', staking: plan.staking }),
    ])
    expect(signals[0]).toMatchObject({ fairProbability: 0.5 })
  })

  it('of equals asks for the one shown first', () => {
    expect(asked(show({ a: [2.2, 1.9], b: [2.2, 1.9] }))).toMatchObject([{ venue: 'a' }])
  })

  it.each([
    ['exactly its least edge', 0.05, { a: [2.1, 1.5] }, 1],
    ['a little less', 0.0501, { a: [2.1, 1.5] }, 0],
    ['nothing but a bad price', 0, { a: [1.95, 1.95] }, 0],
    ['a fair price and no least edge', 0, { a: [2, 1.5] }, 1],
  ])('asks at %s (%d)', (_, minEdge, shown, count) => {
    expect(asked(show(shown), { minEdge }).length).toBe(count)
  })

  it('takes commission into account', () => {
    const update = news(matchOdds(), NOON, { ...SHARP, a: [2.2, 1.5] }, { terms: venueTerms({ commission: 0.1 }) })
    expect(asked(update, { minEdge: 0.05 })).toEqual([])
    expect(asked(update, { minEdge: 0.04 }).length).toBe(1)
  })

  it('never asks for the sharp bookmaker, nor for one that is not among its bookmakers', () => {
    expect(asked(news(matchOdds(), NOON, { pinnacle: [2.2, 2.2] }))).toEqual([])
    expect(asked(show({ a: [2.5, 1.5], b: [2.3, 1.5] }), { bookmakers: ['b'] })).toMatchObject([{ venue: 'b' }])
  })

  it.each([
    ['suspended', show({ a: [2.5, 1.5] }, { status: 'suspended' })],
    ['in play', show({ a: [2.5, 1.5] }, { inPlay: true })],
    ['started', news(matchOdds('m1', { startsAt: NOON }), NOON, { ...SHARP, a: [2.5, 1.5] })],
    ['without a sharp price', news(matchOdds(), NOON, { a: [2.5, 1.5] })],
    ['with half a sharp book', news(matchOdds(), NOON, { pinnacle: [1.9, null], a: [2.5, 1.5] })],
    [
      'with only lay prices',
      { ...show({}), venues: [...show({}).venues, shownBy('a', [2.5, 2.5], NOON, { side: 'lay' })] },
    ],
  ])('does not ask in a market that is %s', (_, update) => {
    expect(asked(update)).toEqual([])
  })

  it('does not believe a sharp price that is too old, by the older of its times', () => {
    const old = {
      ...show({}),
      venues: [shownBy('pinnacle', [1.9, 1.9], at(-MINUTE - 1)), shownBy('a', [2.5, 1.5], NOON)],
    }
    expect(asked(old, { maxReferenceAgeMs: MINUTE })).toEqual([])
    expect(asked(old, { maxReferenceAgeMs: MINUTE + 1 }).length).toBe(1)
  })

  it('does not take news of another bookmaker for news of the sharp one', () => {
    const session = createSession({
      strategies: [valueBetting({ sharp: 'pinnacle', overround: multiplicative, maxReferenceAgeMs: MINUTE, ...plan })],
    })
    // A bookmaker whose clock is ahead seems fresh for ever; when its prices arrived does not.
    session.market({ ...news(matchOdds(), NOON, {}), venues: [shownBy('pinnacle', [1.9, 1.9], at(2 * HOUR))] })
    session.market(news(matchOdds(), at(2 * MINUTE), { a: [2.5, 1.5] }))
    expect(session.effects.filter(({ type }) => type === 'begin')).toEqual([])
  })

  it('waits until the start is near enough', () => {
    const update = show({ a: [2.5, 1.5] })
    expect(asked(update, { horizonMs: HOUR - 1 })).toEqual([])
    expect(asked(update, { horizonMs: HOUR }).length).toBe(1)
  })

  it('takes any other idea of fair prices', () => {
    const coin = { probabilities: [0.6, 0.4], source: 'a coin', overround: null }
    const fairPrices: FairPrices = { name: 'a coin', fairMarket: () => coin }
    const strategy = valueBetting({ fairPrices, ...plan, name: 'coins' })
    expect(strategy.name).toBe('coins')
    // An opinion of its own is no measure of it.
    expect(strategy.yardstick).toBeUndefined()
    const yardstick = sharpPrices(venueId('pinnacle'), multiplicative)
    expect(valueBetting({ fairPrices, yardstick, ...plan }).yardstick).toBe(yardstick)
    expect(valueBetting({ ...sharpest, ...plan }).yardstick?.name).toBe('pinnacle')
    expect(valueBetting({ ...sharpest, yardstick: { ...yardstick, name: 'another' }, ...plan }).yardstick?.name).toBe(
      'another',
    )
    const session = createSession({ strategies: [strategy] })
    session.market(news(matchOdds(), NOON, { a: [1.8, 2] }))
    expect(session.advice()).toMatchObject([{ selection: 'Home', fairSource: 'a coin', fairProbability: 0.6 }])
  })

  it('passes over a price that must be a mistake for the next best', () => {
    const session = createSession({ strategies: [valueBetting({ ...sharpest, ...plan })], limits: { maxEdge: 0.25 } })
    session.market(show({ a: [21, 1.5], b: [2.1, 1.5] }))
    expect(session.rejections()).toEqual(['EDGE_ABOVE_MAX'])
    expect(session.sent.map(({ intent }) => intent.venue)).toEqual(['b'])
  })

  it('says what the sharp prices add up to, so that nobody bets on a mistake among them', () => {
    const limits = { referenceOverround: { least: -0.02, most: 0.25 } }
    const session = createSession({ strategies: [valueBetting({ ...sharpest, ...plan })], limits })
    // 2.4 was meant: the fair price of Away seems 1.55, and every bookmaker a gift.
    session.market(news(matchOdds(), NOON, { pinnacle: [1.72, 4.2], a: [2.1, 1.75], b: [2.3, 1.7] }))
    expect(session.rejections()).toEqual(['REFERENCE_IMPLAUSIBLE'])
    expect(session.advice()[0]?.verdicts.at(-1)?.detail).toContain('overround of -18.05 %')
    session.market(news(matchOdds(), at(SECOND), { pinnacle: [1.72, 2.2], a: [2.1, 1.75], b: [2.3, 1.7] }))
    expect(session.sent.map(({ intent }) => intent.venue)).toEqual(['b'])
  })

  it('says nothing where fair prices say nothing', () => {
    const fairPrices: FairPrices = { name: 'mute', fairMarket: () => null }
    const session = createSession({ strategies: [valueBetting({ fairPrices, ...plan })] })
    session.market(news(matchOdds(), NOON, { a: [9, 9] }))
    expect(session.advice()).toEqual([])
  })

  it.each([-0.01, Number.NaN, Number.POSITIVE_INFINITY])('has no least edge of %d', (minEdge) => {
    expect(() => valueBetting({ sharp: 'pinnacle', overround: multiplicative, minEdge, ...plan })).toThrow(/minEdge/)
  })
})

describe('value betting in a run', () => {
  const strategy = () =>
    valueBetting({ sharp: 'pinnacle', overround: multiplicative, staking: fractionalKelly(0.5), name: 'value' })

  it('bets once in a market, and not again after it was settled or a restart', () => {
    const session = createSession({ strategies: [strategy()] })
    for (const second of [0, 1])
      session.market({ ...news(matchOdds(), at(second * SECOND), { ...SHARP, a: [2.2, 1.5] }) })
    expect(session.sent.length).toBe(1)
    const restarted = createSession({ strategies: [strategy()], accounts: session.accounts, startedAt: at(MINUTE) })
    restarted.market(news(matchOdds(), at(2 * MINUTE), { ...SHARP, b: [2.3, 1.5] }))
    expect(restarted.sent.length).toBe(0)
    expect(restarted.advice()).toEqual([])
  })

  it('tries again with the next quote when an order came to nothing', () => {
    const place = (order: Order) =>
      order.intent.entry === 1
        ? { kind: 'rejected' as const, reason: { code: 'PRICE_CHANGED', message: 'gone' } }
        : {
            kind: 'accepted' as const,
            venueOrderId: order.intent.ref,
            matchedStake: order.intent.stake,
            averagePrice: order.intent.price,
          }
    const session = createSession({ strategies: [strategy()], place })
    for (const second of [0, 1, 2]) session.market(news(matchOdds(), at(second * SECOND), { ...SHARP, a: [2.2, 1.5] }))
    expect(session.orders().map(({ state, intent }) => [intent.entry, state])).toEqual([
      [2, 'MATCHED'],
      [1, 'REJECTED'],
    ])
  })

  it('is not kept from a good price by a better one that is frozen', () => {
    const session = createSession({ strategies: [strategy()], limits: { maxQuoteAgeMs: 10 * SECOND } })
    session.market(news(matchOdds(), NOON, { frozen: [3, 1.5] }))
    session.market(news(matchOdds(), at(MINUTE), { ...SHARP, a: [2.2, 1.5] }))
    expect(session.rejections()).toEqual(['QUOTE_STALE'])
    expect(session.sent.map(({ intent }) => intent.venue)).toEqual(['a'])
  })

  it('goes no further when what stops it is not the price', () => {
    const session = createSession({ strategies: [strategy()], limits: { maxOpenBets: 0 } })
    session.market(news(matchOdds(), NOON, { ...SHARP, a: [2.2, 1.5], b: [2.3, 1.5] }))
    expect(session.advice().map(({ venue, rejection }) => [venue, rejection])).toEqual([['b', 'OPEN_BETS_EXCEEDED']])
  })

  it('explains itself', () => {
    const session = createSession({ strategies: [strategy()], limits: { maxStakeFraction: 0.01 } })
    session.market(news(matchOdds(), NOON, { ...SHARP, a: [2.2, 1.5] }))
    const [advice] = session.advice()
    expect(advice).toMatchObject({
      venue: venueId('a'),
      price: 2.2,
      fairProbability: 0.5,
      fairPrice: 2,
      rejection: null,
      stake: 1000,
      liability: 1000,
    })
    expect(advice?.edge).toBeCloseTo(0.1, 12)
    expect(advice?.kellyFraction).toBeCloseTo(0.1 / 1.2, 12)
    expect(advice?.verdicts.every(({ code }) => code === null)).toBe(true)
    expect(advice?.sizing.at(-1)).toMatch(/at most .* of the bankroll/)
    expect(advice?.summary).toContain('back Home (Home v Away) at 2.2 with a')
    expect(advice?.summary).toContain('stake 10.00 GBP')
  })
})

import { after, currency, type Market, type Money, money, price, selectionId, venueId } from '@betting-advisor/core'
import { createLadderBook } from '@betting-advisor/core/book'
import { betfairClassic, ladderIndex } from '@betting-advisor/core/odds'
import { fixedRates, type MarketAtVenue, marketAtVenue, type VenueTerms, venueTerms } from '@betting-advisor/core/venue'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { leastStake } from '../../src/engine/stake-bounds.ts'
import { PLAIN_ORDERS } from '../../src/order/order-terms.ts'
import { GBP, matchOdds, NOON, news, shownBy } from '../support/markets.ts'
import { BACKS, createSession, type SessionSettings } from '../support/session.ts'
import { asking, orderSignal, valueSignal } from '../support/strategies.ts'

const EXCHANGE = venueId('exchange')
const EUR = currency('EUR')
const bothSides = { traits: { ...BACKS, sides: ['back', 'lay'] } } as const

interface Order {
  readonly side?: 'back' | 'lay'
  readonly stake?: number
  /** Its own limit. */
  readonly at?: number
}

const wanted = ({ side = 'back', stake = 1000, at }: Order, venue = 'book') =>
  asking((view) => ({
    ...orderSignal(view, stake, venue),
    side,
    ...(at === undefined ? {} : { price: price(at) }),
  }))

/** What becomes of an order at a bookmaker that shows 2.00, under these terms. */
function asked(order: Order, terms: Partial<VenueTerms>, maxStake?: Money | null) {
  const session = createSession({ strategies: [wanted(order)], route: bothSides, limits: { minOdds: 1 } })
  const shown = shownBy('book', [2, 2], NOON, { side: order.side ?? 'back' })
  const maxStakes = maxStake === undefined ? {} : { maxStakes: [maxStake, money(0)] }
  const venues = [{ ...shown, terms: venueTerms(terms), ...maxStakes }]
  session.market({ ...news(matchOdds(), NOON, {}), venues })
  const [advice] = session.advice()
  return { advice, intent: session.orders()[0]?.intent }
}

/** What becomes of an order at an exchange that shows Home at 2.02, 2.00 and 1.98, of 10.00, 20.00 and 30.00 to back, and 2.04 to lay. */
function atExchange(order: Order, settings: Partial<SessionSettings> = {}, own = GBP) {
  const market = matchOdds()
  const book = createLadderBook({ venue: EXCHANGE, market: market.id, feed: 'stream', currency: own, depth: 'raw' })
  book.begin(NOON)
  book.setState({
    ...{ version: 1, betDelayMs: 0, winners: 1, startingPrice: 'none' },
    ...{ status: 'open', inPlay: false },
  })
  const runner = book.addRunner(selectionId('Home'))
  for (const [at, size] of [
    [20_200, 1000],
    [20_000, 2000],
    [19_800, 3000],
  ] as const)
    book.setPrice('back', runner, at, size)
  book.setPrice('lay', runner, 20_400, 700)
  book.setPrice('lay', runner, 20_600, 900)
  book.end()
  const session = createSession({
    ...{ strategies: [wanted(order, 'exchange')], route: bothSides, books: new Map([[market.id, book]]) },
    ...settings,
  })
  session.hear({ type: 'feed', at: NOON, feed: 'stream', asOf: NOON, changed: [], bytes: null })
  session.market(news(market, NOON, {}))
  const [advice] = session.advice()
  return { advice, intent: session.orders()[0]?.intent }
}

describe('a price', () => {
  it.each([
    ['back', 2.01, 20_200],
    ['back', 2.02, 20_200],
    ['back', 1.005, 10_100],
    ['lay', 2.03, 20_200],
    ['lay', 3.04, 30_000],
  ] as const)('to %s at %d is asked for at the next that the venue takes, never a worse one', (side, at, units) => {
    const { intent } = asked({ side, at }, { ladder: betfairClassic })
    expect(intent?.price).toBe(units)
  })

  it('beyond the end of the ladder is none', () => {
    expect(asked({ side: 'lay', at: 1.005 }, { ladder: betfairClassic }).advice?.rejection).toBe('PRICE_OFF_LADDER')
    expect(asked({ side: 'back', at: 1.005 }, {}).intent?.price).toBe(10_050)
  })

  it('of any order that leaves is one that the venue takes, and as good as was asked for', () => {
    const side = fc.constantFrom('back' as const, 'lay' as const)
    fc.assert(
      fc.property(side, fc.integer({ min: 10_001, max: 10_000_000 }), (side, units) => {
        const at = units / 10_000
        const { intent, advice } = asked({ side, at, stake: 20 }, { ladder: betfairClassic })
        if (intent === undefined) {
          expect([side, advice?.rejection]).toEqual(['lay', 'PRICE_OFF_LADDER'])
          expect(at).toBeLessThan(betfairClassic.lowest)
          return
        }
        expect(ladderIndex(betfairClassic, intent.price / 10_000)).not.toBeNull()
        expect(side === 'back' ? intent.price >= units : intent.price <= units).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  it('that is appraised is the one that is asked for', () => {
    const session = createSession({ strategies: [asking((view) => valueSignal(view, 0.5))] })
    session.market(news(matchOdds(), NOON, { book: [2.11, 2] }, { terms: venueTerms({ ladder: betfairClassic }) }))
    expect(session.advice()[0]).toMatchObject({ price: 2.12, rejection: null })
    expect(session.advice()[0]?.edge).toBeCloseTo(0.06, 12)
  })
})

describe('a stake', () => {
  it.each([
    ['the least stake is the market’s own', { stake: 499 }, { minStake: money(500) }, 'STAKE_BELOW_MIN'],
    ['and is enough', { stake: 500 }, { minStake: money(500) }, 500],
    ['steps are the market’s own', { stake: 599 }, { stakeStep: money(50) }, 550],
    ['less is taken where it pays enough', { stake: 100, at: 5 }, { minStake: money(200), minPayout: money(500) }, 100],
    [
      'and not where it does not',
      { stake: 99, at: 5 },
      { minStake: money(200), minPayout: money(500) },
      'STAKE_BELOW_MIN',
    ],
    ['no more is paid than so much', { stake: 1000 }, { maxPayout: money(1501) }, 750],
    ['a back risks no more than so much', { stake: 1000 }, { maxLiability: money(400) }, 400],
    ['a lay neither', { side: 'lay', stake: 1000, at: 1.5 }, { maxLiability: money(400) }, 800],
  ] as const)('%s', (_, order, terms, becomes) => {
    const { advice, intent } = asked(order, terms)
    expect(intent?.stake ?? advice?.rejection).toBe(becomes)
  })

  it('is cut to the most that a bookmaker allows at its price, and refused where that is too little', () => {
    expect(asked({}, {}, money(730)).intent?.stake).toBe(730)
    expect(asked({}, {}, money(730)).advice?.sizing.at(-1)).toMatch(/cut to .*7\.30.*all that the venue shows at 2/)
    expect(asked({}, {}, null).intent?.stake).toBe(1000)
    expect(asked({}, {}, money(9)).advice?.rejection).toBe('STAKE_BELOW_MIN')
    expect(asked({ at: 2 }, {}, money(730)).intent?.stake).toBe(1000)
  })

  it('that is planned is cut as well', () => {
    const session = createSession({ strategies: [asking((view) => valueSignal(view, 0.6, 5000))] })
    const venues = [{ ...shownBy('book', [2, 2], NOON), maxStakes: [money(1234), null] }]
    session.market({ ...news(matchOdds(), NOON, {}), venues })
    expect(session.orders()[0]?.intent.stake).toBe(1234)
  })

  it.each([
    ['backs what is offered at the best price', { stake: 5000 }, 1000],
    ['lays what is offered at the best price', { stake: 5000, side: 'lay' }, 700],
    ['takes less than there is', { stake: 300 }, 300],
    ['may be more where it can wait', { stake: 5000, at: 2 }, 5000],
  ] as const)('at an exchange %s', (_, order, stake) => {
    expect(atExchange(order).intent?.stake).toBe(stake)
  })

  it.each([
    ['is converted, less a margin', fixedRates({ 'EUR/GBP': 0.8 }), 784],
    ['by the rate of the other way', fixedRates({ 'GBP/EUR': 2 }), 490],
  ])('of a book in another currency %s', (_, rates, stake) => {
    expect(atExchange({ stake: 5000 }, { rates }, EUR).intent?.stake).toBe(stake)
  })

  it.each([
    ['all there is', { stake: 1000 }, 1000],
    ['one minor unit more than there is', { stake: 1001 }, 'SIZE_NOT_OFFERED'],
    ['all there is at its price or better', { stake: 3000, at: 2 }, 3000],
    ['more than that', { stake: 3001, at: 2 }, 'SIZE_NOT_OFFERED'],
    ['no more than so much at once', { stake: 5000, at: 2, minFill: 3000 }, 5000],
    ['more than so much at once', { stake: 5000, at: 2, minFill: 3001 }, 'SIZE_NOT_OFFERED'],
    ['at a price that nobody offers', { stake: 10, at: 2.04 }, 'SIZE_NOT_OFFERED'],
  ] as const)('that is filled or killed and asks for %s is never made smaller', (_, { stake, ...rest }, becomes) => {
    const { at: own, minFill } = { at: undefined, minFill: undefined, ...rest }
    const killed = asking((view) => ({
      ...orderSignal(view, stake, 'exchange'),
      fillOrKill: true,
      ...(own === undefined ? {} : { price: price(own) }),
      ...(minFill === undefined ? {} : { minFill: money(minFill) }),
    }))
    const traits = { ...BACKS, orders: { ...PLAIN_ORDERS, fillOrKill: true } }
    const { advice, intent } = atExchange({}, { strategies: [killed], route: { traits } })
    expect(intent?.stake ?? advice?.rejection).toBe(becomes)
  })

  it.each([
    ['less than the least', 'lay', 999, 'STAKE_BELOW_MIN'],
    ['the least', 'lay', 1000, 1000],
    ['more than the most', 'lay', 3001, 3000],
    ['more than the most', 'back', 3001, 3000],
  ] as const)('at the starting price for %s to %s', (_, side, liability, becomes) => {
    const onClose = asking(({ market: { id } }) => ({
      ...{ kind: 'order', order: 'market-on-close', market: id, side, liability: money(liability) },
      ...{ selection: selectionId('Home'), venue: venueId('book') },
    }))
    const orders = { ...PLAIN_ORDERS, kinds: ['limit', 'market-on-close'] } as const
    const session = createSession({ strategies: [onClose], route: { traits: { ...bothSides.traits, orders } } })
    const terms = venueTerms({ minStake: money(2000), minLiability: money(1000), maxLiability: money(3000) })
    const venues = [{ ...shownBy('book', [2, 2], NOON, { side }), terms }]
    session.market({ ...news(matchOdds(), NOON, {}), venues })
    expect(session.orders()[0]?.intent.liability ?? session.advice()[0]?.rejection).toBe(becomes)
  })

  it('of a book in another currency is none without a rate, but for an order that waits', () => {
    expect(atExchange({ stake: 100 }, {}, EUR).advice?.rejection).toBe('FX_RATE_UNKNOWN')
    const elsewhere = { rates: fixedRates({ 'USD/GBP': 0.8 }) }
    expect(atExchange({ stake: 100 }, elsewhere, EUR).advice?.rejection).toBe('FX_RATE_UNKNOWN')
    expect(atExchange({ stake: 5000, at: 2 }, {}, EUR).intent?.stake).toBe(5000)
  })

  it('counts minor units of as many digits as each currency has', () => {
    const yen = atExchange({ stake: 50_000 }, { rates: fixedRates({ 'JPY/GBP': 0.005 }) }, currency('JPY'))
    expect(yen.intent?.stake).toBe(490)
  })
})

it('the least stake is the least whole one that pays enough', () => {
  const terms = {
    ...venueTerms({ minPayout: money(1000) }),
    minStake: money(1_000_000),
    stakeStep: money(1),
    netting: false,
    eachWay: null,
  }
  fc.assert(
    fc.property(fc.integer({ min: 10_001, max: 10_000_000 }), (units) => {
      const least = leastStake(terms, units / 10_000)
      expect(BigInt(least) * BigInt(units)).toBeGreaterThanOrEqual(10_000_000n)
      expect(BigInt(least - 1) * BigInt(units) < 10_000_000n || least === 1).toBe(true)
    }),
  )
})

describe('rates', () => {
  it('serve both ways, and each currency is worth itself', () => {
    const { rate } = fixedRates({ 'GBP/EUR': 1.25, 'USD/EUR': 0.9 })
    expect([rate('GBP', 'EUR'), rate('EUR', 'GBP'), rate('GBP', 'USD'), rate('JPY', 'JPY')]).toEqual([
      1.25,
      0.8,
      null,
      1,
    ])
  })

  it.each([{ GBPEUR: 1.2 }, { 'gbp/eur': 1.2 }, { 'GBP/EUR': 0 }, { 'GBP/EUR': Number.NaN }])(
    'are refused: %j',
    (rates) => {
      expect(() => fixedRates(rates)).toThrow(expect.objectContaining({ code: 'INVALID_VALUE' }))
    },
  )

  it('that are none end the run', () => {
    expect(() => atExchange({}, { rates: { rate: () => Number.NaN } }, EUR)).toThrow(
      expect.objectContaining({ code: 'INVALID_VALUE' }),
    )
  })
})

describe('bets are set off against each other', () => {
  const eachWay = { divisor: 4, places: 3 }
  const at = (known: Partial<Market>, state: Partial<MarketAtVenue> = {}) => {
    const session = createSession({ strategies: [wanted({})], route: { traits: { ...BACKS, netting: true } } })
    const states = [marketAtVenue({ venue: venueId('book'), status: 'open', ...state })]
    session.market(news({ ...matchOdds(), ...known }, NOON, { book: [2, 2] }, { states }))
    return session.orders()[0]?.intent.netting
  }

  it('where it is certain how many win', () => expect(at({})).toBe(true))

  it.each<[string, boolean | undefined]>([
    ['each way', at({}, { eachWay })],
    ['on an Asian line', at({ betting: 'asian' })],
    ['where any number can win', at({ winners: 0 })],
  ])('never %s', (_, netting) => expect(netting).toBe(false))
})

it('an order keeps the commission that it was decided with', () => {
  const session = createSession({ strategies: [wanted({})] })
  session.market(news(matchOdds(), NOON, { book: [2, 2] }, { terms: venueTerms({ commission: 0.05, netting: true }) }))
  session.market(news(matchOdds(), after(NOON, 1), { book: [2, 2] }, { terms: venueTerms({ commission: 0.02 }) }))
  expect(session.orders()[0]?.intent).toMatchObject({ commission: 0.05, netting: true })
})

import { after, HOUR, type MarketUpdate, MINUTE, money, SECOND, venueId } from '@betting-advisor/core'
import {
  createExchange,
  type Exchange,
  type ExchangeFaults,
  type ExchangeSettings,
} from '@betting-advisor/core/simulation'
import { SAMPLE_TIME, type SampleIntent, sampleIntent } from '@betting-advisor/core/testing'
import { describe, expect, it } from 'vitest'
import { matchOdds, news, shownBy } from '../../support/markets.ts'

const at = (milliseconds: number) => after(SAMPLE_TIME, milliseconds)
const market = matchOdds('market', { startsAt: at(HOUR) })

/** What the exchange shows: 2.1 to back Home and 2.2 to lay it, unless told otherwise. */
function shown(milliseconds: number, back = 2.1, lay = 2.2, rest: Partial<MarketUpdate> = {}): MarketUpdate {
  const venues = [
    shownBy('exchange', [back, 1.8], at(milliseconds)),
    shownBy('exchange', [lay, 1.9], at(milliseconds), { side: 'lay' }),
  ]
  return { ...news(market, at(milliseconds), {}), venues, ...rest }
}

function opened(settings: Partial<ExchangeSettings> = {}): Exchange {
  const exchange = createExchange({ seed: 'exchange', ...settings })
  exchange.observe(shown(0))
  return exchange
}

let entries = 0
const order = (sample: SampleIntent = {}) => sampleIntent({ entry: ++entries, ...sample })
const states = (exchange: Exchange) => exchange.bets().map(({ state, matchedStake }) => [state, matchedStake])

describe('a simulated exchange matches orders', () => {
  it.each([
    ['back', 21_000, 21_000, 'at the price asked'],
    ['back', 20_000, 21_000, 'at the better price shown'],
    ['lay', 23_000, 22_000, 'at the better price shown'],
  ] as const)('a %s at %d at %d: %s', (side, price, averagePrice, _) => {
    const { answer } = opened().place(order({ side, price }), at(1))
    expect(answer).toMatchObject({ kind: 'accepted', matchedStake: 1000, averagePrice })
  })

  it.each([
    ['back', 22_000, shown(2, 2.25, 2.3), 22_500],
    ['lay', 21_000, shown(2, 2, 2.05), 20_500],
  ] as const)('later, when it shows the price: a %s at %d', (side, price, later, averagePrice) => {
    const exchange = opened()
    expect(exchange.place(order({ side, price }), at(1)).answer).toMatchObject({ matchedStake: 0, averagePrice: null })
    exchange.observe(later)
    expect(exchange.bets()).toMatchObject([{ state: 'matched', matchedStake: 1000, averagePrice }])
  })

  it('in parts over time, the same for the same seed, and never rounded for the bettor', () => {
    const run = (seed: string) => {
      const exchange = opened({ seed, liquidity: { full: 0.05, partial: 0.6, everyMs: SECOND } })
      for (const [side, price] of [
        ['back', 20_000],
        ['lay', 23_000],
      ] as const) {
        for (let entry = 1; entry <= 10; entry += 1)
          exchange.place(sampleIntent({ side, price, entry, stake: 997 }), at(1))
      }
      const trace: unknown[] = []
      for (let second = 0; second < 60; second += 1) {
        exchange.observe(shown(second * SECOND, 2.1 + (second % 7) / 100, 2.2 - (second % 5) / 100))
        trace.push(exchange.bets())
      }
      return { bets: exchange.bets(), trace: JSON.stringify(trace) }
    }
    const { bets, trace } = run('a')
    expect(trace).toBe(run('a').trace)
    expect(trace).not.toBe(run('b').trace)
    expect(bets.every(({ state }) => state === 'matched')).toBe(true)
    expect(
      JSON.parse(trace)
        .flat()
        .some(
          ({ state, matchedStake }: { state: string; matchedStake: number }) => state === 'open' && matchedStake > 0,
        ),
    ).toBe(true)
    for (const { side, averagePrice } of bets) {
      expect(side === 'back' ? (averagePrice ?? 0) >= 20_000 : (averagePrice ?? 0) <= 23_000).toBe(true)
    }
  })
})

describe('a simulated exchange refuses', () => {
  it.each<[string, SampleIntent, Exchange]>([
    ['MARKET_SUSPENDED', { market: 'unknown' }, opened()],
    ['INVALID_RUNNER', { selection: 'Draw' }, opened()],
    ['INVALID_BET_SIZE', { stake: 99 }, opened()],
    ['INVALID_BET_SIZE', { stake: 101 }, opened({ stakeStep: money(2) })],
    ['MARKET_SUSPENDED', {}, opened({ faults: { reject: 1 } })],
    ['LOSS_LIMIT_EXCEEDED', {}, opened({ faults: { protect: 1 } })],
  ])('with %s', (code, sample, exchange) => {
    expect(exchange.place(order(sample), at(1)).answer).toMatchObject({ kind: 'rejected', reason: { code } })
    expect(exchange.bets()).toEqual([])
  })

  it('settings that make no sense', () => {
    const bad: Partial<ExchangeSettings>[] = [
      { lateAcceptMs: -1 },
      { liquidity: { full: 0.6, partial: 0.6, everyMs: 1 } },
      { liquidity: { full: 1, partial: 0, everyMs: 0 } },
      { faults: { drop: 1.1 } },
      { faults: { drop: 0.6, timeout: 0.6 } },
      { faults: { lookupFail: 0.6, lookupTruncate: 0.6 } },
    ]
    for (const settings of bad) {
      expect(() => createExchange({ seed: '', ...settings })).toThrow(
        expect.objectContaining({ code: 'INVALID_VALUE' }),
      )
    }
  })
})

describe('a simulated exchange lapses what is open', () => {
  it.each<[string, (exchange: Exchange) => void]>([
    ['its market is suspended', (exchange) => exchange.observe(shown(2, 2.1, 2.2, { status: 'suspended' }))],
    ['its market turns in play', (exchange) => exchange.observe(shown(2, 2.1, 2.2, { inPlay: true }))],
    ['its market closes', (exchange) => exchange.observe(shown(2, 2.1, 2.2, { status: 'closed' }))],
    ['its market is settled', (exchange) => exchange.settle(market.id, at(2))],
    ['its event starts, whatever is told of it', (exchange) => exchange.advance(at(HOUR))],
  ])('when %s', (_, happens) => {
    const exchange = opened()
    exchange.place(order({ price: 30_000 }), at(1))
    exchange.place(order(), at(1))
    happens(exchange)
    expect(states(exchange)).toEqual([
      ['lapsed', 0],
      ['matched', 1000],
    ])
    expect(exchange.place(order(), at(2)).answer).toMatchObject({ kind: 'rejected' })
  })

  it('but not when the event is put off', () => {
    const exchange = opened()
    exchange.place(order({ price: 30_000 }), at(1))
    const put = { ...market, event: { ...market.event, startsAt: at(2 * HOUR) } }
    exchange.observe({ ...shown(2), market: put })
    exchange.advance(at(HOUR))
    expect(states(exchange)).toEqual([['open', 0]])
    exchange.advance(at(2 * HOUR))
    expect(states(exchange)).toEqual([['lapsed', 0]])
  })
})

describe('a reference', () => {
  it('makes one bet within the window, and another one after it', () => {
    const exchange = opened()
    const twice = order()
    expect(exchange.place(twice, at(0)).answer).toMatchObject({ kind: 'accepted' })
    const { answer } = exchange.place(twice, at(59_999))
    expect(answer).toMatchObject({ kind: 'unknown', reason: { code: 'DUPLICATE_TRANSACTION' } })
    expect(exchange.bets()).toHaveLength(1)
    expect(exchange.place(twice, at(60_000)).answer).toMatchObject({ kind: 'accepted' })
    expect(exchange.bets()).toHaveLength(2)
  })

  it('is free again when its order was refused', () => {
    const exchange = opened({ faults: { reject: 1 } })
    const twice = order()
    exchange.place(twice, at(1))
    exchange.disturb({ reject: 0 })
    expect(exchange.place(twice, at(2)).answer).toMatchObject({ kind: 'accepted' })
  })
})

describe('a request that goes wrong', () => {
  it.each<[keyof ExchangeFaults, object | null, number, number]>([
    ['drop', null, 0, 0],
    ['loseAnswer', null, 1, 1],
    ['lateAnswer', { kind: 'accepted' }, 1, 1],
    ['lateAccept', null, 0, 1],
  ])('%s: is answered, placed by then and placed in the end as it says', (fault, answer, byThen, inTheEnd) => {
    const exchange = opened({ faults: { [fault]: 1 } })
    const reply = exchange.place(order(), at(1))
    if (answer === null) expect(reply.answer).toBeNull()
    else expect(reply.answer).toMatchObject(answer)
    expect(reply.afterMs > 0).toBe(fault === 'lateAnswer')
    expect(exchange.bets()).toHaveLength(byThen)
    exchange.advance(at(1 + (exchange.traits.lateAcceptMs ?? 0)))
    expect(exchange.bets()).toHaveLength(inTheEnd)
  })

  it('timeout: may be placed in the end, and may not', () => {
    const exchange = opened({ faults: { timeout: 1 } })
    for (let count = 0; count < 100; count += 1) {
      expect(exchange.place(order(), at(1)).answer).toMatchObject({ kind: 'unknown', reason: { code: 'TIMEOUT' } })
    }
    expect(exchange.bets()).toHaveLength(0)
    exchange.advance(at(MINUTE))
    expect(exchange.bets().length).toBeGreaterThan(30)
    expect(exchange.bets().length).toBeLessThan(70)
  })

  it('is accepted late only if its market still takes it then', () => {
    const exchange = opened({ faults: { lateAccept: 1 } })
    exchange.place(order(), at(1))
    exchange.observe(shown(1, 2.1, 2.2, { status: 'suspended' }))
    exchange.advance(at(MINUTE))
    expect(exchange.bets()).toHaveLength(0)
  })

  it('goes wrong as often as its rate says', () => {
    const exchange = opened({ faults: { drop: 0.1, loseAnswer: 0.2 } })
    const replies = Array.from({ length: 1000 }, () => exchange.place(order(), at(1)))
    const lost = replies.filter(({ answer }) => answer === null).length
    expect(lost).toBeGreaterThan(250)
    expect(lost).toBeLessThan(350)
    const placed = exchange.bets().length
    expect(placed).toBeGreaterThan(870)
    expect(placed).toBeLessThan(930)
  })
})

describe('what an exchange shows of its bets', () => {
  it('comes after a lag, within what its traits say', () => {
    const exchange = opened()
    const orders = Array.from({ length: 50 }, () => order())
    for (const each of orders) exchange.place(each, at(1))
    const refs = orders.map(({ ref }) => ref)
    const early = exchange.lookup(refs, at(1000)).answer?.orders.length ?? 0
    expect(early).toBeGreaterThan(0)
    expect(early).toBeLessThan(50)
    expect(exchange.list(at(0), at(1000)).answer?.bets).toHaveLength(early)
    const end = at(1 + exchange.traits.visibilityLagMs)
    expect(exchange.lookup(refs, end).answer).toMatchObject({ complete: true, orders: { length: 50 } })
  })

  it('says when it is only a part, and when nothing is said', () => {
    const exchange = opened({ visibilityLagMs: 0 })
    const orders = [order(), order()]
    for (const each of orders) exchange.place(each, at(1))
    exchange.disturb({ lookupTruncate: 1 })
    const refs = orders.map(({ ref }) => ref)
    expect(exchange.lookup(refs, at(2)).answer).toMatchObject({ complete: false, orders: { length: 1 } })
    expect(exchange.list(at(0), at(2)).answer).toMatchObject({ complete: false, bets: { length: 1 } })
    exchange.disturb({ lookupTruncate: 0, lookupFail: 1 })
    expect(exchange.lookup(refs, at(2)).answer).toBeNull()
  })

  it('forgets what is over at its horizon, and never what lives', () => {
    const exchange = opened({ visibilityLagMs: 0, lookupHorizonMs: MINUTE })
    const [living, over] = [order(), order({ price: 30_000 })]
    exchange.place(living, at(0))
    exchange.place(over, at(0))
    exchange.cancel(over.ref, at(1))
    const refs = [living.ref, over.ref]
    expect(exchange.lookup(refs, at(MINUTE)).answer?.orders).toHaveLength(2)
    expect(exchange.lookup(refs, at(MINUTE + 1)).answer?.orders).toMatchObject([{ ref: living.ref }])
  })

  it('lists who placed what: living bets, and those placed since', () => {
    const exchange = opened({ visibilityLagMs: 0 })
    const ours = order({ side: 'lay', price: 22_000 })
    exchange.place(ours, at(1))
    const { market: id, selection, price, stake } = sampleIntent({ stake: 500 })
    expect(exchange.placeByHand({ market: id, selection, side: 'back', price, stake }, at(2))).toMatchObject({
      kind: 'accepted',
    })
    expect(exchange.placeByHand({ market: id, selection, side: 'back', price, stake: money(1) }, at(2))).toMatchObject({
      kind: 'rejected',
    })
    expect(exchange.list(at(3), at(3)).answer?.bets).toMatchObject([
      { ref: ours.ref, ours: true, side: 'lay', stake: 1000, selectionName: 'Home', outcomes: 2, winners: 1 },
      { ref: null, ours: false, side: 'back', stake: 500, eventName: 'Home v Away', placedAt: at(2) },
    ])
    exchange.settle(market.id, at(4))
    expect(exchange.list(at(2), at(4)).answer?.bets).toMatchObject([{ ours: false }])
    expect(exchange.list(at(3), at(4)).answer?.bets).toEqual([])
  })

  it('is news, or a gap in it', () => {
    const exchange = opened()
    const each = order({ price: 22_000 })
    exchange.place(each, at(1))
    exchange.disturb({ newsGap: 1 })
    exchange.cancel(each.ref, at(2))
    expect(exchange.news(0, 10)).toMatchObject([{ kind: 'order', order: { state: 'open' } }, { kind: 'gap' }])
    expect(exchange.newsPosition()).toBe(2)
  })
})

describe('a cancel', () => {
  it('ends what is open and says what was matched', () => {
    const exchange = opened({ liquidity: { full: 0, partial: 1, everyMs: HOUR } })
    const each = order()
    exchange.place(each, at(1))
    const [bet] = exchange.bets()
    const { answer } = exchange.cancel(each.ref, at(2))
    expect(bet?.matchedStake).toBeGreaterThan(0)
    expect(answer).toMatchObject({ kind: 'cancelled', matchedStake: bet?.matchedStake, averagePrice: 21_000 })
    expect(exchange.cancel(each.ref, at(3)).answer).toEqual(answer)
  })

  it('is refused for what is matched, and for what is not there', () => {
    const exchange = opened()
    const each = order()
    exchange.place(each, at(1))
    expect(exchange.cancel(each.ref, at(2)).answer).toMatchObject({ reason: { code: 'BET_TAKEN_OR_LAPSED' } })
    expect(exchange.cancel(order().ref, at(2)).answer).toMatchObject({ reason: { code: 'BET_NOT_FOUND' } })
  })

  it('that goes wrong is not answered, done or not', () => {
    for (const [fault, state] of [
      ['drop', 'open'],
      ['loseAnswer', 'cancelled'],
    ] as const) {
      const exchange = opened()
      const each = order({ price: 22_000 })
      exchange.place(each, at(1))
      exchange.disturb({ [fault]: 1 })
      expect(exchange.cancel(each.ref, at(2)).answer).toBeNull()
      expect(exchange.bets()).toMatchObject([{ state }])
    }
  })
})

describe('the exposure at an exchange', () => {
  it('is the worst of all outcomes, market by market, without bets placed by hand and those that are over', () => {
    const exchange = opened({ visibilityLagMs: 0 })
    exchange.place(order({ stake: 1000 }), at(1))
    expect(exchange.exposure()).toBe(1000)
    exchange.place(order({ stake: 1000, side: 'lay', price: 22_000 }), at(1))
    expect(exchange.exposure()).toBe(100)
    exchange.placeByHand(order({ stake: 5000 }), at(1))
    expect(exchange.exposure()).toBe(100)
    const waiting = order({ stake: 700, price: 50_000 })
    exchange.place(waiting, at(1))
    expect(exchange.exposure()).toBe(700)
    exchange.cancel(waiting.ref, at(2))
    expect(exchange.exposure()).toBe(100)
    exchange.settle(market.id, at(3))
    expect(exchange.exposure()).toBe(0)
  })

  it('adds up where bets are not set off', () => {
    const exchange = opened({ netting: false, venue: venueId('exchange') })
    exchange.place(order({ stake: 1000 }), at(1))
    exchange.place(order({ stake: 1000, side: 'lay', price: 22_000 }), at(1))
    expect(exchange.exposure()).toBe(2200)
  })

  it('is told with every change', () => {
    const seen: number[] = []
    const exchange: Exchange = opened({ changed: () => seen.push(exchange.exposure()) })
    exchange.place(order({ stake: 1000, price: 22_000 }), at(1))
    exchange.settle(market.id, at(2))
    expect(seen).toEqual([1000, 0])
  })
})

describe('a simulated exchange replaces orders', () => {
  const first = () => order({ price: 30_000 })
  const states = (exchange: Exchange) => exchange.bets().map(({ state, price, stake }) => [state, price, stake])
  const FIRST = ['cancelled', 30_000, 1000]
  const SECOND_ONE = ['open', 32_000, 1000]

  it.each<[string, Partial<ExchangeFaults>, object | null, unknown[][], unknown[][]]>([
    [
      'when all goes well',
      {},
      { cancelled: { kind: 'cancelled' }, placed: { kind: 'accepted' } },
      [FIRST, SECOND_ONE],
      [],
    ],
    ['and loses the answer', { loseAnswer: 1 }, null, [FIRST, SECOND_ONE], []],
    [
      'and refuses the second',
      { reject: 1 },
      { cancelled: { kind: 'cancelled' }, placed: { kind: 'rejected' } },
      [FIRST],
      [],
    ],
    ['and takes the second late, without a word', { lateAccept: 1 }, null, [FIRST], [SECOND_ONE]],
    ['not at all where the request is lost', { drop: 1 }, null, [['open', 30_000, 1000]], []],
  ])('%s', (_, faults, answer, soon, later) => {
    const exchange = opened()
    const one = first()
    exchange.place(one, at(1))
    exchange.disturb(faults)
    const reply = exchange.replace(one.ref, order({ price: 32_000 }), at(2))
    if (answer === null) expect(reply.answer).toBeNull()
    else expect(reply.answer).toMatchObject(answer)
    expect(states(exchange)).toEqual(soon)
    exchange.advance(at(MINUTE))
    expect(states(exchange)).toEqual([...soon, ...later])
  })

  it('by no more than was left, and not where nothing was', () => {
    const exchange = opened({ liquidity: { full: 0, partial: 1, everyMs: HOUR } })
    const one = order({ price: 20_000 })
    const placed = exchange.place(one, at(1)).answer
    const matched = placed?.kind === 'accepted' ? placed.matchedStake : 0
    expect(matched).toBeGreaterThan(0)
    const { answer } = exchange.replace(one.ref, order({ price: 32_000 }), at(2))
    expect(answer).toMatchObject({ cancelled: { matchedStake: matched }, stake: 1000 - matched })
    expect(states(exchange)[1]).toEqual(['open', 32_000, 1000 - matched])
    const again = exchange.replace(one.ref, order({ price: 33_000 }), at(3))
    expect(again.answer).toMatchObject({ placed: { kind: 'rejected' } })
    expect(exchange.bets()).toHaveLength(2)
  })
})

import { money, priceUnits } from '@betting-advisor/core'
import { marketAtVenue } from '@betting-advisor/core/venue'
import { describe, expect, it } from 'vitest'
import type { CancelOutcome, PlaceOutcome, ReplaceOutcome } from '../../../src/ports/venue.ts'
import type { MatchingOrder, MatchingTerms } from '../../../src/simulation/matching/matching-order.ts'
import { news } from '../../support/markets.ts'
import { Floor, limit } from './floor.ts'

function showing(...settings: ConstructorParameters<typeof Floor>): Floor {
  const floor = new Floor(...settings)
  floor.tell({ runners: { Home: { back: [[3, 20]], lay: [[3.2, 20]] } } })
  return floor
}

const code = (outcome: PlaceOutcome | CancelOutcome | undefined) =>
  outcome !== undefined && 'reason' in outcome ? outcome.reason.code : outcome?.kind

describe('a market that is suspended', () => {
  it('lets orders lapse that are not meant to outlive it, when its version rises', () => {
    const floor = showing()
    const [lapse, persist] = [floor.bet('back', 4, 5), floor.bet('back', 4, 5, { persistence: 'persist' })]
    floor.tell({ state: { status: 'suspended' } })
    expect(floor.seen(lapse)[0]).toBe('open')
    floor.tell({ state: { version: 2 } })
    expect([floor.seen(lapse)[0], floor.seen(persist)[0]]).toEqual(['lapsed', 'open'])
    expect(floor.engine.news.after(0, 10).news.at(-1)).toMatchObject({ order: { ref: lapse.ref, state: 'lapsed' } })
  })

  it('takes no bet, cancels none, and matches none until it opens', () => {
    const floor = showing()
    const order = floor.bet('back', 4, 5, { persistence: 'persist' })
    floor.tell({ state: { status: 'suspended' } })
    expect(code(floor.place(floor.order('back', limit(3, 5))))).toBe('MARKET_SUSPENDED')
    expect(code(floor.cancel(order))).toBe('MARKET_SUSPENDED')
    floor.tell({ runners: { Home: { back: [[4, 10]], traded: [[4, 100]] } } })
    expect(floor.seen(order)).toEqual(['open', 0, null])
    floor.tell({ state: { status: 'open' }, runners: { Home: { back: [[4, 10]] } } })
    expect(floor.seen(order)).toEqual(['matched', 5, 4])
  })

  it('still has matched before what is told with its suspension', () => {
    const floor = showing()
    const order = floor.bet('back', 4, 5)
    floor.tell({ state: { status: 'suspended', version: 2 }, runners: { Home: { traded: [[4, 6]] } } })
    expect(floor.seen(order)).toEqual(['lapsed', 3, 4])
  })

  it('refuses what was meant for it as it was before, and not for another time of the start', () => {
    const floor = showing()
    floor.tell({ state: { version: 2 } })
    expect(code(floor.place(floor.order('back', limit(3, 5), { version: 1 })))).toBe('accepted')
    floor.tell({ state: { status: 'suspended', version: 3 } })
    floor.tell({ state: { status: 'open' } })
    expect(code(floor.place(floor.order('back', limit(3, 5), { version: 2 })))).toBe('BET_TAKEN_OR_LAPSED')
    expect(code(floor.place(floor.order('back', limit(3, 5), { version: 3 })))).toBe('accepted')
  })

  it('closes, and what is open lapses, whatever it was to outlive', () => {
    const floor = showing()
    const order = floor.bet('back', 4, 5, { persistence: 'persist' })
    floor.tell({ state: { status: 'closed' } })
    expect(floor.seen(order)[0]).toBe('lapsed')
  })
})

describe('a market that turns in play', () => {
  it('lets lapse what is not meant for it, and holds new bets', () => {
    const floor = showing()
    const [lapse, persist] = [floor.bet('back', 4, 5), floor.bet('back', 4, 5, { persistence: 'persist' })]
    floor.tell({ state: { inPlay: true, betDelayMs: 5000, version: 2 } })
    expect([floor.seen(lapse)[0], floor.seen(persist)[0]]).toEqual(['lapsed', 'open'])
    const answers: [string | undefined, number][] = []
    const order = floor.order('back', limit(3, 30))
    floor.engine.place(order, floor.now, (outcome, at) => answers.push([code(outcome), at]))
    const placedAt = floor.now
    expect(floor.engine.nextAt).toBe(placedAt + 5000)
    floor.tell({ runners: { Home: { back: [[3, 8]] } } }, 4000)
    expect(answers).toEqual([['pending', placedAt]])
    expect(floor.engine.lookup([order.ref], floor.now).orders).toMatchObject([
      { state: 'pending', until: placedAt + 5000 },
    ])
    floor.tell({ runners: { Home: { back: [[3, 100]] } } }, 3000)
    expect(answers).toHaveLength(1)
    // What it met is what was there then; of the rest it has what came later.
    expect(floor.seen(order)).toEqual(['matched', 30, 3])
    expect(floor.engine.news.after(0, 99).news.at(-2)).toMatchObject({ order: { matchedStake: 800 } })
  })

  it('stops a bet that is held when it is suspended meanwhile, though it is open again when its time has come', () => {
    const floor = showing()
    floor.tell({ state: { inPlay: true, betDelayMs: 5000 } })
    const { ref } = floor.order('back', limit(3, 30))
    floor.engine.place({ ...floor.order('back', limit(3, 30)), ref }, floor.now, () => {})
    floor.tell({ state: { status: 'suspended' } })
    floor.tell({ state: { status: 'open' } })
    floor.tell({}, 10_000)
    const refused = { ref, state: 'rejected', reason: { code: 'MARKET_SUSPENDED' } }
    expect(floor.engine.lookup([ref], floor.now).orders).toMatchObject([refused])
    expect(floor.engine.news.after(0, 9).news.at(-1)).toMatchObject({ kind: 'order', order: refused })
  })
})

describe('the starting price', () => {
  const liability = money(10_00)
  const terms: readonly [string, 'back' | 'lay', MatchingTerms, number, unknown][] = [
    ['a back on close', 'back', { kind: 'market-on-close', liability }, 4.2537, ['matched', 10, 4.2537]],
    ['a lay on close', 'lay', { kind: 'market-on-close', liability }, 4.2537, ['matched', 3.07, 4.2537]],
    [
      'a limit that it meets',
      'back',
      { kind: 'limit-on-close', price: priceUnits(42_000), liability },
      4.2,
      ['matched', 10, 4.2],
    ],
    [
      'a limit that it misses',
      'back',
      { kind: 'limit-on-close', price: priceUnits(42_000), liability },
      4.19,
      ['lapsed', 0, null],
    ],
    [
      'a lay that it misses',
      'lay',
      { kind: 'limit-on-close', price: priceUnits(42_000), liability },
      4.3,
      ['lapsed', 0, null],
    ],
    ['a back left over', 'back', limit(9, 10, { persistence: 'market-on-close' }), 4.2, ['matched', 10, 4.2]],
    ['a lay left over', 'lay', limit(2, 10, { persistence: 'market-on-close' }), 3, ['matched', 5, 3]],
    ['a small lay left over', 'lay', limit(1.9, 10, { persistence: 'market-on-close' }), 3, ['lapsed', 0, null]],
    [
      'a back, where there is none',
      'back',
      { kind: 'market-on-close', liability },
      Number.POSITIVE_INFINITY,
      ['lapsed', 0, null],
    ],
  ]

  it.each(terms)('matches or ends %s (%s)', (_, side, asked, start, expected) => {
    const floor = showing()
    const order = floor.order(side, asked)
    expect(code(floor.place(order))).toBe('accepted')
    expect(code(floor.cancel(order))).toBe(asked.kind === 'limit' ? 'cancelled' : 'BET_TAKEN_OR_LAPSED')
    const other = { ...floor.order(side, asked) }
    floor.place(other)
    floor.tell({ state: { status: 'suspended', version: 2 } })
    expect(floor.seen(other)[0]).toBe('open')
    floor.tell({ state: { inPlay: true, startingPrice: 'known', version: 3 }, runners: { Home: { start } } })
    expect(floor.seen(other)).toEqual(expected)
  })

  it('is listed with what was asked', () => {
    const floor = showing()
    floor.place(floor.order('lay', { kind: 'limit-on-close', price: priceUnits(42_000), liability }))
    floor.place(floor.order('back', { kind: 'market-on-close', liability }))
    floor.place(floor.order('back', limit(3, 5, { persistence: 'persist' })))
    expect(floor.engine.list(floor.now, floor.now).bets).toMatchObject([
      { terms: { kind: 'limit-on-close' }, price: 42_000, stake: 312, liability },
      { terms: { kind: 'market-on-close' }, stake: liability, liability },
      { terms: { kind: 'limit', persistence: 'persist', minFill: null }, price: 30_000, stake: 500 },
    ])
  })

  it('is no longer bet on once it is known or the market is in play', () => {
    const floor = showing()
    floor.tell({ state: { inPlay: true } })
    expect(code(floor.place(floor.order('back', { kind: 'market-on-close', liability })))).toBe(
      'MARKET_NOT_OPEN_FOR_BSP_BETTING',
    )
    const left = limit(3, 5, { persistence: 'market-on-close' })
    expect(code(floor.place(floor.order('back', left)))).toBe('INVALID_PERSISTENCE_TYPE')
  })
})

describe('a runner that is removed', () => {
  it('has its bets returned, and reduces the prices matched on others', () => {
    const floor = showing()
    floor.tell({ runners: { Away: { back: [[2, 20]], lay: [[2.2, 20]] } } })
    const gone = floor.bet('back', 3, 30)
    const away = floor.order('back', limit(2, 5), { selection: 'Away' as never })
    floor.place(away)
    const rests = floor.order('lay', limit(1.5, 5, { persistence: 'persist' }), { selection: 'Away' as never })
    floor.place(rests)
    floor.tell({ runners: { Home: { status: 'removed', factor: 30 } } })
    expect(floor.engine.lookup([gone.ref], floor.now).orders).toMatchObject([
      { state: 'lapsed', matchedStake: 0, voidedStake: 2000, averagePrice: null },
    ])
    expect(floor.seen(away)).toEqual(['matched', 5, 1.4])
    expect(floor.seen(rests)[0]).toBe('lapsed')
    expect(code(floor.place(floor.order('back', limit(3, 5))))).toBe('RUNNER_REMOVED')
    floor.tell({ runners: { Home: { status: 'removed', factor: 30 } } })
    expect(floor.seen(away)).toEqual(['matched', 5, 1.4])
  })

  it.each([
    [1, 2.4, 2],
    [1, 60, 1.01],
    [3, 2.4, 1.98],
    [3, 60, 1.4],
  ])('of %i that win, with a factor of %d, makes 2 to %d', (winners, factor, reduced) => {
    const floor = showing()
    floor.tell({ state: { winners }, runners: { Away: { back: [[2, 20]] } } })
    const away = floor.order('back', limit(2, 5), { selection: 'Away' as never })
    floor.place(away)
    floor.tell({ runners: { Home: { status: 'removed', factor } } })
    expect(floor.seen(away)).toEqual(['matched', 5, reduced])
  })
})

describe('a market in play that holds only what could be matched at once', () => {
  function passive(): Floor {
    const floor = showing()
    floor.tell({ state: { inPlay: true, betDelayMs: 5000 } })
    const state = marketAtVenue({ venue: floor.book.venue, status: 'open', inPlay: true, betDelayModels: ['PASSIVE'] })
    floor.engine.observe(news(floor.market, floor.now, {}, { inPlay: true, states: [state] }))
    return floor
  }

  it.each<[what: string, terms: MatchingTerms, kind: PlaceOutcome['kind']]>([
    ['comes to rest', limit(3.1, 5), 'accepted'],
    ['could be matched', limit(3, 5), 'pending'],
    ['is filled or killed', limit(3.1, 5, { fillOrKill: true }), 'pending'],
  ])('holds accordingly what %s', (_, terms, kind) => {
    const floor = passive()
    expect(floor.place(floor.order('back', terms))).toMatchObject({ kind })
  })

  it('lets nothing persist', () => {
    const floor = passive()
    floor.engine.place(floor.order('back', limit(3.1, 5, { persistence: 'persist' })), floor.now, () => {})
    floor.tell({}, 5000)
    expect(floor.engine.news.after(0, 9).news.at(-1)).toMatchObject({
      order: { state: 'rejected', reason: { code: 'INVALID_PERSISTENCE_TYPE' } },
    })
  })
})

describe('a request', () => {
  it('takes its time, and meets the market as it is by then', () => {
    const floor = showing({ latency: { placeMs: 120, cancelMs: 170 } })
    const answers: [string | undefined, number][] = []
    const heard = (outcome: PlaceOutcome | CancelOutcome, at: number) => answers.push([code(outcome), at - start])
    const start = floor.now
    const order = floor.order('back', limit(3, 20))
    floor.engine.place(order, start, heard)
    floor.tell({ runners: { Home: { back: [[3, 5]] } } }, 100)
    floor.tell({ runners: { Home: { back: [[3, 0]] } } }, 100)
    expect(answers).toEqual([['accepted', 120]])
    expect(floor.seen(order)).toEqual(['open', 5, 3])
    floor.engine.cancel(order.ref, floor.now, heard)
    floor.tell({ runners: { Home: { back: [[3, 4]] } } }, 100)
    floor.tell({}, 100)
    expect(answers.slice(1)).toEqual([['cancelled', 370]])
    expect(floor.seen(order)).toEqual(['cancelled', 9, 3])
  })

  it('to amend leaves an order where it is in the queue', () => {
    const floor = showing()
    const order = floor.bet('lay', 3, 20)
    floor.tell({ runners: { Home: { traded: [[3, 10]] } } })
    expect(floor.amend(order, { stake: money(12_00), persistence: 'persist' })).toMatchObject({ kind: 'amended' })
    expect(floor.amend(order, { persistence: 'persist' })).toMatchObject({ reason: { code: 'NO_ACTION_REQUIRED' } })
    floor.tell({ runners: { Home: { back: [[3, 0]], traded: [[3, 64]] } } })
    expect(floor.seen(order)).toEqual(['matched', 12, 3])
    expect(floor.amend(order, { stake: money(1_00) })).toMatchObject({ reason: { code: 'BET_TAKEN_OR_LAPSED' } })
  })

  it('to replace cancels first, and places no more than was open', () => {
    const floor = showing()
    const order = floor.bet('back', 3, 25)
    const other = floor.order('back', limit(3.1, 25))
    const outcomes: ReplaceOutcome[] = []
    floor.engine.replace(order.ref, other, floor.now, (outcome) => outcomes.push(outcome))
    expect(outcomes).toMatchObject([
      { cancelled: { kind: 'cancelled', matchedStake: 2000 }, placed: { kind: 'accepted' }, stake: 500 },
    ])
    floor.tell({ runners: { Home: { lay: [[3.2, 30]], traded: [[3.2, 60]] } } })
    expect(floor.seen(other)).toEqual(['matched', 5, 3.1])
    floor.engine.replace(order.ref, floor.order('back', limit(3.1, 25)), floor.now, (outcome) => outcomes.push(outcome))
    expect(outcomes[1]).toMatchObject({ cancelled: { kind: 'refused' }, placed: { kind: 'not-sent' } })
  })

  it('to replace loses the place in the queue, also at the same price', () => {
    const floor = showing()
    const order = floor.bet('lay', 3, 20)
    floor.tell({ runners: { Home: { back: [[3, 30]] } } })
    const again = floor.order('lay', limit(3, 20))
    floor.engine.replace(order.ref, again, floor.now, () => {})
    floor.tell({ runners: { Home: { traded: [[3, 60]] } } })
    expect(floor.seen(again)).toEqual(['open', 0, null])
  })

  it('to replace leaves nothing where the other is refused, and everything where it has come before', () => {
    const floor = showing()
    const [gone, kept] = [floor.bet('lay', 2.8, 20), floor.bet('lay', 2.8, 20)]
    const outcomes: ReplaceOutcome[] = []
    const replace = (order: MatchingOrder, other: MatchingOrder) =>
      floor.engine.replace(order.ref, other, floor.now, (outcome) => outcomes.push(outcome))
    replace(gone, floor.order('lay', limit(2.9, 0.5)))
    expect(outcomes[0]).toMatchObject({ cancelled: { kind: 'cancelled' }, placed: { kind: 'rejected' } })
    expect(floor.seen(gone)).toEqual(['cancelled', 0, null])
    replace(kept, { ...floor.order('lay', limit(2.9, 20)), ref: gone.ref })
    expect(outcomes[1]).toMatchObject({ cancelled: { kind: 'refused' }, placed: { kind: 'unknown' } })
    expect(floor.seen(kept)).toEqual(['open', 0, null])
  })

  it('to wait for a starting price is refused where there is none', () => {
    const floor = showing()
    const order = floor.bet('lay', 2.8, 20)
    floor.tell({ state: { startingPrice: 'none' } })
    expect(floor.amend(order, { persistence: 'market-on-close' })).toMatchObject({
      reason: { code: 'INVALID_PERSISTENCE_TYPE' },
    })
  })
})

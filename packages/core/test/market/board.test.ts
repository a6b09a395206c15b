import {
  after,
  type MarketStatus,
  MINUTE,
  money,
  quoteAge,
  quoteOf,
  selectionId,
  type VenueId,
  venueId,
} from '@betting-advisor/core'
import { createBoard } from '@betting-advisor/core/simulation'
import { type MarketAtVenue, marketAtVenue } from '@betting-advisor/core/venue'
import { describe, expect, it } from 'vitest'
import { conditionAt } from '../../src/market/condition.ts'
import { matchOdds, NOON, news, shownBy } from '../support/markets.ts'

const at = (milliseconds: number) => after(NOON, milliseconds)
const [a, b] = ['a', 'b'].map(venueId)
if (a === undefined || b === undefined) throw new Error('no venues')

describe('the board', () => {
  it('replaces what a venue showed and leaves the others as they were', () => {
    const board = createBoard()
    board.apply(news(matchOdds(), NOON, { a: [2, 2], b: [3, 3] }))
    const view = board.apply(news(matchOdds(), at(1), { a: [2.1, null] }))
    expect(view.prices(a)?.prices).toEqual([2.1, null])
    expect(view.prices(b)?.prices).toEqual([3, 3])
    expect(view.receivedAt).toBe(at(1))
    expect([view.pricesReceivedAt(a), view.pricesReceivedAt(b)]).toEqual([at(1), NOON])
    expect([...view.all()].map(({ venue }) => venue)).toEqual(['a', 'b'])
    expect(board.size).toBe(1)
  })

  it('keeps both sides of a venue apart', () => {
    const board = createBoard()
    const lay = shownBy('a', [2.04, 2.04], NOON, { side: 'lay' })
    const view = board.apply({ ...news(matchOdds(), NOON, { a: [2, 2] }), venues: [lay, shownBy('a', [2, 2], NOON)] })
    expect(view.prices(a, 'lay')).toBe(lay)
    expect(view.prices(a)?.prices).toEqual([2, 2])
    expect(view.pricesReceivedAt(b, 'lay')).toBeUndefined()
    expect([...view.all()].map(({ side }) => side)).toEqual(['back', 'lay'])
  })

  it('keeps each price with its selection when one leaves, comes or moves', () => {
    const board = createBoard()
    const market = matchOdds()
    const [home, away] = market.selections
    if (home === undefined || away === undefined) throw new Error('no selections')
    const draw = { ...home, id: selectionId('Draw'), name: 'Draw' }
    const runner = (status: 'active' | 'removed') => ({ status, reductionFactor: null, removedAt: null, id: null })
    const shown = { ...shownBy('a', [2, 3], NOON), maxStakes: [money(200), money(300)], tokens: ['line 2', null] }
    const lay = shownBy('a', [2.1, 3.1], NOON, { side: 'lay' })
    const states = [marketAtVenue({ venue: a, status: 'open', runners: [runner('active'), runner('removed')] })]
    const view = board.apply({ ...news(market, NOON, {}), venues: [shown, lay], states })
    board.apply(news(matchOdds('m1', { startsAt: at(5) }), at(1), {}))
    expect(view.prices(a)).toBe(shown)

    board.apply(news({ ...market, selections: [draw, away, home] }, at(2), { b: [5, 3, 2] }))
    expect(view.prices(a)).toMatchObject({
      prices: [null, 3, 2],
      maxStakes: [null, 300, 200],
      tokens: [null, null, 'line 2'],
    })
    expect(view.prices(a, 'lay')?.prices).toEqual([null, 3.1, 2.1])
    expect(view.at(a)?.runners?.map(({ status }) => status)).toEqual(['active', 'removed', 'active'])
    expect(view.pricesReceivedAt(a)).toBe(NOON)

    board.apply(news({ ...market, selections: [draw, home] }, at(3), {}))
    expect([view.prices(a)?.prices, view.prices(b)?.prices]).toEqual([
      [null, 2],
      [5, 2],
    ])
  })

  it('keeps how a market stands at each venue apart', () => {
    const board = createBoard()
    const standing = (venue: VenueId, status: MarketStatus, now: number, whole: MarketStatus = 'open') =>
      board.apply({
        ...news(matchOdds(), at(now), { c: [2, 2] }, { status: whole }),
        states: [marketAtVenue({ venue, status })],
      })
    const view = standing(a, 'suspended', 0)
    standing(b, 'open', 1, 'suspended')
    const statuses = () => ['a', 'b', 'c'].map((name) => conditionAt(view, venueId(name)).status)
    expect(statuses()).toEqual(['suspended', 'open', 'suspended'])
    board.apply(news(matchOdds(), at(2), { c: [2, 2] }))
    expect(statuses()).toEqual(['suspended', 'open', 'open'])
    standing(a, 'open', 3, 'suspended')
    expect(statuses()).toEqual(['open', 'open', 'suspended'])
  })

  it.each([
    ['maxStakes', { maxStakes: [money(1)] }],
    ['tokens', { tokens: ['one', null, 'three'] }],
  ])('refuses %s that are not one for each selection', (what, more) => {
    const venues = [{ ...shownBy('a', [2, 2], NOON), ...more }]
    expect(() => createBoard().apply({ ...news(matchOdds(), NOON, {}), venues })).toThrow(
      expect.objectContaining({ code: 'INVALID_VALUE', argument: `${what} of a in m1` }),
    )
  })

  it('refuses states of runners that are not one for each selection, and a bet delay that is none', () => {
    const standing = (rest: Partial<MarketAtVenue>) => () =>
      createBoard().apply({
        ...news(matchOdds(), NOON, {}),
        states: [marketAtVenue({ venue: a, status: 'open', ...rest })],
      })
    expect(standing({ runners: [] })).toThrow(expect.objectContaining({ argument: 'runners of a in m1' }))
    expect(standing({ betDelayMs: -1 })).toThrow(expect.objectContaining({ argument: 'betDelayMs of a in m1' }))
  })

  it.each([
    ['divisor', { divisor: 0.5, places: 3 }],
    ['divisor', { divisor: 4.005, places: 3 }],
    ['divisor', { divisor: Number.NaN, places: 3 }],
    ['places', { divisor: 4, places: 0 }],
  ])('refuses a %s that no bet each way can have', (what, eachWay) => {
    const states = [marketAtVenue({ venue: a, status: 'open', eachWay })]
    expect(() => createBoard().apply({ ...news(matchOdds(), NOON, {}), states })).toThrow(
      expect.objectContaining({ code: 'INVALID_VALUE', argument: `${what} of eachWay of a in m1` }),
    )
  })

  it('refuses prices that are not one for each selection, and stays as it was', () => {
    const board = createBoard()
    board.apply(news(matchOdds(), NOON, { a: [2, 2] }))
    expect(() => board.apply(news(matchOdds(), at(1), { a: [2.1, 2.1], b: [2, 3, 4] }))).toThrow(
      expect.objectContaining({ code: 'INVALID_VALUE', argument: 'prices of b in m1' }),
    )
    expect(board.get(matchOdds().id)?.prices(a)?.prices).toEqual([2, 2])
  })

  it('forgets a market on demand', () => {
    const board = createBoard()
    board.apply(news(matchOdds(), NOON, { a: [2, 2] }))
    board.remove(matchOdds().id)
    board.remove(matchOdds().id)
    expect(board.size).toBe(0)
    expect(board.get(matchOdds().id)).toBeUndefined()
  })
})

describe('a quote', () => {
  const view = () => createBoard().apply(news(matchOdds(), NOON, { a: [2, null] }))
  const quote = (now: number, index = 0, venue = a) => quoteOf(view(), venue, 'back', index, at(now), MINUTE)

  it('is fresh up to its greatest age and stale from there on', () => {
    expect(quote(MINUTE)).toMatchObject({ kind: 'fresh', price: 2, age: MINUTE, quotedAt: NOON, receivedAt: NOON })
    expect(quote(MINUTE + 1)).toMatchObject({ kind: 'stale', why: expect.stringMatching(/old, more than/) })
  })

  it('is none where nothing is shown', () => {
    expect(quote(0, 1)).toBeNull()
    expect(quote(0, 7)).toBeNull()
    expect(quote(0, 0, b)).toBeNull()
    expect(quoteOf(view(), a, 'lay', 0, NOON, MINUTE)).toBeNull()
  })

  it.each(['cached', 'delayed'] as const)('that is %s is stale at any age', (freshness) => {
    const shown = shownBy('a', [2, 2], NOON, { freshness })
    const market = createBoard().apply({ ...news(matchOdds(), NOON, {}), venues: [shown] })
    expect(quoteOf(market, a, 'back', 0, NOON, MINUTE)).toMatchObject({
      kind: 'stale',
      why: `the price is ${freshness}`,
    })
  })

  it('is as old as the older of its times', () => {
    expect(quoteAge({ quotedAt: at(-5), receivedAt: NOON }, at(10))).toBe(15)
    expect(quoteAge({ quotedAt: at(99), receivedAt: NOON }, at(10))).toBe(10)
  })

  it('of a venue ages although the market has other news', () => {
    const board = createBoard()
    board.apply({ ...news(matchOdds(), NOON, {}), venues: [shownBy('a', [2, 2], at(10 * MINUTE))] })
    const later = board.apply(news(matchOdds(), at(2 * MINUTE), { b: [2, 2] }))
    expect(quoteOf(later, a, 'back', 0, at(2 * MINUTE), MINUTE)).toMatchObject({ kind: 'stale', age: 2 * MINUTE })
  })
})

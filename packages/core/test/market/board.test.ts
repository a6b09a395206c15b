import { after, MINUTE, quoteAge, quoteOf, venueId } from '@betting-advisor/core'
import { createBoard } from '@betting-advisor/core/simulation'
import { describe, expect, it } from 'vitest'
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

  it('forgets prices that belong to another list of selections, and keeps them when only other things change', () => {
    const board = createBoard()
    const market = matchOdds()
    board.apply(news(market, NOON, { a: [2, 3] }))
    expect(board.apply(news(matchOdds('m1', { startsAt: at(5) }), at(1), {})).prices(a)?.prices).toEqual([2, 3])
    const turned = { ...market, selections: market.selections.toReversed() }
    expect(board.apply(news(turned, at(2), { b: [3, 2] })).prices(a)).toBeUndefined()
    const fewer = { ...market, selections: market.selections.slice(0, 1) }
    expect(board.apply(news(fewer, at(3), {})).prices(b)).toBeUndefined()
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

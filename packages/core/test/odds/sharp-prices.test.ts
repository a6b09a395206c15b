import { InvalidValueError, selectionId, venueId } from '@betting-advisor/core'
import { multiplicative, power, sharpPrices, shin } from '@betting-advisor/core/odds'
import { createBoard } from '@betting-advisor/core/simulation'
import { describe, expect, it } from 'vitest'
import { matchOdds, NOON, news, type Shown } from '../support/markets.ts'

const view = (shown: Shown) => createBoard().apply(news(matchOdds(), NOON, shown))
const sharp = venueId('pinnacle')

describe('sharp prices', () => {
  it.each([
    ['multiplicative', multiplicative],
    ['power', power],
    ['shin', shin],
  ])('are those of the sharp bookmaker without their overround (%s)', (_, method) => {
    const prices = [1.8, 2.1]
    const book = sharpPrices(sharp, method).fairMarket(view({ pinnacle: prices, soft: [5, 5] }))
    const expected = method(prices)
    expect(book?.probabilities).toEqual(expected.probabilities)
    expect(book?.overround).toBe(expected.overround)
    expect(book?.source).toContain('pinnacle without its overround of 3.17 %')
  })

  it('say nothing where the book is not there or not complete', () => {
    const fair = sharpPrices(sharp, power)
    expect(fair.name).toBe('pinnacle')
    expect(fair.fairMarket(view({ soft: [2, 2] }))).toBeNull()
    expect(fair.fairMarket(view({ pinnacle: [2, null] }))).toBeNull()
    const sure = createBoard().apply(news({ ...matchOdds(), winners: 2 }, NOON, { pinnacle: [1.01, 1.02] }))
    expect(fair.fairMarket(sure)).toBeNull()
    const single = { ...matchOdds(), selections: matchOdds().selections.slice(0, 1) }
    expect(fair.fairMarket(createBoard().apply(news(single, NOON, { pinnacle: [2] })))).toBeNull()
  })

  it('tell the overround for each winner', () => {
    const { selections } = matchOdds()
    const fourth = [...selections, ...['C', 'D'].map((name) => ({ id: selectionId(name), name, line: null }))]
    const place = createBoard().apply(
      news({ ...matchOdds(), selections: fourth, winners: 2 }, NOON, { pinnacle: [1.6, 1.6, 2, 2] }),
    )
    // 2.25 for two winners.
    expect(sharpPrices(sharp, power).fairMarket(place)?.overround).toBeCloseTo(0.125, 12)
  })

  it('say nothing of a book that the method cannot solve, and hide no bug', () => {
    const { selections } = matchOdds()
    const draw = { id: selectionId('Draw'), name: 'Draw', line: null }
    const place = { ...matchOdds(), selections: [...selections, draw], winners: 2 }
    const both = createBoard().apply(news(place, NOON, { pinnacle: [1.3, 1.4, 1.4] }))
    expect(() => shin([1.3, 1.4, 1.4], { target: 2 })).toThrow(
      expect.objectContaining({ code: 'OVERROUND_UNSOLVABLE' }),
    )
    expect(sharpPrices(sharp, shin).fairMarket(both)).toBeNull()
    expect(sharpPrices(sharp, power).fairMarket(both)).not.toBeNull()
    const buggy = sharpPrices(sharp, () => {
      throw new InvalidValueError('price', 0, 'a price')
    })
    expect(() => buggy.fairMarket(view({ pinnacle: [2, 2] }))).toThrow(InvalidValueError)
  })
})

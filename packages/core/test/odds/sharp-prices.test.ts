import {
  additive,
  createBoard,
  eventId,
  type Market,
  type MarketView,
  marketId,
  power,
  price,
  selectionId,
  sharpPrices,
  timestamp,
  venueId,
} from '@betting-advisor/core'
import { describe, expect, it } from 'vitest'

const at = timestamp(1_700_000_000_000)
const sharp = venueId('sharp')

function marketOf(names: readonly string[], winners = 1): Market {
  const event = { id: eventId('e:1'), competition: 'cup', name: 'A v B', home: 'A', away: 'B', startsAt: at }
  const selections = names.map((name) => ({ id: selectionId(name), name, line: null }))
  return {
    id: marketId('m:1'),
    event,
    kind: 'h2h',
    outcome: 'winner',
    selections,
    winners,
    line: null,
    ladder: null,
    commission: 0,
    currency: null,
  }
}

function shown(venue: string, prices: readonly (number | null)[], winners = 1): MarketView {
  const names = prices.map((_, index) => `s${index}`)
  return createBoard().apply({
    market: marketOf(names, winners),
    status: 'open',
    inPlay: false,
    receivedAt: at,
    venues: [
      {
        venue: venueId(venue),
        side: 'back',
        quotedAt: at,
        freshness: 'live',
        prices: prices.map((value) => (value === null ? null : price(value))),
      },
    ],
  })
}

describe('fair prices from a sharp bookmaker', () => {
  it('are its prices without their overround, with the source in words', () => {
    const book = sharpPrices(sharp, power).fairBook(shown('sharp', [2.6, 2.4, 4.3]))
    expect(book?.probabilities).toEqual(power([2.6, 2.4, 4.3]).probabilities)
    expect(book?.source).toContain('sharp')
    expect(book?.source).toContain('3.38 %')
    expect(book?.source).toContain('power')
  })

  it('add up to the number of winners', () => {
    const book = sharpPrices(sharp, power).fairBook(shown('sharp', [1.4, 1.5, 2.2, 2.4], 2))
    expect(book?.probabilities.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(2, 12)
  })

  it('are not known where it shows nothing, or not all', () => {
    const fair = sharpPrices(sharp, power)
    expect(fair.fairBook(shown('soft', [2.6, 2.4, 4.3]))).toBeNull()
    expect(fair.fairBook(shown('sharp', [2.6, null, 4.3]))).toBeNull()
  })

  it('are not known where every selection wins', () => {
    expect(sharpPrices(sharp, power).fairBook(shown('sharp', [1.1, 1.2, 1.3], 3))).toBeNull()
  })

  it('are not known where the method has no answer', () => {
    expect(sharpPrices(sharp, additive).fairBook(shown('sharp', [1.01, 15, 1000]))).toBeNull()
  })

  it('let other faults through', () => {
    const broken = sharpPrices(sharp, () => {
      throw new RangeError('bug')
    })
    expect(() => broken.fairBook(shown('sharp', [2, 2]))).toThrow('bug')
  })
})

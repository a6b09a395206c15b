import { currency, money, selectionId, venueId } from '@betting-advisor/core'
import { createPriceLadder } from '@betting-advisor/core/odds'
import { describe, expect, it } from 'vitest'
import { marketAtVenue } from '../../../src/market/market-at-venue.ts'
import { venueTerms } from '../../../src/market/venue-terms.ts'
import type { PlaceOutcome } from '../../../src/ports/venue.ts'
import { news } from '../../support/markets.ts'
import { Floor, limit, minor } from './floor.ts'

const shown = {
  Home: {
    back: [
      [3, 20],
      [2.9, 30],
      [2.8, 50],
    ],
    lay: [
      [3.1, 20],
      [3.2, 30],
      [3.3, 50],
    ],
  },
} as const

function showing(...settings: ConstructorParameters<typeof Floor>): Floor {
  const floor = new Floor(...settings)
  floor.tell({ runners: shown })
  return floor
}

const code = (outcome: PlaceOutcome) => (outcome.kind === 'rejected' ? outcome.reason.code : outcome.kind)

describe('an order that meets offers', () => {
  it('has the best of them first, each at its price, and rests with what is left', () => {
    const floor = showing()
    expect(floor.seen(floor.bet('back', 2.9, 60))).toEqual(['open', 50, 2.94])
    expect(floor.seen(floor.bet('lay', 3.2, 10))).toEqual(['matched', 10, 3.1])
  })

  it('never has what was taken before, as long as nothing more is shown', () => {
    const floor = showing()
    floor.bet('back', 3, 15)
    expect(floor.seen(floor.bet('back', 2.9, 60))).toEqual(['open', 35, 2.9142])
    floor.tell({ runners: { Home: { lay: [[3.4, 5]] } } })
    expect(floor.seen(floor.bet('back', 2.9, 60))).toEqual(['open', 0, null])
  })

  it('has none of what is left when others take of what was taken, and all of what comes to it', () => {
    const floor = showing()
    floor.bet('back', 3, 15)
    floor.tell({ runners: { Home: { back: [[3, 12]] } } })
    const order = floor.bet('back', 3, 10)
    expect(floor.seen(order)).toEqual(['open', 0, null])
    floor.tell({ runners: { Home: { back: [[3, 19]] } } })
    expect(floor.seen(order)).toEqual(['open', 7, 3])
  })

  it('can have again what was all gone and is offered anew', () => {
    const floor = showing()
    floor.bet('back', 3, 20)
    floor.tell({ runners: { Home: { back: [[3, 0]] } } })
    floor.tell({ runners: { Home: { back: [[3, 4]] } } })
    expect(floor.seen(floor.bet('back', 3, 10))).toEqual(['open', 4, 3])
  })

  it('is matched at its own price by what is offered later at a better one, once', () => {
    const floor = showing()
    const order = floor.bet('back', 3.05, 30)
    floor.tell({ runners: { Home: { back: [[3.1, 12]], lay: [[3.1, 0]] } } })
    expect(floor.seen(order)).toEqual(['open', 12, 3.05])
    floor.tell({ runners: { Home: { back: [[2.9, 31]] } } })
    expect(floor.seen(order)).toEqual(['open', 12, 3.05])
  })

  it('does not lose sight of what it took where only the best levels are shown', () => {
    const floor = new Floor({}, { depth: 'display', offersBy: 'price' })
    floor.tell({ runners: { Home: { back: [[3, 20]] } } })
    floor.bet('back', 3, 20)
    // Better offers push it out of sight, and go again.
    floor.tell({
      runners: {
        Home: {
          back: [
            [3.2, 5],
            [3.1, 5],
            [3, 0],
          ],
        },
      },
    })
    floor.tell({
      runners: {
        Home: {
          back: [
            [3.2, 0],
            [3.1, 0],
            [3, 20],
          ],
        },
      },
    })
    expect(floor.seen(floor.bet('back', 3, 10))).toEqual(['open', 0, null])
  })
})

describe('an order to fill or kill', () => {
  it('takes worse prices than its own as far as all of it together is within it', () => {
    const floor = showing()
    // 20 at 3 and 30 at 2.9 are 3 better than 2.88 would be: enough for 37.5 at 2.8.
    expect(floor.seen(floor.bet('back', 2.88, 85, { fillOrKill: true }))).toEqual(['matched', 85, 2.8823])
    const short = showing()
    expect(code(short.place(short.order('back', limit(2.88, 100, { fillOrKill: true }))))).toBe('BET_TAKEN_OR_LAPSED')
    expect(short.seen(short.bet('back', 3, 20))).toEqual(['matched', 20, 3])
  })

  it('is content with its least fill, and the rest of it is cancelled', () => {
    const floor = showing()
    const order = floor.bet('lay', 3.1, 50, { fillOrKill: true, minFill: money(minor(20)) })
    expect(floor.seen(order)).toEqual(['cancelled', 20, 3.1])
    const again = floor.order('lay', limit(3.1, 50, { fillOrKill: true, minFill: money(minor(1)) }))
    expect(code(floor.place(again))).toBe('BET_TAKEN_OR_LAPSED')
    expect(floor.engine.lookup([again.ref], floor.now).orders).toEqual([])
  })
})

describe('an order is refused', () => {
  it.each<[string, PlaceOutcome]>(
    (() => {
      const floor = showing()
      const terms = limit(3, 10)
      const place = (...[side, what, rest]: Parameters<Floor['order']>) => floor.place(floor.order(side, what, rest))
      return [
        ['INVALID_RUNNER', place('back', terms, { selection: selectionId('Nobody') })],
        ['INVALID_MARKET_ID', place('back', terms, { market: 'another' as never })],
        ['INVALID_BET_SIZE', place('back', limit(3, 0.99))],
        ['INVALID_BET_SIZE', place('lay', { kind: 'market-on-close', liability: money(999) })],
        ['INVALID_MIN_FILL_SIZE', place('back', limit(3, 10, { fillOrKill: true, minFill: money(1001) }))],
        ['INVALID_MIN_FILL_SIZE', place('back', limit(3, 10, { minFill: money(100) }))],
      ]
    })(),
  )('with %s', (expected, outcome) => {
    expect(code(outcome)).toBe(expected)
  })

  it('where a better price is offered and the venue gives none', () => {
    const floor = showing({ bestPrice: false })
    expect(code(floor.place(floor.order('back', limit(2.9, 10))))).toBe('BET_LAPSED_PRICE_IMPROVEMENT_TOO_LARGE')
    expect(floor.seen(floor.bet('back', 3, 10))).toEqual(['matched', 10, 3])
  })

  it('where the book is in another currency than the account', () => {
    const floor = showing({ currency: currency('EUR') })
    expect(code(floor.place(floor.order('back', limit(3, 10))))).toBe('CURRENCY_UNKNOWN')
  })

  it('by what its market takes, where the venue says so', () => {
    const floor = showing()
    const terms = venueTerms({
      minStake: money(2_00),
      stakeStep: money(50),
      minPayout: money(10_00),
      ladder: createPriceLadder('tenths', [{ from: 110, step: 10 }], 1000),
    })
    floor.engine.observe({
      ...news(floor.market, floor.now, {}),
      states: [marketAtVenue({ venue: venueId('exchange'), status: 'open', terms })],
    })
    const placed = (price: number, stake: number) => code(floor.place(floor.order('back', limit(price, stake))))
    expect(placed(3, 1.5)).toBe('INVALID_BET_SIZE')
    expect(placed(3, 2.2)).toBe('INVALID_BET_SIZE')
    expect(placed(3.05, 2)).toBe('INVALID_ODDS')
    expect([placed(3, 2), placed(10, 1)]).toEqual(['accepted', 'accepted'])
  })

  it('when it has come before', () => {
    const floor = showing()
    const order = floor.bet('back', 3, 10)
    expect(floor.place(order)).toMatchObject({ kind: 'unknown', reason: { code: 'DUPLICATE_TRANSACTION' } })
    expect(floor.engine.lookup([order.ref], floor.now).orders).toHaveLength(1)
  })
})

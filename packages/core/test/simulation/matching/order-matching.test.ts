import {
  currency,
  eventId,
  type Market,
  marketId,
  money,
  priceUnits,
  selectionId,
  timestamp,
  venueId,
} from '@betting-advisor/core'
import { createLadderBook } from '@betting-advisor/core/book'
import { createOrderMatching, type OrderToMatch } from '@betting-advisor/core/simulation'
import { describe, expect, it } from 'vitest'

const venue = venueId('exchange')
const pounds = currency('GBP')
const id = marketId('exchange:1')
const selection = selectionId('1')
const NOW = timestamp(1_000)

const market: Market = {
  id,
  event: { id: eventId('1'), competition: 'races', name: 'A race', home: null, away: null, startsAt: timestamp(9_000) },
  kind: 'WIN',
  outcome: 'winner',
  selections: [{ id: selection, name: 'One', line: null }],
  winners: 1,
  line: null,
}

function open() {
  const book = createLadderBook({ venue, market: id, feed: 'world', currency: pounds, depth: 'raw' })
  book.begin(NOW)
  const runner = book.addRunner(selection)
  book.setState({ status: 'open', inPlay: false, version: 1, betDelayMs: 0, winners: 1, startingPrice: 'none' })
  book.setPrice('back', runner, 29_000, 5_00)
  book.end()
  const matching = createOrderMatching({ venue, currency: pounds })
  matching.open(market, NOW)
  matching.observeBook(book, NOW)
  return matching
}

function order(name: string, price: number): OrderToMatch {
  const terms = { kind: 'limit', price: priceUnits(price), stake: money(8_00), persistence: 'lapse' } as const
  return { id: name, market: id, selection, side: 'back', terms }
}

describe('orders of an emulated exchange', () => {
  it('are matched at once as far as something is offered, and tell each part', () => {
    const matching = open()
    expect(matching.place(order('a', 28_000), NOW)).toBeNull()
    expect(matching.changed()).toEqual(['a'])
    expect(matching.order('a')).toMatchObject({ state: 'open', matchedStake: 5_00, open: 3_00 })
    expect(matching.order('a')?.fills).toEqual([{ stake: 5_00, value: 5_00 * 29_000 }])
    expect(matching.changed()).toEqual([])
  })

  it('are cancelled in part and whole, and settle with their market', () => {
    const matching = open()
    matching.place(order('a', 30_000), NOW)
    matching.place(order('b', 30_000), NOW)
    expect(matching.cancel('a', NOW, money(2_00))).toBeNull()
    expect(matching.order('a')).toMatchObject({ open: 6_00, cancelledStake: 2_00 })
    expect(matching.cancel('a', NOW)).toBeNull()
    expect(matching.cancel('c', NOW)).toMatchObject({ code: 'INVALID_BET_ID' })
    expect(matching.persist('b', 'persist', NOW)).toBeNull()
    matching.settle(id, NOW)
    expect(matching.changed()).toContain('b')
  })
})

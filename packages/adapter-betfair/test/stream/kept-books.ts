import { currency, venueId } from '@betting-advisor/core'
import { expect } from 'vitest'
import { expectSame } from '../../../core/test/book/compare-books.ts'
import type { SlowBooks } from '../../../core/test/book/slow-book.ts'
import { exchangeMarket } from '../../src/markets/names.ts'
import type { StreamOffers } from '../../src/stream/exchange-book.ts'
import { createMarketBooks, type MarketBooks } from '../../src/stream/market-books.ts'

/** Books of a stream that keep offers of a kind. */
export function booksOf(offers: StreamOffers): MarketBooks {
  return createMarketBooks({ venue: venueId('betfair'), feed: 'stream', currency: currency('GBP'), offers })
}

/** Holds all books against slow ones. */
export function expectBooks(kept: Pick<MarketBooks, 'books' | 'size'>, slow: SlowBooks, offers: StreamOffers): void {
  expect(kept.size).toBe(slow.markets.size)
  for (const [id, market] of slow.markets) {
    const book = kept.books.get(exchangeMarket(id))
    if (book === undefined) throw new Error(`no book of ${id}`)
    expectSame(book, market, offers)
  }
}

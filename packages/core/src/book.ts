/**
 * What exchanges show, and how old it is: for feeds that keep books, and for whoever reads them without a strategy.
 *
 * @module @betting-advisor/core/book
 */
export { createLadderBook } from './book/create-ladder-book.ts'
export type { LadderBook, LadderBookSettings } from './book/ladder-book.ts'
export type { OffersBy } from './book/runner-book.ts'
export type { BookState, BookView } from './market/book-view.ts'
export type { FeedView } from './market/feed-ages.ts'
export { createFeedFreshness, type FeedFreshness } from './market/feed-freshness.ts'
export type { RunnerStatus } from './market/market-status.ts'

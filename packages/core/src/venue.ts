/**
 * What a venue or a source of your own is asked, and what it answers.
 *
 * @module @betting-advisor/core/venue
 */
export { createElapsed } from './clock/elapsed.ts'
export type { Matched, ValueBasis } from './order/matched.ts'
export {
  type LimitOnCloseTerms,
  type LimitTerms,
  type MarketOnCloseTerms,
  notTaken,
  type OrdersTaken,
} from './order/order-terms.ts'
export type { BookFeed, Books, ByteRange, FeedMessage, FeedTurn } from './ports/book-feed.ts'
export type { FeedStatus, SourceContext } from './ports/price-source.ts'
export type { AwaitedMarket } from './ports/result-source.ts'
export type {
  BetList,
  CancelOutcome,
  LookupResult,
  OrderNews,
  PlaceAttempt,
  PlaceOutcome,
  VenueBet,
  VenueFunds,
  VenueOrder,
  VenueTraits,
} from './ports/venue.ts'
export type { OrderRef } from './units/ids.ts'
export { averagePriceOf, type MatchedValue, matchedValue, valueOfFills } from './units/matched-value.ts'
export { allOf, forEachOf, type OneOrMore } from './units/one-or-more.ts'

/**
 * What a venue or a source of your own is asked, and what it answers.
 *
 * @module @betting-advisor/core/venue
 */
export { createElapsed } from './clock/elapsed.ts'
export type { LinkedView } from './market/board.ts'
export { type EachWayTerms, type MarketAtVenue, marketAtVenue, type RunnerAtVenue } from './market/market-at-venue.ts'
export { type VenueTerms, venueTerms } from './market/venue-terms.ts'
export type { Amendment } from './order/amendment.ts'
export type { Execution } from './order/intent.ts'
export type { Matched, ValueBasis } from './order/matched.ts'
export {
  type LimitOnCloseTerms,
  type LimitTerms,
  type MarketOnCloseTerms,
  notTaken,
  type OrdersTaken,
} from './order/order-terms.ts'
export type { BookFeed, Books, ByteRange, FeedMessage, FeedTurn } from './ports/book-feed.ts'
export type { Cleared, ClearedMarket, ClearedOrder, KnownWord, KnownWords } from './ports/cleared.ts'
export { type ExchangeRates, fixedRates } from './ports/exchange-rates.ts'
export type { FeedStatus, SourceContext } from './ports/price-source.ts'
export type { AwaitedMarket } from './ports/result-source.ts'
export type {
  AmendOutcome,
  BetList,
  CancelOutcome,
  KnownOrder,
  LookupResult,
  OrderNews,
  PendingOrder,
  PlaceAttempt,
  PlaceOutcome,
  RefusedOrder,
  ReplaceOutcome,
  ReplacesOrders,
  TwinTerms,
  VenueBet,
  VenueFunds,
  VenueOrder,
  VenueTraits,
  WatchingVenue,
} from './ports/venue.ts'
export type { OrderRef } from './units/ids.ts'
export { averagePriceOf, type MatchedValue, matchedValue, valueOfFills } from './units/matched-value.ts'
export { allOf, forEachOf, type OneOrMore } from './units/one-or-more.ts'

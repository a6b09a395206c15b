/**
 * The Exchange Stream of Betfair.
 *
 * @module @betting-advisor/adapter-betfair/stream
 */

export { type DescribeMarket, describeByDefinition } from './markets/describe-market.ts'
export {
  exchangeMarket,
  exchangeSelection,
  marketAtExchange,
  type RunnerName,
  runnerAtExchange,
} from './markets/names.ts'
export { type ExchangeTermsSettings, exchangeTerms, type TermsOf } from './markets/terms.ts'
export type { StreamEndpoint } from './stream/connection.ts'
export { type ConnectionBudget, createConnectionBudget } from './stream/connection-budget.ts'
export type { StreamOffers } from './stream/exchange-book.ts'
export type { MarketChoice, NamedMarkets } from './stream/market-choice.ts'
export { createMarketFeed, type MarketFeed, type MarketFeedSettings } from './stream/market-feed.ts'
export {
  createMarketReader,
  type MarketReader,
  type MarketReaderSettings,
  type ReadMarkets,
} from './stream/market-reader.ts'
export { createOrderStream, type OrderStream, type OrderStreamSettings } from './stream/order-stream.ts'
export { streamEndpoint } from './stream/stream-endpoint.ts'
export { type StreamCure, StreamFault } from './stream/stream-fault.ts'
export type { SessionTokens, StreamAccess, StreamLimits } from './stream/stream-settings.ts'
export type {
  AuthenticationRequest,
  ChangeMessage,
  Computed,
  ConnectionMessage,
  HeartbeatRequest,
  LapseWord,
  LevelPriceSize,
  MarketChange,
  MarketChangeMessage,
  MarketDataFilter,
  MarketDefinition,
  MarketSubscriptionRequest,
  MatchedByPrice,
  OrderChangeMessage,
  OrderMarketChange,
  OrderRunnerChange,
  OrderSubscriptionRequest,
  PriceSizePair,
  RunnerChange,
  RunnerDefinition,
  StatusMessage,
  StreamErrorWord,
  StreamField,
  StreamMarketFilter,
  StreamMessage,
  StreamOrder,
  StreamOrderFilter,
  StreamRequest,
  SubscriptionRequest,
  Word,
} from './stream/wire.ts'

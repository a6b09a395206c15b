/**
 * The Exchange Stream of Betfair.
 *
 * @module @betting-advisor/adapter-betfair/stream
 */
export {
  exchangeMarket,
  exchangeSelection,
  marketAtExchange,
  type RunnerName,
  runnerAtExchange,
} from './markets/names.ts'
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
  PriceSize,
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

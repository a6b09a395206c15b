/**
 * What the venue's own API is asked and what it answers, typed.
 *
 * @module @betting-advisor/adapter-betfair/api
 */

export {
  type AllPages,
  type BetfairAnswer,
  type BetfairClient,
  type BetfairClientSettings,
  createBetfairClient,
} from './api/client.ts'
export type {
  AccountDetails,
  AccountFunds,
  CurrencyRate,
  DeveloperApp,
  StatementItem,
} from './api/wire/account.ts'
export type {
  CancelExecutionReport,
  CancelOrdersRequest,
  CancelReport,
  ReplaceExecutionReport,
  ReplaceOrdersRequest,
  ReplaceReport,
  UpdateExecutionReport,
  UpdateOrdersRequest,
} from './api/wire/change-orders.ts'
export type { ClearedOrderRow } from './api/wire/cleared-order.ts'
export type { CurrentOrder } from './api/wire/current-order.ts'
export type { HeartbeatReport } from './api/wire/heartbeat.ts'
export type { CertificateAnswer, IdentityAnswer } from './api/wire/identity.ts'
export type {
  CompetitionResult,
  CountryResult,
  EventResult,
  EventTypeResult,
  MarketTypeResult,
  VenueResult,
} from './api/wire/lists.ts'
export type { MarketBook, PriceSize, RunnerWire } from './api/wire/market-book.ts'
export type { LineRangeInfo, MarketCatalogue, MarketDescription, RunnerCatalog } from './api/wire/market-catalogue.ts'
export type {
  LimitOrder,
  PlaceExecutionReport,
  PlaceInstruction,
  PlaceOrdersRequest,
  PlaceReport,
} from './api/wire/place-orders.ts'
export type {
  AccountStatementRequest,
  ClearedOrdersRequest,
  CurrentOrdersRequest,
  MarketBookRequest,
  MarketCatalogueRequest,
  MarketFilter,
  PriceProjection,
  TimeRange,
} from './api/wire/requests.ts'
export type { RpcAnswer, RpcError, RpcRequest } from './api/wire/rpc.ts'
export type { Open } from './api/wire/values.ts'

/**
 * The Betfair exchange as a price source and a venue.
 *
 * @module @betting-advisor/adapter-betfair
 */
export { type AppKeyKind, appKeyKind } from './account/app-key.ts'
export {
  type ActiveWeek,
  type ExpertFeeForecast,
  type ExpertFeeHistory,
  forecastExpertFee,
} from './account/expert-fee.ts'
export type { TransactionHour, Transactions } from './account/transactions.ts'
export { type Catalogue, type CatalogueSettings, createCatalogue } from './markets/catalogue.ts'
export { type HandicapPair, handicapPairs } from './markets/handicap-pairs.ts'
export { learnNames, type NameClient } from './markets/learn-names.ts'
export { apiMarketFilter, type KnownNames, streamMarketFilter } from './markets/market-filter.ts'
export type { MarketQuery } from './markets/market-query.ts'
export { MarketQueryError } from './markets/query-error.ts'
export type { NamedIds, SportName } from './markets/sports.ts'
export { type BetfairVenue, type BetfairVenueSettings, createBetfairVenue } from './orders/venue.ts'
export type { BetfairAccess, ClientCertificate, CompleteAccess } from './session/access.ts'
export { type BetfairHosts, betfairHosts, type Jurisdiction } from './session/hosts.ts'
export {
  type BetfairSession,
  type BetfairSessionSettings,
  createBetfairSession,
  type SessionStatus,
} from './session/session.ts'
export { compareWithStatement, type StatementCheck, type StatementDifference } from './settlement/statement-check.ts'
export { type BetfairAccessSettings, betfairAccess, betfairVariables } from './variables.ts'

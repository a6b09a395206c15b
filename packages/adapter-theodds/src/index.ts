/**
 * The Odds API v4 as a price and result source.
 *
 * @module @betting-advisor/adapter-theodds
 */
export type { TheOddsAccess } from './api/access.ts'
export {
  type BookmakerChoice,
  createTheOddsClient,
  type EventFilter,
  type IncludedFields,
  type TheOddsAnswer,
  type TheOddsClient,
  type TheOddsClientSettings,
} from './api/client.ts'
export type { Credits } from './api/credits.ts'
export type {
  TheOddsBookmaker,
  TheOddsEvent,
  TheOddsMarket,
  TheOddsOddsEvent,
  TheOddsOutcome,
  TheOddsScoreEvent,
  TheOddsSport,
} from './api/schemas.ts'
export { createTheOddsResults, type TheOddsResults, type TheOddsResultsSettings } from './results/results-source.ts'
export type { MarketKey } from './source/market-key.ts'
export { createTheOddsSource, type TheOddsSource } from './source/odds-source.ts'
export { readTheOddsToken, type TheOddsToken } from './source/price-token.ts'
export type { TheOddsSourceSettings } from './source/source-settings.ts'
export { type TheOddsAccessSettings, theOddsAccess, theOddsVariables } from './variables.ts'

import type { Open } from './values.ts'

export type MarketStatusWire = Open<'INACTIVE' | 'OPEN' | 'SUSPENDED' | 'CLOSED'>
export type RunnerStatusWire = Open<'ACTIVE' | 'WINNER' | 'LOSER' | 'PLACED' | 'REMOVED' | 'REMOVED_VACANT' | 'HIDDEN'>
export type BettingType = Open<
  'ODDS' | 'LINE' | 'RANGE' | 'ASIAN_HANDICAP_DOUBLE_LINE' | 'ASIAN_HANDICAP_SINGLE_LINE' | 'FIXED_ODDS'
>
export type LadderType = Open<'CLASSIC' | 'FINEST' | 'LINE_RANGE'>
export type BetDelayModel = Open<'PASSIVE' | 'DYNAMIC'>

export type SideWire = 'BACK' | 'LAY'
export type OrderTypeWire = Open<'LIMIT' | 'LIMIT_ON_CLOSE' | 'MARKET_ON_CLOSE'>
export type PersistenceType = Open<'LAPSE' | 'PERSIST' | 'MARKET_ON_CLOSE'>
export type OrderStatusWire = Open<'PENDING' | 'EXECUTABLE' | 'EXECUTION_COMPLETE' | 'EXPIRED'>
export type BetStatus = 'SETTLED' | 'VOIDED' | 'LAPSED' | 'CANCELLED'

export type ReportStatus = Open<'SUCCESS' | 'FAILURE' | 'PROCESSED_WITH_ERRORS' | 'TIMEOUT'>
export type InstructionStatus = Open<'SUCCESS' | 'FAILURE' | 'TIMEOUT'>

export type MarketProjection =
  | 'COMPETITION'
  | 'EVENT'
  | 'EVENT_TYPE'
  | 'MARKET_START_TIME'
  | 'MARKET_DESCRIPTION'
  | 'RUNNER_DESCRIPTION'
  | 'RUNNER_METADATA'
export type PriceData = 'SP_AVAILABLE' | 'SP_TRADED' | 'EX_BEST_OFFERS' | 'EX_ALL_OFFERS' | 'EX_TRADED'
export type MarketSort =
  | 'MINIMUM_TRADED'
  | 'MAXIMUM_TRADED'
  | 'MINIMUM_AVAILABLE'
  | 'MAXIMUM_AVAILABLE'
  | 'FIRST_TO_START'
  | 'LAST_TO_START'
export type OrderProjection = 'ALL' | 'EXECUTABLE' | 'EXECUTION_COMPLETE'
export type MatchProjection = 'NO_ROLLUP' | 'ROLLED_UP_BY_PRICE' | 'ROLLED_UP_BY_AVG_PRICE'
export type OrderBy = 'BY_BET' | 'BY_MARKET' | 'BY_PLACE_TIME' | 'BY_MATCH_TIME' | 'BY_VOID_TIME' | 'BY_SETTLED_TIME'
export type SortDirection = 'EARLIEST_TO_LATEST' | 'LATEST_TO_EARLIEST'
export type GroupBy = 'EVENT_TYPE' | 'EVENT' | 'MARKET' | 'SIDE' | 'BET'

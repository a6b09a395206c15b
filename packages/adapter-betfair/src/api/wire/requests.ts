import type {
  BetStatus,
  GroupBy,
  MarketProjection,
  MarketSort,
  MatchProjection,
  OrderBy,
  OrderProjection,
  PriceData,
  SortDirection,
} from './enums.ts'

/** A stretch of time, each end ISO 8601. */
export interface TimeRange {
  readonly from?: string
  readonly to?: string
}

/** Which markets, in the venue's own words. */
export interface MarketFilter {
  readonly textQuery?: string
  readonly eventTypeIds?: readonly string[]
  readonly eventIds?: readonly string[]
  readonly competitionIds?: readonly string[]
  readonly marketIds?: readonly string[]
  readonly venues?: readonly string[]
  readonly bspOnly?: boolean
  readonly turnInPlayEnabled?: boolean
  readonly inPlayOnly?: boolean
  readonly marketBettingTypes?: readonly string[]
  readonly marketCountries?: readonly string[]
  readonly marketTypeCodes?: readonly string[]
  readonly marketStartTime?: TimeRange
  readonly withOrders?: readonly string[]
  readonly raceTypes?: readonly string[]
  readonly betDelayModels?: readonly string[]
}

/** What listMarketCatalogue is asked. */
export interface MarketCatalogueRequest {
  readonly filter: MarketFilter
  readonly marketProjection?: readonly MarketProjection[]
  readonly sort?: MarketSort
  readonly maxResults: number
  readonly locale?: string
}

/** Which prices of a market are asked for. */
export interface PriceProjection {
  readonly priceData?: readonly PriceData[]
  readonly exBestOffersOverrides?: {
    readonly bestPricesDepth?: number
    readonly rollupModel?: 'STAKE' | 'PAYOUT' | 'NONE'
    readonly rollupLimit?: number
  }
  readonly virtualise?: boolean
}

/** What listMarketBook is asked. */
export interface MarketBookRequest {
  readonly marketIds: readonly string[]
  readonly priceProjection?: PriceProjection
  readonly orderProjection?: OrderProjection
  readonly matchProjection?: MatchProjection
  readonly currencyCode?: string
  readonly locale?: string
}

/** What listCurrentOrders is asked. */
export interface CurrentOrdersRequest {
  readonly betIds?: readonly string[]
  readonly marketIds?: readonly string[]
  readonly orderProjection?: OrderProjection
  readonly customerOrderRefs?: readonly string[]
  readonly customerStrategyRefs?: readonly string[]
  readonly dateRange?: TimeRange
  readonly orderBy?: OrderBy
  readonly sortDir?: SortDirection
  readonly fromRecord?: number
  readonly recordCount?: number
  readonly includeItemDescription?: boolean
}

/** What listClearedOrders is asked. */
export interface ClearedOrdersRequest {
  readonly betStatus: BetStatus
  readonly marketIds?: readonly string[]
  readonly betIds?: readonly string[]
  readonly customerOrderRefs?: readonly string[]
  readonly customerStrategyRefs?: readonly string[]
  readonly settledDateRange?: TimeRange
  readonly groupBy?: GroupBy
  readonly includeItemDescription?: boolean
  readonly fromRecord?: number
  readonly recordCount?: number
}

/** What getAccountStatement is asked. */
export interface AccountStatementRequest {
  readonly fromRecord?: number
  readonly recordCount?: number
  readonly itemDateRange?: TimeRange
  readonly includeItem?: 'ALL' | 'EXCHANGE' | 'DEPOSITS_WITHDRAWALS'
}

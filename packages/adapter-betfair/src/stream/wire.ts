/** What is said on the Exchange Stream, as JSON has it: one object a line. Venues add fields and words as they like; both are let through. */

/** A word of the venue's: one of those that are known, or one that came later. */
export type Word<Known extends string> = Known | (string & {})

/** Authentication: the first thing said on a connection. */
export interface AuthenticationRequest {
  readonly op: 'authentication'
  readonly id: number
  readonly appKey: string
  readonly session: string
}

/** A question whether the connection lives; it is answered with a status. */
export interface HeartbeatRequest {
  readonly op: 'heartbeat'
  readonly id: number
}

/** What both kinds of subscription say. */
export interface SubscriptionRequest {
  readonly id: number
  readonly segmentationEnabled?: boolean
  readonly conflateMs?: number
  readonly heartbeatMs?: number
  /** Where to go on, from the last image and the last message. */
  readonly initialClk?: string
  readonly clk?: string
}

/** Which markets: those that meet every list given. */
export interface StreamMarketFilter {
  readonly marketIds?: readonly string[]
  readonly bspMarket?: boolean
  readonly bettingTypes?: readonly string[]
  readonly eventTypeIds?: readonly string[]
  readonly eventIds?: readonly string[]
  readonly turnInPlayEnabled?: boolean
  readonly marketTypes?: readonly string[]
  readonly venues?: readonly string[]
  readonly countryCodes?: readonly string[]
  readonly raceTypes?: readonly string[]
}

export type StreamField =
  | 'EX_BEST_OFFERS_DISP'
  | 'EX_BEST_OFFERS'
  | 'EX_ALL_OFFERS'
  | 'EX_TRADED'
  | 'EX_TRADED_VOL'
  | 'EX_LTP'
  | 'EX_MARKET_DEF'
  | 'SP_TRADED'
  | 'SP_PROJECTED'

export interface MarketDataFilter {
  /** From 1 to 10. */
  readonly ladderLevels?: number
  readonly fields?: readonly StreamField[]
}

export interface MarketSubscriptionRequest extends SubscriptionRequest {
  readonly op: 'marketSubscription'
  readonly marketFilter: StreamMarketFilter
  readonly marketDataFilter: MarketDataFilter
}

export interface StreamOrderFilter {
  readonly includeOverallPosition?: boolean
  readonly customerStrategyRefs?: readonly string[]
  readonly partitionMatchedByStrategyRef?: boolean
}

export interface OrderSubscriptionRequest extends SubscriptionRequest {
  readonly op: 'orderSubscription'
  readonly orderFilter?: StreamOrderFilter
}

export type StreamRequest =
  | AuthenticationRequest
  | HeartbeatRequest
  | MarketSubscriptionRequest
  | OrderSubscriptionRequest

/** The first thing that the venue says. */
export interface ConnectionMessage {
  readonly op: 'connection'
  readonly connectionId: string
}

export type StreamErrorWord =
  | 'INVALID_INPUT'
  | 'TIMEOUT'
  | 'NO_APP_KEY'
  | 'INVALID_APP_KEY'
  | 'NOT_AUTHORIZED'
  | 'NO_SESSION'
  | 'INVALID_SESSION_INFORMATION'
  | 'MAX_CONNECTION_LIMIT_EXCEEDED'
  | 'TOO_MANY_REQUESTS'
  | 'SUBSCRIPTION_LIMIT_EXCEEDED'
  | 'INVALID_CLOCK'
  | 'UNEXPECTED_ERROR'
  | 'CONNECTION_FAILED'
  | 'INVALID_REQUEST'

/** The answer to a request, or an error that ends the connection. */
export interface StatusMessage {
  readonly op: 'status'
  readonly id?: number | null
  readonly statusCode: Word<'SUCCESS' | 'FAILURE'>
  readonly connectionClosed?: boolean
  readonly errorCode?: Word<StreamErrorWord> | null
  readonly errorMessage?: string | null
  readonly connectionId?: string
  /** With the answer to authentication only. */
  readonly connectionsAvailable?: number
}

/** What messages of markets and of orders share. */
export interface ChangeMessage {
  /** That of the subscription. */
  readonly id?: number
  readonly ct?: Word<'SUB_IMAGE' | 'RESUB_DELTA' | 'HEARTBEAT'> | null
  readonly segmentType?: Word<'SEG_START' | 'SEG' | 'SEG_END'> | null
  /** When it was published, in epoch milliseconds. */
  readonly pt?: number
  readonly initialClk?: string | null
  readonly clk?: string | null
  readonly heartbeatMs?: number
  readonly conflateMs?: number
  /** 503 while the venue cannot vouch for what it says. */
  readonly status?: number | null
  readonly con?: boolean
}

export interface MarketChangeMessage extends ChangeMessage {
  readonly op: 'mcm'
  readonly mc?: readonly MarketChange[] | null
}

export interface OrderChangeMessage extends ChangeMessage {
  readonly op: 'ocm'
  readonly oc?: readonly OrderMarketChange[] | null
}

export type StreamMessage = ConnectionMessage | StatusMessage | MarketChangeMessage | OrderChangeMessage

export interface MarketChange {
  readonly id: string
  /** Whether it tells everything of the market. */
  readonly img?: boolean
  readonly tv?: number
  readonly con?: boolean
  readonly marketDefinition?: MarketDefinition
  readonly rc?: readonly RunnerChange[] | null
}

/** [price, size] */
export type PriceSizePair = readonly [price: number, size: number]
/** [level, price, size] */
export type LevelPriceSize = readonly [level: number, price: number, size: number]
/** A number that may be none, and then is a word: `NaN`, `Infinity`, `-Infinity`, `INF`, `-INF`. */
export type Computed = number | string

export interface RunnerChange {
  readonly id: number | string
  /** Handicap; absent is 0. */
  readonly hc?: number
  readonly atb?: readonly PriceSizePair[]
  readonly atl?: readonly PriceSizePair[]
  readonly batb?: readonly LevelPriceSize[]
  readonly batl?: readonly LevelPriceSize[]
  readonly bdatb?: readonly LevelPriceSize[]
  readonly bdatl?: readonly LevelPriceSize[]
  readonly trd?: readonly PriceSizePair[]
  readonly spb?: readonly PriceSizePair[]
  readonly spl?: readonly PriceSizePair[]
  readonly tv?: number
  readonly ltp?: number
  readonly spn?: Computed
  readonly spf?: Computed
}

export interface RunnerDefinition {
  readonly id: number | string
  readonly hc?: number
  readonly sortPriority?: number
  readonly status?: Word<'ACTIVE' | 'WINNER' | 'LOSER' | 'PLACED' | 'REMOVED' | 'REMOVED_VACANT' | 'HIDDEN'>
  readonly adjustmentFactor?: number
  readonly bsp?: Computed | null
  /** ISO 8601. */
  readonly removalDate?: string | null
  /** In historical files only. */
  readonly name?: string
}

/** All of it is told anew whenever some of it changes. */
export interface MarketDefinition {
  readonly status?: Word<'INACTIVE' | 'OPEN' | 'SUSPENDED' | 'CLOSED'>
  readonly inPlay?: boolean
  readonly version?: number
  /** In seconds. */
  readonly betDelay?: number
  readonly betDelayModels?: readonly string[]
  readonly suspendReason?: string
  readonly bettingType?: Word<'ODDS' | 'LINE' | 'RANGE' | 'ASIAN_HANDICAP_DOUBLE_LINE' | 'ASIAN_HANDICAP_SINGLE_LINE'>
  readonly marketType?: string
  readonly bspMarket?: boolean
  readonly bspReconciled?: boolean
  readonly complete?: boolean
  readonly crossMatching?: boolean
  readonly discountAllowed?: boolean
  readonly persistenceEnabled?: boolean
  readonly runnersVoidable?: boolean
  readonly turnInPlayEnabled?: boolean
  readonly eventId?: string
  readonly eventTypeId?: string
  readonly eventName?: string
  readonly competitionId?: string
  readonly competitionName?: string
  readonly countryCode?: string
  readonly venue?: string
  readonly raceType?: string
  readonly timezone?: string
  readonly regulators?: readonly string[]
  /** What the venue keeps of winnings, in percent. */
  readonly marketBaseRate?: number
  readonly numberOfActiveRunners?: number
  readonly numberOfWinners?: number
  readonly eachWayDivisor?: number
  /** Times: ISO 8601, with any offset. */
  readonly marketTime?: string
  readonly openDate?: string
  readonly suspendTime?: string
  readonly settledTime?: string
  readonly name?: string
  readonly marketName?: string
  readonly priceLadderDefinition?: { readonly type: Word<'CLASSIC' | 'FINEST' | 'LINE_RANGE'> }
  readonly keyLineDefinition?: { readonly kl: readonly { readonly id: number; readonly hc: number }[] }
  readonly lineMinUnit?: number
  readonly lineMaxUnit?: number
  readonly lineInterval?: number
  readonly runners: readonly RunnerDefinition[]
}

export interface OrderMarketChange {
  /** Of the market. */
  readonly id: string
  readonly accountId?: number
  readonly closed?: boolean
  readonly fullImage?: boolean
  readonly orc?: readonly OrderRunnerChange[] | null
}

export interface MatchedByPrice {
  readonly mb?: readonly PriceSizePair[]
  readonly ml?: readonly PriceSizePair[]
}

export interface OrderRunnerChange extends MatchedByPrice {
  readonly id: number
  readonly hc?: number
  readonly fullImage?: boolean
  readonly uo?: readonly StreamOrder[] | null
  /** By strategy reference. */
  readonly smc?: Readonly<Record<string, MatchedByPrice>>
}

export type LapseWord =
  | 'MKT_UNKNOWN'
  | 'MKT_INVALID'
  | 'RNR_UNKNOWN'
  | 'TIME_ELAPSED'
  | 'CURRENCY_UNKNOWN'
  | 'PRICE_INVALID'
  | 'MKT_SUSPENDED'
  | 'MKT_VERSION'
  | 'LINE_TARGET'
  | 'LINE_SP'
  | 'SP_IN_PLAY'
  | 'SMALL_STAKE'
  | 'PRICE_IMP_TOO_LARGE'

/** An order: told whole whenever some of it changes. Times are epoch milliseconds, sizes are in the account's currency. */
export interface StreamOrder {
  /** Of the bet. */
  readonly id: string
  readonly p: number
  readonly s: number
  /** Liability of an order for the starting price. */
  readonly bsp?: number
  readonly side: 'B' | 'L'
  /** Executable, or execution complete. */
  readonly status: Word<'E' | 'EC'>
  readonly pt: Word<'L' | 'P' | 'MOC'>
  readonly ot: Word<'L' | 'LOC' | 'MOC'>
  readonly pd: number
  readonly md?: number | null
  readonly cd?: number | null
  readonly ld?: number | null
  readonly lsrc?: Word<LapseWord> | null
  readonly avp?: number | null
  readonly sm?: number
  readonly sr?: number
  readonly sl?: number
  readonly sc?: number
  readonly sv?: number
  readonly rac?: string
  readonly rc?: string
  readonly rfo?: string
  readonly rfs?: string
}

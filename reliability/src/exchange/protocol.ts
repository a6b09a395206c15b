import type { Money } from '@betting-advisor/core'
import type { ExchangeFaults, ExchangeOrder } from '@betting-advisor/core/simulation'
import type { OrderRef } from '@betting-advisor/core/venue'
import type { BetfairAddress } from '../betfair/protocol.ts'
import type { Constants } from '../constants.ts'

/** How a process of the exchange is started. */
export interface ExchangeConfig {
  readonly seed: string
  readonly constants: Constants
  readonly faults: Partial<ExchangeFaults>
  /** What all bets of the account together may ever lose at once. */
  readonly limit: number
  /** By which reference it shows what takes the place of an order. */
  readonly replaces: 'own' | 'former'
  /** Markets that open at the same moment. */
  readonly burst: number
  /** Whether its port is closed for a moment now and then. */
  readonly refusesConnections: boolean
  /** How many of the orders are held on their way, in [0, 1]. */
  readonly held: number
  /** Whether the link to it goes down and comes back. */
  readonly goesDown: boolean
  /** How fast its clock runs where it has one that is not the world's, and since when. */
  readonly speed: number
  readonly epoch: number
}

/** An order on the wire: with what the exchange checks besides, and no real one would be told. */
export interface OrderRequest {
  readonly order: ExchangeOrder
  /** Which decision it is, whatever its reference says. */
  readonly decision: string
  readonly decidedAt: number
  readonly sentAt: number
}

/** An order that is to come in the place of another, on the wire. */
export interface ReplaceRequest extends OrderRequest {
  readonly replaced: OrderRef
}

/** A request that reached the exchange. */
export interface SeenRequest {
  readonly ref: string
  readonly decision: string
  /** `null` where the exchange is not told; then the database knows. */
  readonly decidedAt: number | null
  readonly sentAt: number | null
  /** `null` where nobody can tell how long it was on its way. */
  readonly arrivedAt: number | null
}

/** A bet as its exchange has it. */
export interface SeenBet {
  readonly id: string
  readonly ref: string | null
  readonly state: string
  readonly matchedStake: number
  /** Not rounded. */
  readonly averagePrice: number | null
}

/** What an exchange that settles bets itself believes an account has won, in minor units. */
export interface ExchangeStatement {
  /** By how much its balance has changed. */
  readonly result: number
  /** What was taken of that. */
  readonly commission: number
}

/** What the exchange has seen, told when all is over. */
export interface ExchangeReport {
  readonly bets: readonly SeenBet[]
  readonly requests: readonly SeenRequest[]
  /** The most that could be lost at any moment, and how often that was above the limit. */
  readonly highestExposure: Money
  readonly timesAboveLimit: number
  /** `null` of one that pays nothing out. */
  readonly statement: ExchangeStatement | null
}

/** What the process that started an exchange tells it. */
export type ExchangeCommand =
  | { readonly kind: 'close-markets' }
  | { readonly kind: 'heal' }
  | { readonly kind: 'report' }

/** What an exchange tells the process that started it. */
export type ExchangeMessage =
  | { readonly kind: 'listening'; readonly port: number; readonly betfair: BetfairAddress | null }
  | { readonly kind: 'markets-over' }
  | { readonly kind: 'healed' }
  | { readonly kind: 'report'; readonly report: ExchangeReport }

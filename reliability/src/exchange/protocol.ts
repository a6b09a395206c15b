import type { MarketResult, Money } from '@betting-advisor/core'
import type { ExchangeBet, ExchangeFaults, ExchangeOrder } from '@betting-advisor/core/simulation'
import type { OrderRef } from '@betting-advisor/core/venue'
import type { Constants } from '../constants.ts'

/** How a process of the exchange is started. */
export interface ExchangeConfig {
  readonly seed: string
  readonly constants: Constants
  readonly faults: Partial<ExchangeFaults>
  /** What all bets of the account together may ever lose at once. */
  readonly limit: number
  /** Markets that open at the same moment. */
  readonly burst: number
  /** Whether its port is closed for a moment now and then. */
  readonly refusesConnections: boolean
  /** How many of the orders are held on their way, in [0, 1]. */
  readonly held: number
  /** Whether the link to it goes down and comes back. */
  readonly goesDown: boolean
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
  readonly decidedAt: number
  readonly sentAt: number
  readonly arrivedAt: number
}

/** What the exchange has seen, told when all is over. */
export interface ExchangeReport {
  readonly bets: readonly ExchangeBet[]
  readonly requests: readonly SeenRequest[]
  /** The most that could be lost at any moment, and how often that was above the limit. */
  readonly highestExposure: Money
  readonly timesAboveLimit: number
  readonly results: readonly MarketResult[]
}

/** What the process that started an exchange tells it. */
export type ExchangeCommand = { readonly kind: 'close-markets' } | { readonly kind: 'report' }

/** What an exchange tells the process that started it. */
export type ExchangeMessage =
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'markets-over' }
  | { readonly kind: 'report'; readonly report: ExchangeReport }

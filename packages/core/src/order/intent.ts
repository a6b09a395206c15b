import type { Side } from '../market/market-update.ts'
import type { AccountKey, DecisionKey, EventId, MarketId, OrderRef, RunId, SelectionId, VenueId } from '../units/ids.ts'
import type { Money } from '../units/money.ts'
import type { PriceUnits } from '../units/price.ts'
import type { Timestamp } from '../units/timestamp.ts'

/** A claim on a shared limit, taken with the intent and returned when its order ends. */
export interface LimitClaim {
  /** Names the limit within the account, such as `open-orders` or `day-loss:2026-08-08`. */
  readonly limit: string
  /** How much of it this intent takes: minor units or a count. */
  readonly amount: number
  /** The most that all claims on it may add up to. */
  readonly capacity: number
}

/** The quote that a decision rests on. */
export interface QuoteSnapshot {
  readonly price: number
  readonly quotedAt: Timestamp
  readonly receivedAt: Timestamp
}

/** Advice that is about to be recorded with its liability reserved: everything needed to send it and to explain it later. */
export interface Intent {
  readonly key: DecisionKey
  readonly ref: OrderRef
  readonly account: AccountKey
  readonly run: RunId
  readonly strategy: string
  readonly strategyVersion: string
  /** The n-th entry of this strategy into this selection, from 1. */
  readonly entry: number
  readonly venue: VenueId
  readonly event: EventId
  readonly market: MarketId
  readonly selection: SelectionId
  /** For people. */
  readonly eventName: string
  readonly selectionName: string
  readonly competition: string
  readonly startsAt: Timestamp
  readonly side: Side
  readonly price: PriceUnits
  /** The backer's stake. */
  readonly stake: Money
  /** The most this order can lose: the stake of a back, stake × (price − 1) of a lay, rounded up. */
  readonly liability: Money
  /** `null` for a plain order signal. */
  readonly fairProbability: number | null
  /** Expected profit per unit staked at `price`; `null` for a plain order signal. */
  readonly edge: number | null
  /** The market's commission on net winnings when it was decided, in [0, 1): what a settlement charges. */
  readonly commission: number
  readonly quote: QuoteSnapshot
  readonly decidedAt: Timestamp
  readonly claims: readonly LimitClaim[]
  /** Why, in words; one line for each control that was asked. */
  readonly reasons: readonly string[]
}

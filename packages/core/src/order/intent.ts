import type { EachWayTerms } from '../market/market-at-venue.ts'
import type { Side } from '../market/market-update.ts'
import type { AccountKey, DecisionKey, EventId, MarketId, OrderRef, RunId, SelectionId, VenueId } from '../units/ids.ts'
import type { Money } from '../units/money.ts'
import type { PriceUnits } from '../units/price.ts'
import type { Timestamp } from '../units/timestamp.ts'
import type { OrderTerms } from './order-terms.ts'

/** A claim on a shared limit, taken with the intent and returned when its order ends. */
export interface LimitClaim {
  /** Names the limit within the account, such as `open-orders`. */
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

/** What a venue said of the price and its market that its adapter places an order with. */
export interface Execution {
  /** What the adapter knows the price by; `null` where there is nothing of the kind. */
  readonly token: string | null
  /** The version of the market that the bet is tied to; `null` where the venue has none. */
  readonly marketVersion: number | null
  /** How long the venue holds an order that would match, in milliseconds. */
  readonly betDelayMs: number
  /** The most that the line allows, in the currency of the venue's terms; `null` where that is not told. */
  readonly maxStake: Money | null
}

/** The windows of time that a loss limit is counted in, by the account's calendar. */
export type LossWindow = 'day' | 'week' | 'month'

/** What an order may add to a market is held against these, by what it is summed over. */
export type ExposureScope = 'selection' | 'market' | 'event' | 'strategy' | 'venue' | 'account'

/**
 * The most that live orders may be able to lose, and what may be lost in a window of time; `null` where there is no such limit. Of a
 * limit that the store keeps as well, the lower one holds.
 */
export interface ExposureLimits {
  /** By {@link ExposureScope}: the most that may be lost on one selection, market, event, by one strategy, at one venue, in all. */
  readonly exposure: Readonly<Record<ExposureScope, Money | null>>
  /** What was lost in the window together with all that can still be lost. */
  readonly loss: Readonly<Record<LossWindow, Money | null>>
  /** At most this many orders decided in any stretch of time of this length. */
  readonly rate: { readonly orders: number; readonly windowMs: number } | null
}

/** What an order holds for the one that is to replace it, where its venue never has both of them open. */
export interface Cover {
  /** In minor units: how much less than its liability the replacing order holds by itself. */
  readonly liability: Money
  /** The version of the order that holds it; once that has another, nothing is begun. */
  readonly version: number
}

/** Advice that is about to be recorded with its liability reserved: everything needed to send it and to explain it later. */
export interface Intent {
  readonly key: DecisionKey
  readonly ref: OrderRef
  /**
   * The reference by which its venue knows it: that of the first of its chain, where the venue's own operation put one order in the place of
   * another and kept it. @default its own
   */
  readonly venueRef?: OrderRef
  readonly account: AccountKey
  readonly run: RunId
  readonly strategy: string
  readonly strategyVersion: string
  /** The n-th entry of this strategy into this selection, from 1. */
  readonly entry: number
  /** The order in whose place it is asked for, once nothing of that is open any more: the two are one entry. `null`: it is a bet of its own. */
  readonly replaces: DecisionKey | null
  readonly venue: VenueId
  /** The name of the venue that takes it, where its money is; one that takes orders for many venue ids has one wallet for all. */
  readonly wallet: string
  readonly event: EventId
  readonly market: MarketId
  readonly selection: SelectionId
  /** For people. */
  readonly eventName: string
  readonly selectionName: string
  readonly competition: string
  readonly startsAt: Timestamp
  readonly side: Side
  /** How many selections the market has, and how many of them win. */
  readonly outcomes: number
  readonly winners: number
  /** Whether its venue sets bets on one market off against each other. */
  readonly netting: boolean
  /** Where it is a bet each way: two bets, of its stake each. @default it is one bet */
  readonly eachWay?: EachWayTerms
  /**
   * Whose decision it was: ours; ours, found at the venue without being known here; somebody else's on the same account; or a person's, who
   * placed it by hand and reported it.
   */
  readonly origin: 'decided' | 'adopted' | 'foreign' | 'reported'
  /** What is asked, and so which of price, stake and liability are. */
  readonly terms: OrderTerms
  /** What a limit order asks for at the worst; of a market on close order, which names none, the price shown when it was decided. */
  readonly price: PriceUnits
  /** The backer's stake, each way of each of the two bets; of a lay on close, which names none, what its liability comes to at `price`, rounded down and at least 1. */
  readonly stake: Money
  /**
   * The most this order can lose: what an order on close asks for; else the stake of a back, stake × (price − 1) of a lay, rounded up; each
   * way both bets together.
   */
  readonly liability: Money
  /** `null` for a plain order signal. */
  readonly fairProbability: number | null
  /** Expected profit per unit staked at `price`; `null` for a plain order signal. */
  readonly edge: number | null
  /** The market's commission on net winnings when it was decided, in [0, 1): what a settlement charges. */
  readonly commission: number
  readonly quote: QuoteSnapshot
  /** @default the venue said nothing of the kind, or the bet was not decided here */
  readonly execution?: Execution
  /** The decisions that were begun together with it, all or none, itself among them, in the order in which they are placed. @default it is alone */
  readonly legs?: readonly DecisionKey[]
  /** What the order that it is to replace holds for it: so the larger of the two is held, and not their sum. @default it holds all of its own */
  readonly covers?: Cover
  readonly decidedAt: Timestamp
  readonly claims: readonly LimitClaim[]
  readonly limits: ExposureLimits
  /** The windows that `decidedAt` lies in, such as `2026-08-08`, `2026-W32` and `2026-08`. */
  readonly windows: Readonly<Record<LossWindow, string>>
  /** Why, in words; one line for each control that was asked. */
  readonly reasons: readonly string[]
}

import type { Side } from '../market/market-update.ts'
import type { OrderTerms } from '../order/order-terms.ts'
import type { RejectionCode, Verdict } from '../order/rejection.ts'
import type { EventId, MarketId, SelectionId, VenueId } from '../units/ids.ts'
import type { Money } from '../units/money.ts'
import type { Price } from '../units/price.ts'
import type { Timestamp } from '../units/timestamp.ts'

/** A signal that has been priced, sized and checked, with the reasons. */
export interface Advice {
  readonly at: Timestamp
  readonly strategy: string
  readonly strategyVersion: string
  readonly venue: VenueId
  readonly event: EventId
  readonly eventName: string
  readonly competition: string
  readonly startsAt: Timestamp
  readonly market: MarketId
  readonly marketKind: string
  readonly selection: SelectionId
  readonly selectionName: string
  readonly side: Side
  readonly terms: OrderTerms
  /** What is asked for: what the venue shows, or the order's own limit; `null` when there is neither. */
  readonly price: Price | null
  /** `null` for a plain order signal, which is not appraised. */
  readonly fairProbability: number | null
  readonly fairPrice: number | null
  /** Where the fair probability comes from. */
  readonly fairSource: string | null
  /** Expected profit per unit staked. */
  readonly edge: number | null
  /** Full Kelly fraction of the bankroll, before the fraction and the caps. */
  readonly kellyFraction: number | null
  /** What was decided to stake; zero when rejected before sizing. Of a lay on close what its liability comes to at that price. */
  readonly stake: Money
  readonly liability: Money
  /** How the stake came about, step by step. */
  readonly sizing: readonly string[]
  /** What each control said, in the order asked; the last one is the one that rejected. */
  readonly verdicts: readonly Verdict[]
  /** `null` when it is approved. */
  readonly rejection: RejectionCode | null
  /** One line for people. */
  readonly summary: string
}

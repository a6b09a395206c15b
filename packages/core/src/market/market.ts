import type { EventId, MarketId, SelectionId } from '../units/ids.ts'
import type { Timestamp } from '../units/timestamp.ts'

/** A sporting event. */
export interface SportEvent {
  readonly id: EventId
  /** The sport or competition key of the source, such as `soccer_epl`. */
  readonly competition: string
  /** For people: `Home v Away`, or the name of an outright. */
  readonly name: string
  readonly home: string | null
  readonly away: string | null
  /** When it is expected to start; may move. */
  readonly startsAt: Timestamp
}

/** One outcome that can be bet on. */
export interface Selection {
  readonly id: SelectionId
  readonly name: string
  /** Handicap or total line, where the outcome has one. */
  readonly line: number | null
}

/** What is being bet on, as far as settlement needs to know. */
export type OutcomeKind = 'winner' | 'total' | 'handicap' | 'other'

/** A market: a set of selections of one event, of which `winners` win. What a venue takes in it is said by its `VenueTerms`. */
export interface Market {
  readonly id: MarketId
  readonly event: SportEvent
  /** The market key of the source, such as `h2h`. */
  readonly kind: string
  readonly outcome: OutcomeKind
  /** In a fixed order; every array of prices or probabilities of this market is aligned with it. */
  readonly selections: readonly Selection[]
  /** How many selections win: 1 in a match-odds market, 3 in a place market with three places. */
  readonly winners: number
  readonly line: number | null
}

/**
 * The index of a selection in `market.selections`, or −1.
 *
 * @example
 * ```ts
 * selectionIndex(market.market, selectionId('Away')) // 1
 * ```
 */
export function selectionIndex(market: Market, id: SelectionId): number {
  return market.selections.findIndex((selection) => selection.id === id)
}

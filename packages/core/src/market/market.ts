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

/** What a selection is in its market, whatever it is called: whoever tells of a market says so, and nothing is read out of names. */
export type SelectionRole = 'home' | 'draw' | 'away' | 'over' | 'under' | 'yes' | 'no'

/** One outcome that can be bet on. */
export interface Selection {
  readonly id: SelectionId
  readonly name: string
  /** @default null: none of these, or not told */
  readonly role?: SelectionRole | null
  /** Handicap or total line, where the outcome has one. */
  readonly line: number | null
}

/** What is being bet on, as far as settlement needs to know. */
export type OutcomeKind = 'winner' | 'total' | 'handicap' | 'other'

/**
 * How a market is bet on: at prices on selections of which `winners` win; on a line that can return a stake or a part of it (`asian`); or on
 * a figure itself (`line`): what is shown for prices are values of the line, and every bet is at evens. Only the first are set off against
 * each other, and nothing is bet on a `line`.
 */
export type BettingKind = 'odds' | 'asian' | 'line'

/** A market: a set of selections of one event, of which `winners` win. What a venue takes in it is said by its `VenueTerms`. */
export interface Market {
  readonly id: MarketId
  readonly event: SportEvent
  /** The market key of the source, such as `h2h`. */
  readonly kind: string
  readonly outcome: OutcomeKind
  /** @default odds */
  readonly betting?: BettingKind
  /** In a fixed order; every array of prices or probabilities of this market is aligned with it. */
  readonly selections: readonly Selection[]
  /** How many selections win: 1 in a match-odds market, 3 in a place market with three places; 0 where any number can. */
  readonly winners: number
  readonly line: number | null
}

/** Whether bets on a market can be set off against each other: only where it is certain how many of its selections win. */
export function canNet({ betting = 'odds', winners }: Pick<Market, 'betting' | 'winners'>): boolean {
  return betting === 'odds' && winners > 0
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

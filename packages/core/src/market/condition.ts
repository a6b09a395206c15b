import type { VenueId } from '../units/ids.ts'
import type { MarketView } from './board.ts'
import type { MarketStatus, RunnerStatus } from './market-status.ts'

/** Whether a market takes bets, and whether its event goes on. */
export interface Condition {
  readonly status: MarketStatus
  readonly inPlay: boolean
}

/** How a market stands at a venue: by its own word, else by its book, else by whoever told of the market. */
export function conditionAt(view: MarketView, venue: VenueId): Condition {
  const state = view.at(venue)
  if (state !== undefined) return state
  const { book } = view
  return book !== null && book.venue === venue ? book.state : view
}

/** What has become of a selection at a venue; one of which nothing is told runs. */
export function runnerAt(view: MarketView, venue: VenueId, index: number): RunnerStatus {
  const told = view.at(venue)?.runners?.[index]
  if (told !== undefined) return told.status
  const { book } = view
  const selection = view.market.selections[index]
  if (book === null || book.venue !== venue || selection === undefined) return 'active'
  const runner = book.runner(selection.id)
  return runner === -1 ? 'active' : book.status(runner)
}

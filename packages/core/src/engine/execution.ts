import type { MarketView } from '../market/board.ts'
import type { Quote } from '../market/quote.ts'
import type { Execution } from '../order/intent.ts'

/** What a venue says of a price and its market that an order is placed with; `null` where it says nothing of the kind. */
export function executionOf(view: MarketView, { venue, token, maxStake }: Quote): Execution | null {
  const state = view.at(venue)
  const { book } = view
  const standing = state ?? (book !== null && book.venue === venue ? book.state : null)
  const { version: marketVersion = null, betDelayMs = 0 } = standing ?? {}
  if (token === null && maxStake === null && marketVersion === null && betDelayMs === 0) return null
  return { token, marketVersion, betDelayMs, maxStake }
}

import { isAdvisorError } from '../errors/advisor-error.ts'
import type { MarketView } from '../market/board.ts'
import type { VenuePrices } from '../market/market-update.ts'
import type { FairPrices } from '../ports/fair-prices.ts'
import type { ClosingBook, Yardstick } from '../ports/yardstick.ts'
import type { VenueId } from '../units/ids.ts'
import { type Timestamp, timestamp } from '../units/timestamp.ts'
import { lastSeen } from './last-seen.ts'
import type { OverroundMethod } from './overround.ts'

/** A sharp bookmaker's prices without their overround: an opinion of what to bet on, and what bets can be measured by at the close. */
export interface SharpPrices extends FairPrices, Yardstick {}

/**
 * Fair prices from one sharp bookmaker: its prices of the moment without their overround. They serve as the fair prices of a strategy, and
 * as the yardstick of any strategy, such as one that bets by a model.
 *
 * Nothing can be said where it shows no complete book, where every selection wins, or where the method has no answer.
 *
 * @param venue - The bookmaker whose prices are closest to the truth, such as `pinnacle`.
 * @param method - How its overround is removed.
 * @example
 * ```ts
 * const fair = sharpPrices(venueId('pinnacle'), power)
 * ```
 */
export function sharpPrices(venue: VenueId, method: OverroundMethod): SharpPrices {
  function bookOf(market: MarketView): ClosingBook | null {
    const shown = market.prices(venue)
    const receivedAt = market.pricesReceivedAt(venue)
    const { winners } = market.market
    if (shown === undefined || receivedAt === undefined) return null
    if (!isComplete(shown.prices) || winners >= shown.prices.length) return null
    try {
      const { probabilities, overround, method: name } = method(shown.prices, { target: winners })
      return {
        probabilities,
        // Put into words for those who ask: of most books nobody does.
        get source() {
          return `${venue} without its overround of ${(overround * 100).toFixed(2)} % (${name})`
        },
        overround: overround / winners,
        seenAt: pricesSeenAt(market, shown, receivedAt),
      }
    } catch (error) {
      // A book that a method cannot solve says nothing; anything else is a bug and stays one.
      if (isAdvisorError(error, 'OVERROUND_UNSOLVABLE')) return null
      throw error
    }
  }
  return { name: venue, fairMarket: bookOf, closingBook: bookOf }
}

function pricesSeenAt(market: MarketView, { quotedAt, feed }: VenuePrices, receivedAt: Timestamp): Timestamp {
  const seen = timestamp(Math.min(quotedAt, receivedAt))
  return lastSeen(seen, feed === undefined ? undefined : market.feed(feed))
}

function isComplete<Value>(values: readonly (Value | null)[]): values is readonly Value[] {
  return values.length > 1 && !values.includes(null)
}

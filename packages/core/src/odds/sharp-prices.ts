import { isAdvisorError } from '../errors/advisor-error.ts'
import type { FairBook, FairPrices } from '../ports/fair-prices.ts'
import type { VenueId } from '../units/ids.ts'
import type { OverroundMethod } from './overround.ts'

/**
 * Fair prices from one sharp bookmaker: its prices of the moment without their overround.
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
export function sharpPrices(venue: VenueId, method: OverroundMethod): FairPrices {
  return {
    name: venue,
    fairBook(market): FairBook | null {
      const shown = market.prices(venue)
      const { winners } = market.market
      if (shown === undefined || !isComplete(shown.prices) || winners >= shown.prices.length) return null
      try {
        const { probabilities, overround, method: name } = method(shown.prices, { target: winners })
        return {
          probabilities,
          source: `${venue} without its overround of ${(overround * 100).toFixed(2)} % (${name})`,
          overround: overround / winners,
        }
      } catch (error) {
        // A book that a method cannot solve says nothing; anything else is a bug and stays one.
        if (isAdvisorError(error, 'OVERROUND_UNSOLVABLE')) return null
        throw error
      }
    },
  }
}

function isComplete<Value>(values: readonly (Value | null)[]): values is readonly Value[] {
  return values.length > 1 && !values.includes(null)
}

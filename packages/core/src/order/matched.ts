import type { MatchedValue } from '../units/matched-value.ts'
import type { Money } from '../units/money.ts'
import type { PriceUnits } from '../units/price.ts'

/**
 * How the value of what is matched is known: from its fills, which is exact; or derived, from an average price, or, where no price was
 * told at all, from the price that was asked, or the worst there is where none was.
 */
export type ValueBasis = 'fills' | 'average' | 'asked'

/** What a venue tells of what is matched of an order, cumulative: the same may be told any number of times, in any order. */
export interface Matched {
  /** Without what was voided of it. */
  readonly matchedStake: Money
  /**
   * Volume-weighted, rounded against the bettor where it has more than four decimal digits: down for a back, up for a lay; `null` where
   * nothing is matched, or no price is told.
   */
  readonly averagePrice: PriceUnits | null
  /** Σ stake × price of the matched stake, where the venue tells its fills: it wins over the average price. */
  readonly matchedValue?: MatchedValue
  /** What was matched, and was voided since; left out where the venue does not tell. */
  readonly voidedStake?: Money
}

/** Only what a venue tells of the matched part, of anything that tells it. */
export function matchedOf({ matchedStake, averagePrice, matchedValue: value, voidedStake }: Matched): Matched {
  return {
    matchedStake,
    averagePrice,
    ...(value === undefined ? {} : { matchedValue: value }),
    ...(voidedStake === undefined ? {} : { voidedStake }),
  }
}

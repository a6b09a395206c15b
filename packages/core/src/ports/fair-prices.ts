import type { MarketView } from '../market/board.ts'

/** Fair probabilities of one market. */
export interface FairBook {
  /** Aligned with `market.selections`, each in [0, 1], adding up to the number of winners. */
  readonly probabilities: readonly number[]
  /** For people: where they come from, such as `pinnacle, power, overround 2.4 %`. */
  readonly source: string
  /**
   * What the prices that it was made of add up to beyond a fair book, for each winner: Σ 1/price ÷ winners − 1; `null` where it comes from
   * no prices, such as a model. Beyond `REFERENCE_MIN_OVERROUND` and `REFERENCE_MAX_OVERROUND` it is not believed.
   */
  readonly overround: number | null
}

/** What a market's outcomes are really worth: a sharp bookmaker's prices without their overround, or a model. */
export interface FairPrices {
  readonly name: string
  /** The fair book of a market as it stands, or `null` where nothing can be said; never looks ahead. */
  fairBook(market: MarketView): FairBook | null
}

/** How to treat one book. */
export interface OverroundOptions {
  /** What the probabilities add up to: the number of winners, 1 unless it is a place market. In (0, number of prices). */
  readonly target?: number
  /** What to do with prices whose implied probabilities add up to less than the target. Allowed by default. */
  readonly underround?: 'allow' | 'refuse'
}

/** A book without its overround. */
export interface OverroundRemoval {
  /** Fair probabilities, aligned with the prices, each in (0, 1], adding up to the target. */
  readonly probabilities: readonly number[]
  /** Σ 1/price − target: the bookmaker's margin on the book, negative for an underround. */
  readonly overround: number
  /** The key of the method. */
  readonly method: string
  /** The method's own parameter, such as Shin's z or the exponent k of power; `null` where it has none. */
  readonly parameter: number | null
}

/** A way to find fair probabilities in a book of decimal prices. */
export type OverroundMethod = (prices: readonly number[], options?: OverroundOptions) => OverroundRemoval

/**
 * Removes the overround from one book.
 *
 * @param prices - Decimal odds of all outcomes of one market, each finite and above 1; two or more.
 * @param method - The method, such as `shin` or `power`.
 * @throws InvalidValueError `INVALID_VALUE` for prices or options outside their range.
 * @throws OverroundError `OVERROUND_UNSOLVABLE` when the method has no valid result for these prices.
 * @example
 * ```ts
 * removeOverround([2.6, 2.4, 4.3], shin).probabilities // [0.37299…, 0.40477…, 0.22222…]
 * ```
 */
export function removeOverround(
  prices: readonly number[],
  method: OverroundMethod,
  options?: OverroundOptions,
): OverroundRemoval {
  return method(prices, options)
}

/**
 * The fair prices of a book: 1/probability, aligned with its prices.
 *
 * @example
 * ```ts
 * fairPrices(multiplicative([1.9, 1.9])) // [2, 2]
 * ```
 */
export function fairPrices({ probabilities }: OverroundRemoval): number[] {
  return probabilities.map((probability) => 1 / probability)
}

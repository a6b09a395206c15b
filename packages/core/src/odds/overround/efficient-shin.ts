import { overroundFormula } from './overround-formula.ts'

/**
 * "Efficient" Shin: {@link shin} with two outcomes for each outcome against all others, made to add up: p ∝ π − (Σπ − 1)/2, π = 1/price.
 *
 * Kizildemir, Akin and Altiner (2025). With two outcomes it is {@link additive}, with three {@link balancedBook}. It refuses books with
 * 1/price ≤ half the overround, where the published code turns the order of the outcomes upside down. It has no parameter.
 *
 * @param prices - Decimal odds, each finite and above 1; two or more.
 * @throws InvalidValueError `INVALID_VALUE` for prices or options outside their range.
 * @throws OverroundError `OVERROUND_UNSOLVABLE` where a probability would leave (0, 1], for a target other than 1, or for an underround
 * that is refused.
 * @example
 * ```ts
 * efficientShin([1.41, 2.97]).probabilities // [0.68625…, 0.31374…]
 * ```
 */
export const efficientShin = /* @__PURE__ */ overroundFormula({
  key: 'efficient-shin',
  parameterName: null,
  singleWinner: true,
  // In terms of 1 − π = (price − 1)/price, which does not cancel when all prices are short.
  solve({ prices, probabilities }, _book, start, end) {
    const count = end - start
    let rest = 0
    for (let index = start; index < end; index += 1) rest += ((prices[index] ?? 0) - 1) / (prices[index] ?? 0)
    const sum = 1 - ((count - 2) * (count - 1)) / 2 + ((count - 2) * rest) / 2
    // A negative sum with negative terms would look like probabilities.
    if (!(sum > 0)) return false
    for (let index = start; index < end; index += 1) {
      const price = prices[index] ?? 0
      probabilities[index] = ((3 - count + rest) / 2 - (price - 1) / price) / sum
    }
    return true
  },
  reprice({ prices, probabilities, overrounds }, book, start, end) {
    const half = (overrounds[book] ?? 0) / 2
    const sum = 1 + (2 - (end - start)) * half
    for (let index = start; index < end; index += 1) prices[index] = 1 / ((probabilities[index] ?? 0) * sum + half)
    return sum > 0
  },
})

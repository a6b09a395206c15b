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
  solve({ probabilities, overrounds }, book, start, end) {
    const half = (overrounds[book] ?? 0) / 2
    const sum = 1 + (2 - (end - start)) * half
    // A negative sum with negative terms would look like probabilities.
    if (!(sum > 0)) return false
    for (let index = start; index < end; index += 1) probabilities[index] = ((probabilities[index] ?? 0) - half) / sum
    return true
  },
  reprice({ prices, probabilities, overrounds }, book, start, end) {
    const half = (overrounds[book] ?? 0) / 2
    const sum = 1 + (2 - (end - start)) * half
    for (let index = start; index < end; index += 1) prices[index] = 1 / ((probabilities[index] ?? 0) * sum + half)
    return sum > 0
  },
})

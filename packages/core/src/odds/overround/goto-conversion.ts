import { overroundFormula } from './overround-formula.ts'

/**
 * Goto conversion: every implied probability loses the same number of its standard errors, p = π − s·√(1 − π), with π = 1/price and s
 * such that Σp is the target. The parameter is s.
 *
 * From Goto's package goto_conversion (2023); the standard error of a price, √(π(1 − π)/π), is √(1 − π). It refuses books with a price so
 * long that nothing would be left of it.
 *
 * @param prices - Decimal odds, each finite and above 1; two or more.
 * @throws InvalidValueError `INVALID_VALUE` for prices or options outside their range.
 * @throws OverroundError `OVERROUND_UNSOLVABLE` where a probability would leave (0, 1], or for an underround that is refused.
 * @example
 * ```ts
 * gotoConversion([4.2, 3.7, 1.95]).probabilities // [0.23046…, 0.26280…, 0.50672…]
 * ```
 */
export const gotoConversion = /* @__PURE__ */ overroundFormula({
  key: 'goto-conversion',
  parameterName: 'step',
  // 1 − π is (price − 1)/price, which does not cancel when prices are short.
  solve({ prices, probabilities, overrounds, parameters }, book, start, end) {
    let errors = 0
    for (let index = start; index < end; index += 1) {
      errors += Math.sqrt(((prices[index] ?? 0) - 1) / (prices[index] ?? 0))
    }
    const step = (overrounds[book] ?? 0) / errors
    parameters[book] = step
    for (let index = start; index < end; index += 1) {
      const price = prices[index] ?? 0
      probabilities[index] = (probabilities[index] ?? 0) - step * Math.sqrt((price - 1) / price)
    }
    return true
  },
})

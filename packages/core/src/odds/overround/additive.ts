import { overroundFormula } from './overround-formula.ts'

/**
 * Additive overround removal: every implied probability loses the same amount, p = π − (Σπ − T)/n with π = 1/price, T the target and
 * n the number of prices. The parameter is that amount.
 *
 * The same function is known as margin weights proportional to the odds (Buchdahl, 2015) and as differential margin weighting, and
 * with two outcomes it is {@link shin}. It refuses books with a price so long that nothing would be left of it.
 *
 * @param prices - Decimal odds, each finite and above 1; two or more.
 * @throws InvalidValueError `INVALID_VALUE` for prices or options outside their range.
 * @throws OverroundError `OVERROUND_UNSOLVABLE` where a probability would leave (0, 1], or for an underround that is refused.
 * @example
 * ```ts
 * additive([1.5, 2.74]).probabilities // [0.65085…, 0.34914…]
 * ```
 */
export const additive = /* @__PURE__ */ overroundFormula({
  key: 'additive',
  parameterName: 'margin per outcome',
  solve({ probabilities, overrounds, parameters }, book, start, end) {
    const share = (overrounds[book] ?? 0) / (end - start)
    parameters[book] = share
    for (let index = start; index < end; index += 1) probabilities[index] = (probabilities[index] ?? 0) - share
    return true
  },
})

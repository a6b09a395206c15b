import { overroundFormula } from './overround-formula.ts'

/**
 * Multiplicative overround removal: every implied probability shrinks by the same factor, p = π·T/Σπ with π = 1/price and T the
 * target. Also called basic, proportional, or normalisation.
 *
 * The simplest method; it leaves long shots overrated. Valid for every book with a target of 1, underrounds included; with a larger
 * target it refuses where a favourite would exceed 1. It has no parameter.
 *
 * @param prices - Decimal odds, each finite and above 1; two or more.
 * @throws InvalidValueError `INVALID_VALUE` for prices or options outside their range.
 * @throws OverroundError `OVERROUND_UNSOLVABLE` where a probability would exceed 1, or for an underround that is refused.
 * @example
 * ```ts
 * multiplicative([1.9, 1.9]).probabilities // [0.5, 0.5]
 * ```
 */
export const multiplicative = /* @__PURE__ */ overroundFormula({
  key: 'multiplicative',
  parameterName: null,
  solve({ probabilities, target }, _book, start, end) {
    let booksum = 0
    for (let index = start; index < end; index += 1) booksum += probabilities[index] ?? 0
    const factor = target / booksum
    for (let index = start; index < end; index += 1) probabilities[index] = (probabilities[index] ?? 0) * factor
    return true
  },
})

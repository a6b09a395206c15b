import { overroundFormula } from './overround-formula.ts'

/**
 * Multiplicative overround removal, also called basic, proportional or normalisation: p = π·T/Σπ with π = 1/price.
 *
 * The simplest method: every implied probability shrinks by the same factor. It leaves long shots overrated. It has no parameter and
 * refuses only where a target above 1 would lift a favourite above 1.
 *
 * @throws InvalidValueError `INVALID_VALUE` for fewer than two prices, prices not above 1 or not finite, or a bad target.
 * @throws OverroundError `OVERROUND_UNSOLVABLE` when a probability would exceed 1.
 * @example
 * ```ts
 * multiplicative([2, 3, 5]).overround // 0.0333…
 * ```
 */
export const multiplicative = /* @__PURE__ */ overroundFormula({
  key: 'multiplicative',
  parameter: null,
  solve(book, start, end, booksum, target) {
    const factor = target / booksum
    for (let index = start; index < end; index += 1) book[index] = (book[index] ?? 0) * factor
    return 0
  },
})

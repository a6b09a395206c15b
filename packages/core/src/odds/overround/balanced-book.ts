import { InvalidValueError } from '../../errors/invalid-value-error.ts'
import { type OverroundFormula, overroundFormula } from './overround-formula.ts'

/**
 * Overround removal that assumes a balanced book: p = (π − z)/(1 − z), z = (Σπ − T)/(n − T), with π = 1/price, T the target and n the
 * number of prices. The parameter is z, the share of insiders.
 *
 * Fingleton and Waldron (1999): the bookmaker's profit does not depend on the result. With three outcomes it is also
 * {@link efficientShin}. It refuses books with a price so long that 1/price ≤ z.
 *
 * @param prices - Decimal odds, each finite and above 1; two or more.
 * @throws InvalidValueError `INVALID_VALUE` for prices or options outside their range.
 * @throws OverroundError `OVERROUND_UNSOLVABLE` where a probability would leave (0, 1], or for an underround that is refused.
 * @example
 * ```ts
 * balancedBook([4.2, 3.7, 1.95]).parameter // 0.01059…
 * ```
 */
export const balancedBook = /* @__PURE__ */ balancedBookWithCost(0)

/**
 * {@link balancedBook} for a bookmaker who also covers operating costs: implied probabilities are first reduced by the share `cost`.
 *
 * Fingleton and Waldron (1999); called `grossmargin` in the R package implied.
 *
 * @param cost - Operating cost and profit as a share of turnover, in [0, 1).
 * @throws InvalidValueError `INVALID_VALUE` when `cost` is outside its range.
 * @example
 * ```ts
 * balancedBookWithCost(0.01)([4.2, 3.7, 1.95]).probabilities // [0.23149…, 0.26352…, 0.50497…]
 * ```
 */
export function balancedBookWithCost(cost: number): OverroundFormula {
  if (!(typeof cost === 'number' && cost >= 0 && cost < 1))
    throw new InvalidValueError('cost', cost, 'a number in [0, 1)')
  const kept = 1 - cost
  return overroundFormula({
    key: 'balanced-book',
    parameterName: 'z',
    // As p = 1 − (1 − π)/(1 − z), where 1 − π = (price − 1)/price does not cancel when all prices are short.
    solve({ prices, probabilities, overrounds, parameters, target }, book, start, end) {
      const seats = end - start - target
      let rest = 0
      for (let index = start; index < end; index += 1) rest += ((prices[index] ?? 0) - kept) / (prices[index] ?? 0)
      parameters[book] = (kept * ((overrounds[book] ?? 0) + target) - target) / seats
      for (let index = start; index < end; index += 1) {
        const price = prices[index] ?? 0
        probabilities[index] = 1 - (((price - kept) / price) * seats) / rest
      }
      return true
    },
    reprice({ prices, probabilities, overrounds, target }, book, start, end) {
      const z = (kept * ((overrounds[book] ?? 0) + target) - target) / (end - start - target)
      for (let index = start; index < end; index += 1)
        prices[index] = kept / ((probabilities[index] ?? 0) * (1 - z) + z)
      return true
    },
  })
}

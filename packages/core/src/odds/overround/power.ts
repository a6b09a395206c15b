import { overroundFormula } from './overround-formula.ts'

const MAX_STEPS = 200

/**
 * Power overround removal: p = π^k with π = 1/price and k such that Σp is the target. The parameter is k, above 1 for an overround.
 *
 * Called "logarithmic" by Buchdahl (2015) and "power" by Clarke, Kovalchik and Ingram (2017); the R package implied reports 1/k. Valid
 * for every book, but for a long shot beside near certainties whose probability is below 10^-323.
 *
 * @param prices - Decimal odds, each finite and above 1; two or more.
 * @throws InvalidValueError `INVALID_VALUE` for prices or options outside their range.
 * @throws OverroundError `OVERROUND_UNSOLVABLE` where a probability is too small for a number, or for an underround that is refused.
 * @example
 * ```ts
 * power([1.41, 2.97]).parameter // 1.07757…
 * ```
 */
export const power = /* @__PURE__ */ overroundFormula({
  key: 'power',
  parameterName: 'k',
  // Halley's method on g(k) = ln(Σπ^k / T), which is convex, falls, and is so nearly straight that two or three steps do.
  solve({ prices, probabilities, parameters, target }, book, start, end) {
    let sum = 0
    let first = 0
    let second = 0
    for (let index = start; index < end; index += 1) {
      const logarithm = -Math.log(prices[index] ?? 0)
      const implied = probabilities[index] ?? 0
      const moment = implied * logarithm
      sum += implied
      first += moment
      second += moment * logarithm
      probabilities[index] = logarithm
    }
    let k = 1
    let low = 0
    let high = Number.POSITIVE_INFINITY
    let previous = 0
    for (let step = 0; ; step += 1) {
      if (step === MAX_STEPS) return false
      const value = Math.log(sum / target)
      if (value > 0) low = k
      else high = k
      const slope = first / sum
      const curvature = second / sum / slope - slope
      const newton = value / slope
      const next = k - newton / Math.max(0.5, 1 - (newton * curvature) / 2)
      const inside = next >= low && next <= high
      const moved = inside ? next : (low + high) / 2
      const change = Math.abs(moved - k)
      k = moved
      // Halley's steps shrink cubically, so that two of them tell the third, which is the error left; once they do not shrink any
      // more, what is left is rounding.
      const ratio = change / previous
      if (change <= 1e-15 * k) break
      if (inside && (change * ratio * ratio * ratio <= 1e-17 * k || (ratio >= 1 && change <= 1e-12 * k))) break
      previous = inside ? change : 0
      sum = 0
      first = 0
      second = 0
      for (let index = start; index < end; index += 1) {
        const logarithm = probabilities[index] ?? 0
        const term = Math.exp(k * logarithm)
        const moment = term * logarithm
        sum += term
        first += moment
        second += moment * logarithm
      }
    }
    parameters[book] = k
    for (let index = start; index < end; index += 1) probabilities[index] = Math.exp(k * (probabilities[index] ?? 0))
    return true
  },
})

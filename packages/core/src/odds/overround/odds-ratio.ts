import { overroundFormula } from './overround-formula.ts'

const MAX_STEPS = 200
/** The longest step of ln c; beyond it the curve is too flat for its slope to mean anything. */
const LONGEST_STEP = 4

/**
 * Odds ratio overround removal: the odds for every outcome shrink by the same ratio, p = π/(π + c(1 − π)) with π = 1/price and c such
 * that Σp is the target. The parameter is c, above 1 for an overround.
 *
 * Proposed by Cheung (2015). Shifting every logit by ln c is the same (`logarithmic` in penaltyblog). Valid for every book.
 *
 * @param prices - Decimal odds, each finite and above 1; two or more.
 * @throws InvalidValueError `INVALID_VALUE` for prices or options outside their range.
 * @throws OverroundError `OVERROUND_UNSOLVABLE` for an underround that is refused.
 * @example
 * ```ts
 * oddsRatio([1.41, 2.97]).parameter // 1.11269…
 * ```
 */
export const oddsRatio = /* @__PURE__ */ overroundFormula({
  key: 'odds-ratio',
  parameterName: 'c',
  // Halley's method in ln c, kept between bounds. In terms of prices p = 1/(1 + c(price − 1)), which cancels nowhere.
  solve({ prices, probabilities, overrounds, parameters, target }, book, start, end) {
    let excess = overrounds[book] ?? 0
    let slope = 0
    let bend = 0
    for (let index = start; index < end; index += 1) {
      const implied = probabilities[index] ?? 0
      const variance = implied * (1 - implied)
      slope += variance
      bend += variance * (1 - 2 * implied)
    }
    let c = 1
    let low = 0
    let high = Number.POSITIVE_INFINITY
    let previous = 0
    for (let step = 0; ; step += 1) {
      if (step === MAX_STEPS) return false
      if (excess > 0) low = c
      else high = c
      const curvature = bend / slope
      const newton = excess / slope
      const halley = newton / Math.max(0.5, 1 - (newton * curvature) / 2)
      const move = Math.max(-LONGEST_STEP, Math.min(LONGEST_STEP, halley))
      const next = c * Math.exp(move)
      const inside = next >= low && next <= high
      // A step only leads out of bounds where both of them are known.
      c = inside ? next : Math.sqrt(low * high)
      // Halley's steps shrink cubically, so that two of them tell the third, which is the error left; once they do not shrink any
      // more, what is left is rounding.
      const change = inside ? Math.abs(move) : Math.log(high / low)
      const ratio = change / previous
      if (change <= 1e-15) break
      if (inside && (change * ratio * ratio * ratio <= 1e-17 || (ratio >= 1 && change <= 1e-12))) break
      previous = inside ? change : 0
      excess = -target
      slope = 0
      bend = 0
      for (let index = start; index < end; index += 1) {
        const probability = 1 / (1 + c * ((prices[index] ?? 0) - 1))
        const variance = probability * (1 - probability)
        excess += probability
        slope += variance
        bend += variance * (1 - 2 * probability)
      }
    }
    parameters[book] = c
    for (let index = start; index < end; index += 1) probabilities[index] = 1 / (1 + c * ((prices[index] ?? 0) - 1))
    return true
  },
})

import { solvePositiveDefinite } from '../numerics/solve-positive-definite.ts'
import { checkInteger, checkNumber } from '../units/check.ts'
import type { MatchOutcome } from './score-markets.ts'

/** Turns a difference of ratings into probabilities: P(away) = 1/(1 + e^(slope·d − away)), P(home) = 1/(1 + e^(home − slope·d)). */
export interface OrderedLogit {
  readonly slope: number
  /** The thresholds between away win and draw, draw and home win; away < home. */
  readonly away: number
  readonly home: number
}

/** A difference of ratings before a match and how it ended: 0 away win, 1 draw, 2 home win. */
export interface RatedResult {
  readonly difference: number
  readonly outcome: 0 | 1 | 2
}

/**
 * Probabilities of home win, draw and away win at a difference of ratings.
 *
 * @throws InvalidValueError `INVALID_VALUE` when a number is not finite, or `away` is above `home`.
 * @example
 * ```ts
 * orderedLogit({ slope: 0.004, away: -0.6, home: 0.6 }, 0) // { home: 0.354…, draw: 0.291…, away: 0.354… }
 * ```
 */
export function orderedLogit({ slope, away, home }: OrderedLogit, difference: number): MatchOutcome {
  checkNumber('slope', slope)
  checkNumber('difference', difference)
  checkNumber('home', home, checkNumber('away', away))
  const awayWin = logistic(away - slope * difference)
  const homeWin = logistic(slope * difference - home)
  return { home: homeWin, draw: Math.max(0, 1 - awayWin - homeWin), away: awayWin }
}

/**
 * Fits slope and thresholds to past results by penalised maximum likelihood (ordered logit, McCullagh 1980).
 *
 * One imagined result of each kind at each end of the observed differences keeps the fit finite, whatever the results. Newton's method
 * with analytic derivatives; the likelihood is concave.
 *
 * @returns `null` without results.
 * @throws InvalidValueError `INVALID_VALUE` when a difference is not finite or an outcome is not 0, 1 or 2.
 * @example
 * ```ts
 * const fit = fitOrderedLogit([0, 1, 2].map((outcome) => ({ difference: 50 * (outcome - 1), outcome })))
 * fit.slope > 0 // true: the higher rated won
 * ```
 */
export function fitOrderedLogit(results: readonly RatedResult[]): OrderedLogit | null {
  if (results.length === 0) return null
  let square = 0
  for (const [index, { difference, outcome }] of results.entries()) {
    square += checkNumber(`results[${index}].difference`, difference) ** 2
    checkInteger(`results[${index}].outcome`, outcome, 0, 2)
  }
  // Measured in typical differences, all three unknowns are of the order of 1.
  const unit = Math.sqrt(square / results.length) || 1
  const scaled: { d: number; outcome: number }[] = results.map((result) => ({
    d: result.difference / unit,
    outcome: result.outcome,
  }))
  for (const d of [-1, 1]) for (const outcome of [0, 1, 2]) scaled.push({ d, outcome })
  // Unknowns: slope, middle of the thresholds, logarithm of half their distance, which keeps their order.
  let x = Float64Array.of(0, 0, Math.log(0.6))
  let value = logLikelihood(x, scaled)
  for (let iteration = 0; iteration < 100; iteration++) {
    const { gradient, curvature } = derivatives(x, scaled)
    const direction = Float64Array.from(gradient)
    solvePositiveDefinite(curvature, direction, 3)
    const rise = direction.reduce((sum, part, index) => sum + part * (gradient[index] ?? 0), 0)
    if (!(rise > 0)) direction.set(gradient)
    let step = 1
    let next = x
    let nextValue = Number.NEGATIVE_INFINITY
    for (; step > 1e-9; step /= 2) {
      next = x.map((part, index) => part + step * (direction[index] ?? 0))
      nextValue = logLikelihood(next, scaled)
      if (nextValue >= value) break
    }
    if (!(nextValue >= value)) break
    const moved = step * direction.reduce((most, part) => Math.max(most, Math.abs(part)), 0)
    x = next
    value = nextValue
    if (moved < 1e-10) break
  }
  const [slope = 0, middle = 0, logHalf = 0] = x
  const half = Math.exp(logHalf)
  return { slope: slope / unit, away: middle - half, home: middle + half }
}

type Scaled = readonly { readonly d: number; readonly outcome: number }[]

function logLikelihood(x: Float64Array, results: Scaled): number {
  const [slope = 0, middle = 0, logHalf = 0] = x
  const half = Math.exp(logHalf)
  let sum = 0
  for (const { d, outcome } of results) {
    const score = slope * d
    if (outcome === 0) sum -= softplus(score - middle + half)
    else if (outcome === 2) sum -= softplus(middle + half - score)
    else sum += drawLog(middle + half - score, middle - half - score)
  }
  return sum
}

/** ln (logistic(high) − logistic(low)), without cancellation. */
function drawLog(high: number, low: number): number {
  return Math.log(-Math.expm1(low - high)) - softplus(-high) - softplus(low)
}

/** Derivatives by the two ends of each result's interval, carried over to the unknowns by the chain rule. */
function derivatives(x: Float64Array, results: Scaled) {
  const [slope = 0, middle = 0, logHalf = 0] = x
  const half = Math.exp(logHalf)
  const gradient = new Float64Array(3)
  const curvature = new Float64Array(9)
  for (const { d, outcome } of results) {
    const high = middle + half - slope * d
    const low = middle - half - slope * d
    const atHigh = logistic(high)
    const atLow = logistic(low)
    // First and negated second derivatives of ln probability by `high` and `low`.
    const spread = Math.exp(low - high) / Math.expm1(low - high) ** 2
    const byHigh =
      outcome === 0 ? 0 : outcome === 2 ? -atHigh : 1 - atHigh - Math.exp(low - high) / Math.expm1(low - high)
    const byLow = outcome === 0 ? 1 - atLow : outcome === 2 ? 0 : Math.exp(low - high) / Math.expm1(low - high) - atLow
    const bendHigh = outcome === 0 ? 0 : atHigh * (1 - atHigh) + (outcome === 1 ? spread : 0)
    const bendLow = outcome === 2 ? 0 : atLow * (1 - atLow) + (outcome === 1 ? spread : 0)
    const bendBoth = outcome === 1 ? -spread : 0
    const highBy = [-d, 1, half]
    const lowBy = [-d, 1, -half]
    for (let i = 0; i < 3; i++) {
      gradient[i] = (gradient[i] ?? 0) + byHigh * (highBy[i] ?? 0) + byLow * (lowBy[i] ?? 0)
      for (let j = 0; j < 3; j++) {
        const cell = i * 3 + j
        const both = (highBy[i] ?? 0) * (lowBy[j] ?? 0) + (lowBy[i] ?? 0) * (highBy[j] ?? 0)
        curvature[cell] =
          (curvature[cell] ?? 0) +
          bendHigh * (highBy[i] ?? 0) * (highBy[j] ?? 0) +
          bendLow * (lowBy[i] ?? 0) * (lowBy[j] ?? 0) +
          bendBoth * both
      }
    }
    // The thresholds depend on the logarithm of their distance exponentially: its second derivative.
    curvature[8] = (curvature[8] ?? 0) - (byHigh - byLow) * half
  }
  return { gradient, curvature }
}

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x))
}

function softplus(x: number): number {
  return x > 30 ? x + Math.exp(-x) : Math.log1p(Math.exp(x))
}

import { findRoot } from '../numerics/find-root.ts'
import { checkCommission, checkPrice, checkProbability } from '../units/check.ts'
import { kellyFraction } from './kelly.ts'
import { type DrawdownLimit, drawdownExponent } from './risk-limit.ts'

/**
 * The stake of a single repeated bet that grows fastest while the probability of ever falling to a level stays below a limit.
 *
 * The largest f up to Kelly with p·(1 + f·b)^(−λ) + (1 − p)·(1 − f)^(−λ) ≤ 1, λ = ln probability / ln level (Busseti, Ryu and
 * Boyd 2016). The limit is kept with room to spare. Where λ ≤ 1, full Kelly keeps it. For several bets use the `drawdown`
 * setting of {@link simultaneousKelly}.
 *
 * @param price - Decimal odds, above 1.
 * @param probability - Probability that the bet wins, in [0, 1].
 * @param drawdown - `level` and `probability`, both in (0, 1).
 * @param commission - On net winnings, in [0, 1).
 * @returns A fraction of the bankroll in [0, 1].
 * @throws InvalidValueError `INVALID_VALUE` when an argument is out of range.
 * @example
 * ```ts
 * // At most one chance in ten of ever falling to 70 %; full Kelly would be 0.2.
 * riskConstrainedKelly(2, 0.6, { level: 0.7, probability: 0.1 }) // 0.0542…
 * ```
 */
export function riskConstrainedKelly(
  price: number,
  probability: number,
  drawdown: DrawdownLimit,
  commission = 0,
): number {
  const exponent = drawdownExponent(drawdown)
  const full = kellyFraction(price, probability, commission)
  const netOdds = (price - 1) * (1 - commission)
  if (full === 0 || probability === 1 || exponent <= 1) return full
  const win = probability
  // E wealth^(−λ) − 1, without losing the digits of small stakes.
  const excess = (fraction: number) =>
    win * Math.expm1(-exponent * Math.log1p(fraction * netOdds)) +
    (1 - win) * Math.expm1(-exponent * Math.log1p(-fraction))
  if (excess(full) <= 0) return full
  // The function falls from 0 at no stake to its least and rises from there: halving finds the falling side.
  let inside = full
  while (excess(inside) >= 0 && inside > Number.MIN_VALUE) inside /= 2
  return -findRoot((negated) => -excess(-negated), -full, -inside)
}

/**
 * The quadratic approximation of {@link riskConstrainedKelly}: E r / ((λ + 1)/2 · E r²) as a stake, at most Kelly (Busseti, Ryu and Boyd 2016); good for
 * small edges.
 *
 * @throws InvalidValueError `INVALID_VALUE` when an argument is out of range.
 * @example
 * ```ts
 * quadraticRiskConstrainedKelly(2, 0.6, { level: 0.7, probability: 0.1 }) // 0.0536…
 * ```
 */
export function quadraticRiskConstrainedKelly(
  price: number,
  probability: number,
  drawdown: DrawdownLimit,
  commission = 0,
): number {
  const exponent = drawdownExponent(drawdown)
  const netOdds = (checkPrice('price', price) - 1) * (1 - checkCommission('commission', commission))
  const win = checkProbability('probability', probability)
  const mean = win * netOdds - (1 - win)
  const square = win * netOdds * netOdds + (1 - win)
  if (mean <= 0) return 0
  return Math.min(kellyFraction(price, probability, commission), (2 * mean) / ((exponent + 1) * square))
}

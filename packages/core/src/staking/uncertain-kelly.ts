import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { findRoot } from '../numerics/find-root.ts'
import { checkCommission, checkNumber, checkPrice, checkProbability } from '../units/check.ts'
import { kellyFraction } from './kelly.ts'

/** A Kelly stake made smaller because its probability is only an estimate. */
export interface ShrunkenKelly {
  /** Full Kelly at the estimate. */
  readonly kelly: number
  /** What is left of it, in [0, 1]. */
  readonly shrinkage: number
  /** kelly × shrinkage: the fraction of the bankroll to stake. */
  readonly fraction: number
}

/**
 * The Kelly stake when the probability is an estimate with a known standard error, by a second-order approximation.
 *
 * shrinkage = s² / (s² + ((b + 1)/b)²·σ²) with s the Kelly stake at the estimate (Baker and McHale 2013). Close to no edge it is
 * more careful than {@link betaShrunkenKelly}, which is exact for one distribution.
 *
 * @param price - Decimal odds, above 1.
 * @param probability - The estimate, in [0, 1].
 * @param deviation - Its standard error, at least 0.
 * @param commission - On net winnings, in [0, 1).
 * @throws InvalidValueError `INVALID_VALUE` when an argument is out of range.
 * @example
 * ```ts
 * shrunkenKelly(2, 0.6, 0.05) // { kelly: 0.2, shrinkage: 0.8, fraction: 0.16 }
 * ```
 */
export function shrunkenKelly(price: number, probability: number, deviation: number, commission = 0): ShrunkenKelly {
  const kelly = kellyFraction(price, probability, commission)
  checkNumber('deviation', deviation, 0)
  if (kelly === 0) return { kelly, shrinkage: 0, fraction: 0 }
  const netOdds = (price - 1) * (1 - commission)
  const noise = (((netOdds + 1) / netOdds) * deviation) / kelly
  const shrinkage = 1 / (1 + noise * noise)
  return { kelly, shrinkage, fraction: kelly * shrinkage }
}

/**
 * The Kelly stake when the estimate scatters about the true probability as a beta distribution, exactly.
 *
 * The shrinkage k maximises the expected growth of staking k × max(0, Kelly at the estimate) where the estimate follows a beta distribution with mean `probability`
 * and standard deviation `deviation` and the bet wins with `probability` (the criterion of Baker and McHale 2013, integrated
 * by the tanh-sinh rule of Takahasi and Mori 1974 instead of expanded).
 *
 * @param price - Decimal odds, above 1.
 * @param probability - In (0, 1).
 * @param deviation - Standard error, in [0, √(p(1 − p))).
 * @param commission - On net winnings, in [0, 1).
 * @throws InvalidValueError `INVALID_VALUE` when an argument is out of range.
 * @example
 * ```ts
 * betaShrunkenKelly(3, 0.4, 0.05).shrinkage // 0.6720…
 * ```
 */
export function betaShrunkenKelly(
  price: number,
  probability: number,
  deviation: number,
  commission = 0,
): ShrunkenKelly {
  const netOdds = (checkPrice('price', price) - 1) * (1 - checkCommission('commission', commission))
  const win = checkProbability('probability', probability)
  const variance = win * (1 - win)
  if (variance === 0) throw new InvalidValueError('probability', probability, 'a number in (0, 1)')
  if (!(typeof deviation === 'number' && deviation >= 0 && deviation * deviation < variance)) {
    throw new InvalidValueError('deviation', deviation, 'a number in [0, √(probability × (1 − probability)))')
  }
  const kelly = kellyFraction(price, probability, commission)
  if (kelly === 0) return { kelly, shrinkage: 0, fraction: 0 }
  const precision = variance / (deviation * deviation) - 1
  // Below this scatter the two agree to the last digit, and a peak this sharp would slip between the nodes.
  if (precision > 1e8) return shrunkenKelly(price, probability, deviation, commission)
  const nodes = estimates(1 / (1 + netOdds), win * precision, (1 - win) * precision)
  const slope = (shrinkage: number) => {
    let sum = 0
    for (const { weight, rest } of nodes) {
      // Kelly at the estimate, from what the estimate lacks to 1.
      const stake = 1 - (rest * (1 + netOdds)) / netOdds
      const unstaked = 1 - shrinkage + (shrinkage * rest * (1 + netOdds)) / netOdds
      sum += weight * stake * ((win * netOdds) / (1 + netOdds * shrinkage * stake) - (1 - win) / unstaked)
    }
    return sum
  }
  const most = 1 - 2 ** -52
  const shrinkage = slope(most) >= 0 ? 1 : findRoot(slope, 0, most)
  return { kelly, shrinkage, fraction: kelly * shrinkage }
}

/** Nodes over [from, 1] and their share of a beta density, up to a constant factor. */
function estimates(from: number, alpha: number, beta: number): readonly { weight: number; rest: number }[] {
  const width = 1 - from
  // The peak decides how fine the rule must be; its logarithm keeps the density within range.
  const step = Math.min(1 / 32, 0.2 / Math.sqrt(alpha + beta + 1) / width)
  const logs: { log: number; rest: number; jacobian: number }[] = []
  let largest = Number.NEGATIVE_INFINITY
  for (let u = -4; u <= 4; u += step) {
    const bend = Math.PI * Math.sinh(u)
    const rest = width / (1 + Math.exp(bend))
    const above = width / (1 + Math.exp(-bend))
    const jacobian = (above * rest * Math.PI * Math.cosh(u)) / width
    if (!(typeof rest === 'number' && rest > 0 && jacobian > 0)) continue
    const log = (alpha - 1) * Math.log1p(-rest) + (beta - 1) * Math.log(rest)
    largest = Math.max(largest, log)
    logs.push({ log, rest, jacobian })
  }
  return logs.map(({ log, rest, jacobian }) => ({ weight: jacobian * Math.exp(log - largest), rest }))
}

import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { checkNumber } from '../units/check.ts'
import type { ConcaveFunction } from './concave-function.ts'
import { maximiseWithin, WHOLE_BANKROLL } from './concave-maximum.ts'
import { type DrawdownLimit, drawdownExponent, maximiseCautiously } from './risk-limit.ts'

/** Bets whose results may depend on each other, as a list of what can happen. */
export interface KellyScenarios {
  /** For each scenario the net return of each bet per unit staked, at least −1: price − 1 where it wins, −1 where it loses. */
  readonly returns: readonly (readonly number[])[]
  /** Of each scenario, not negative, adding up to 1 within 1e-6; equally likely by default, as samples of a model are. */
  readonly probabilities?: readonly number[]
  /** Keeps the probability of a deep fall below a limit; without it the stakes are full Kelly. */
  readonly drawdown?: DrawdownLimit
}

/** The Kelly stakes over scenarios. */
export interface ScenarioKelly {
  /** Fraction of the bankroll on each bet. */
  readonly fractions: readonly number[]
  readonly total: number
  /** E ln(bankroll after / before) over the scenarios, in nats. */
  readonly growth: number
}

/**
 * The Kelly stakes on bets that depend on each other: over all their joint results, or over samples of a model.
 *
 * Maximises Σ probability · ln(1 + Σ stake × return) over stakes that are not negative and add up to at most 1 (Kelly 1956), by default without and
 * with `drawdown` under E wealth^(−λ) ≤ 1 (Busseti, Ryu and Boyd 2016). With samples the result is as good as they are:
 * draw more until it stands still.
 *
 * @throws InvalidValueError `INVALID_VALUE` when an argument is out of range.
 * @example
 * ```ts
 * // Home win at 2.2 and over 2.5 goals at 2.1, which tend to come together.
 * const returns = [[1.2, 1.1], [1.2, -1], [-1, 1.1], [-1, -1]]
 * scenarioKelly({ returns, probabilities: [0.3, 0.2, 0.2, 0.3] }).fractions
 * ```
 */
export function scenarioKelly(scenarios: KellyScenarios): ScenarioKelly {
  const { returns, drawdown } = scenarios
  const count = returns.length
  const size = returns[0]?.length ?? 0
  if (count < 1) throw new InvalidValueError('returns', count, 'at least one scenario')
  if (size < 1 || size > 1000) throw new InvalidValueError('returns[0]', size, '1 to 1000 bets')
  const weights = scenarioWeights(scenarios)
  const table = new Float64Array(count * size)
  for (const [scenario, row] of returns.entries()) {
    if (row.length !== size)
      throw new InvalidValueError(`returns[${scenario}]`, row.length, `as many as returns[0] (${size})`)
    for (const [bet, value] of row.entries()) {
      table[scenario * size + bet] = checkNumber(`returns[${scenario}][${bet}]`, value, -1)
    }
  }
  const growth = expectation(table, weights, size, 0)
  const exponent = drawdown === undefined ? 0 : drawdownExponent(drawdown)
  const stakes =
    exponent <= 1
      ? maximiseWithin(growth, new Float64Array(size), WHOLE_BANKROLL)
      : maximiseCautiously(growth, expectation(table, weights, size, exponent), WHOLE_BANKROLL)
  return { fractions: [...stakes], total: stakes.reduce((sum, stake) => sum + stake, 0), growth: growth.value(stakes) }
}

function scenarioWeights({ returns, probabilities }: KellyScenarios): Float64Array {
  const count = returns.length
  if (probabilities === undefined) return new Float64Array(count).fill(1 / count)
  if (probabilities.length !== count) {
    throw new InvalidValueError('probabilities', probabilities.length, `as many as returns (${count})`)
  }
  const weights = Float64Array.from(probabilities, (value, index) => checkNumber(`probabilities[${index}]`, value, 0))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  if (Math.abs(total - 1) > 1e-6) throw new InvalidValueError('sum of probabilities', total, '1 within 1e-6')
  return weights.map((weight) => weight / total)
}

/** E ln wealth for exponent 0, −ln E wealth^(−exponent) otherwise. */
function expectation(table: Float64Array, weights: Float64Array, size: number, exponent: number): ConcaveFunction {
  const slope = new Float64Array(size)
  const bends = new Float64Array(weights.length)
  /** Wealth − 1, or −1 and less where all is lost. */
  const profit = (scenario: number, x: Float64Array) => {
    let sum = 0
    for (let bet = 0; bet < size; bet++) sum += (table[scenario * size + bet] ?? 0) * (x[bet] ?? 0)
    return sum
  }
  /** ln E wealth^(−exponent), whatever its size. */
  const logMass = (x: Float64Array) => {
    let highest = Number.NEGATIVE_INFINITY
    const logs = weights.map((weight, scenario) =>
      weight === 0 ? Number.NEGATIVE_INFINITY : Math.log(weight) - exponent * Math.log1p(profit(scenario, x)),
    )
    for (const logarithm of logs) highest = Math.max(highest, logarithm)
    return highest + Math.log(logs.reduce((sum, logarithm) => sum + Math.exp(logarithm - highest), 0))
  }
  return {
    size,
    value(x) {
      let sum = 0
      for (const [scenario, weight] of weights.entries()) {
        if (weight === 0) continue
        const gain = profit(scenario, x)
        if (!(gain > -1)) return Number.NEGATIVE_INFINITY
        const log = Math.log1p(gain)
        sum += weight * (exponent === 0 ? log : Math.expm1(-exponent * log))
      }
      if (exponent === 0) return sum
      // Far from 1 the sum has lost its digits.
      return -(Math.abs(sum) < 0.5 ? Math.log1p(sum) : logMass(x))
    },
    gradient(x, into) {
      slope.fill(0)
      const whole = exponent === 0 ? 0 : logMass(x)
      for (const [scenario, weight] of weights.entries()) {
        if (weight === 0) {
          bends[scenario] = 0
          continue
        }
        const wealth = 1 + profit(scenario, x)
        const part = exponent === 0 ? weight : weight * Math.exp(-exponent * Math.log(wealth) - whole)
        bends[scenario] = (part / wealth / wealth) * (exponent + 1)
        for (let i = 0; i < size; i++) {
          slope[i] = (slope[i] ?? 0) + (part / wealth) * (table[scenario * size + i] ?? 0)
        }
      }
      const scale = exponent === 0 ? 1 : exponent
      for (let i = 0; i < size; i++) slope[i] = (slope[i] ?? 0) * scale
      into.set(slope)
    },
    curvature(members, count, into) {
      into.fill(0, 0, count * count)
      const scale = exponent === 0 ? 1 : exponent
      for (const [scenario, bend] of bends.entries()) {
        const row = scenario * size
        for (let a = 0; a < count; a++) {
          const own = bend * scale * (table[row + (members[a] ?? 0)] ?? 0)
          for (let b = 0; b <= a; b++) {
            into[a * count + b] = (into[a * count + b] ?? 0) + own * (table[row + (members[b] ?? 0)] ?? 0)
          }
        }
      }
      if (exponent === 0) return
      for (let a = 0; a < count; a++) {
        for (let b = 0; b <= a; b++) {
          const cross = (slope[members[a] ?? 0] ?? 0) * (slope[members[b] ?? 0] ?? 0)
          into[a * count + b] = (into[a * count + b] ?? 0) - cross
        }
      }
    },
  }
}

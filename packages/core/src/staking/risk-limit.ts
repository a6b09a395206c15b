import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { findRoot } from '../numerics/find-root.ts'
import type { ConcaveFunction } from './concave-maximum.ts'

/** A limit on how deep a bankroll may ever fall. */
export interface DrawdownLimit {
  /** The fraction of the bankroll that it should not fall below, in (0, 1). */
  readonly level: number
  /** The most that the probability of ever falling there may be, in (0, 1). */
  readonly probability: number
}

/**
 * The λ for which E wealth^(−λ) ≤ 1 keeps a drawdown limit: ln probability / ln level (Busseti, Ryu and Boyd 2016). At λ ≤ 1 full Kelly
 * keeps it.
 */
export function drawdownExponent({ level, probability }: DrawdownLimit): number {
  if (!(typeof level === 'number' && level > 0 && level < 1))
    throw new InvalidValueError('drawdown.level', level, 'a number in (0, 1)')
  if (!(typeof probability === 'number' && probability > 0 && probability < 1)) {
    throw new InvalidValueError('drawdown.probability', probability, 'a number in (0, 1)')
  }
  const exponent = Math.log(probability) / Math.log(level)
  if (exponent > 1000) {
    throw new InvalidValueError('ln drawdown.probability / ln drawdown.level', exponent, 'at most 1000')
  }
  return exponent
}

/**
 * Maximises `growth` where `caution` is not negative: by the price of caution at which just enough of it is had.
 *
 * Where even the most cautious stakes fall short, because of open positions, those are the result.
 */
export function limitRisk(
  growth: ConcaveFunction,
  caution: ConcaveFunction,
  solve: (target: ConcaveFunction, start: Float64Array) => Float64Array,
): Float64Array {
  const free = solve(growth, new Float64Array(growth.size))
  if (caution.value(free) >= 0) return free
  let cautious: Float64Array = new Float64Array(growth.size)
  const slack = (price: number) => {
    cautious = solve(mix(growth, caution, price), cautious)
    return caution.value(cautious)
  }
  let high = 1
  while (slack(high) < 0 && high < 1e9) high *= 4
  slack(findRoot(slack, high > 1 ? high / 4 : 0, high, 1e-14))
  return cautious
}

function mix(growth: ConcaveFunction, caution: ConcaveFunction, price: number): ConcaveFunction {
  const { size } = growth
  const slope = new Float64Array(size)
  const bend = new Float64Array(size * size)
  let place = new Float64Array(size)
  return {
    size,
    value: (x) => growth.value(x) + price * caution.value(x),
    gradient(x, into) {
      place = Float64Array.from(x)
      growth.gradient(x, into)
      caution.gradient(x, slope)
      for (let i = 0; i < size; i++) into[i] = (into[i] ?? 0) + price * (slope[i] ?? 0)
    },
    curvature(members, count, into) {
      // Both may keep what their last gradient left in one place, so each is led there again.
      growth.gradient(place, slope)
      growth.curvature(members, count, into)
      caution.gradient(place, slope)
      caution.curvature(members, count, bend)
      for (let cell = 0; cell < count * count; cell++) into[cell] = (into[cell] ?? 0) + price * (bend[cell] ?? 0)
    },
  }
}

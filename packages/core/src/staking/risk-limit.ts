import { InvalidValueError } from '../errors/invalid-value-error.ts'
import type { ConcaveFunction } from './concave-function.ts'
import { blend, maximiseWithin } from './concave-maximum.ts'
import { maximiseInside } from './interior-point.ts'

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
 * Maximises `growth` over stakes within a budget at which `caution` is not negative.
 *
 * Where even the most cautious stakes fall short, because of open positions, those are the result.
 */
export function maximiseCautiously(growth: ConcaveFunction, caution: ConcaveFunction, budget: number): Float64Array {
  const nothing = new Float64Array(growth.size)
  const free = maximiseWithin(growth, nothing, budget)
  if (caution.value(free) >= 0) return free
  const centre = nothing.map(() => budget / (2 * growth.size))
  const kept = (point: Float64Array) => caution.value(point) > 0
  let cautious = towards(free, kept)
  if (cautious === null) {
    cautious = maximiseWithin(caution, nothing, budget)
    if (!(caution.value(cautious) > LEAST_ROOM)) return cautious
  }
  return maximiseInside({ target: growth, limit: caution, budget }, blend(cautious, centre, kept))
}

/** Room below which the most cautious stakes are as good as the only ones. */
const LEAST_ROOM = 1e-13

/** The largest of the stakes' halves, quarters and so on, that is cautious enough; `null` where none is. */
function towards(stakes: Float64Array, kept: (point: Float64Array) => boolean): Float64Array | null {
  for (let part = 0.5; part > 1e-5; part /= 2) {
    const point = stakes.map((stake) => stake * part)
    // Half of what just keeps the limit has room around it.
    if (kept(point)) return point.map((stake) => stake / 2)
  }
  return null
}

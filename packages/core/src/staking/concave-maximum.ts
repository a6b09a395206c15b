import { type ConcaveFunction, total } from './concave-function.ts'
import { maximiseInside } from './interior-point.ts'
import { maximiseFreely } from './projected-newton.ts'

/**
 * The most of a bankroll that may be staked. The rest of 10^−12 keeps what is left when everything loses from being rounded
 * away where that is too improbable to hold stakes back.
 */
export const WHOLE_BANKROLL = 1 - 1e-12

/**
 * Maximises a concave function over x ≥ 0 with Σx ≤ budget, from a point inside its domain.
 *
 * Projected Newton with an active set (Bertsekas 1982) where the budget does not bind, an interior-point method where it does.
 *
 * @returns The maximum's place; the error is of the order of rounding.
 */
export function maximiseWithin(target: ConcaveFunction, start: Float64Array, budget: number): Float64Array {
  const free = maximiseFreely(target, start, budget)
  if (free.converged) return free.place
  return maximiseInside({ target, limit: null, budget }, inside(target, free.place, budget))
}

/** Of a blend: what is left of the second point is small beside what the smallest limits leave room for. */
const LEAST_PART = 1e-15

/** A point near another at which every stake and what is left of the budget are above 0. */
function inside(target: ConcaveFunction, place: Float64Array, budget: number): Float64Array {
  const centre = new Float64Array(target.size).fill(budget / (2 * target.size))
  const spent = total(place)
  const base = spent < budget ? place : place.map((part) => (part * budget * 0.9) / spent)
  return blend(base, centre, (point) => target.value(point) > Number.NEGATIVE_INFINITY)
}

/**
 * A point between two that meets a condition which the first one meets with room to spare.
 *
 * @param meets - Is asked nearer and nearer to the first.
 */
export function blend(
  first: Float64Array,
  second: Float64Array,
  meets: (point: Float64Array) => boolean,
): Float64Array {
  for (let part = 0.5; part > LEAST_PART; part /= 4) {
    const point = first.map((value, i) => value + part * ((second[i] ?? 0) - value))
    if (meets(point)) return point
  }
  return first.map((value, i) => value + LEAST_PART * ((second[i] ?? 0) - value))
}

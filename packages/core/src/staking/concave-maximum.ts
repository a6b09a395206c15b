import { findRoot } from '../numerics/find-root.ts'
import { solvePositiveDefinite } from '../numerics/solve-positive-definite.ts'

/** A concave function of n numbers with its derivatives. */
export interface ConcaveFunction {
  readonly size: number
  /** The value at `x`, −∞ outside the domain. */
  value(x: Float64Array): number
  /** Writes the gradient at a point of the domain. */
  gradient(x: Float64Array, into: Float64Array): void
  /** Writes the lower triangle of the negated Hessian, by rows, of the variables listed first in `members`, at the point of the last gradient. */
  curvature(members: Int32Array, count: number, into: Float64Array): void
}

/**
 * The most of a bankroll that may be staked. The rest of 10^−12 keeps what is left when everything loses from being rounded
 * away where that is too improbable to hold stakes back.
 */
export const WHOLE_BANKROLL = 1 - 1e-12

/**
 * Maximises a concave function over x ≥ 0 with Σx ≤ budget, from a point inside its domain.
 *
 * Projected Newton with an active set (Bertsekas 1982); where the budget binds, its price is found so that just the budget is spent.
 *
 * @returns The maximum's place; the error is of the order of rounding.
 */
export function maximiseWithin(target: ConcaveFunction, start: Float64Array, budget: number): Float64Array {
  const free = maximise(target, start, 0, budget, 40)
  if (free.converged && total(free.place) <= budget) return free.place
  // The higher the price of spending, the less is spent: bracket the price at which just the budget is, then close in.
  let place = total(free.place) <= budget ? free.place : start
  const unspent = (price: number) => {
    place = maximise(target, place, price, budget, 200).place
    return Math.abs(total(place) - budget) < 1e-13 ? 0 : budget - total(place)
  }
  let high = 1 / budget
  while (unspent(high) < 0 && high < 1e12 / budget) high *= 4
  while (unspent(high / 4) >= 0 && high > 1e-9 / budget) high /= 4
  unspent(findRoot(unspent, high / 4, high))
  const excess = total(place) / budget
  return excess > 1 ? place.map((part) => part / excess) : place
}

function total(x: Float64Array): number {
  let sum = 0
  for (const part of x) sum += part
  return sum
}

interface Maximum {
  readonly place: Float64Array
  readonly converged: boolean
}

/** Maximises value − price·Σx over x ≥ 0. */
function maximise(
  target: ConcaveFunction,
  start: Float64Array,
  price: number,
  budget: number,
  maxIterations: number,
): Maximum {
  const n = target.size
  const gradient = new Float64Array(n)
  const matrix = new Float64Array(n * n)
  const direction = new Float64Array(n)
  const members = new Int32Array(n)
  let x = Float64Array.from(start)
  let next = new Float64Array(n)
  // Spending many times the budget says as clearly that it binds, and keeps an unbounded function from running away.
  const farthest = 16 * budget
  const priced = (place: Float64Array) => {
    const spent = total(place)
    return spent > farthest ? Number.NEGATIVE_INFINITY : target.value(place) - price * spent
  }
  let value = priced(x)
  let closeSteps = 0
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    target.gradient(x, gradient)
    let count = 0
    for (let i = 0; i < n; i++) {
      gradient[i] = (gradient[i] ?? 0) - price
      if ((x[i] ?? 0) > 0 || (gradient[i] ?? 0) > 0) members[count++] = i
    }
    if (count === 0) return { place: x, converged: true }
    target.curvature(members, count, matrix)
    for (let a = 0; a < count; a++) direction[a] = gradient[members[a] ?? 0] ?? 0
    solvePositiveDefinite(matrix, direction, count)
    const near = decrement(gradient, direction, members, count) < 1e-14
    let step = 1
    let moved = 0
    let accepted = false
    for (let halving = 0; halving < 60; halving++) {
      moved = 0
      let expected = 0
      next.set(x)
      for (let a = 0; a < count; a++) {
        const i = members[a] ?? 0
        next[i] = Math.max(0, (x[i] ?? 0) + step * (direction[a] ?? 0))
        const change = (next[i] ?? 0) - (x[i] ?? 0)
        moved = Math.max(moved, Math.abs(change))
        expected += change * (gradient[i] ?? 0)
      }
      const nextValue = priced(next)
      // Close to the maximum differences of values are rounding noise, while Newton's step is still good.
      const close = moved < 1e-6 * budget && nextValue > Number.NEGATIVE_INFINITY
      if (close || nextValue >= value + 1e-4 * expected) {
        accepted = nextValue > Number.NEGATIVE_INFINITY
        value = nextValue
        break
      }
      step /= 2
    }
    if (!accepted) return { place: x, converged: near }
    const previous = x
    x = next
    next = previous
    // Near the maximum Newton's steps square the error; what still moves after four of them is rounding noise.
    closeSteps = near ? closeSteps + 1 : 0
    if (moved <= 1e-15 * budget || (moved < 1e-9 * budget && iteration > 100)) return { place: x, converged: true }
    if (closeSteps === 4) return { place: x, converged: true }
  }
  return { place: x, converged: false }
}

/** Newton's decrement: about twice what is left to gain. */
function decrement(gradient: Float64Array, direction: Float64Array, members: Int32Array, count: number): number {
  let sum = 0
  for (let a = 0; a < count; a++) sum += (gradient[members[a] ?? 0] ?? 0) * (direction[a] ?? 0)
  return sum
}

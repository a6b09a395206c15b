import { findRoot } from '../numerics/find-root.ts'
import { solvePositiveDefinite } from '../numerics/solve-positive-definite.ts'

/** A concave function of n numbers with its derivatives. */
export interface ConcaveFunction {
  readonly size: number
  /** The value at `x`, −∞ outside the domain. */
  value(x: Float64Array): number
  /** Writes the gradient and the negated Hessian (n × n by rows, both triangles) at a point of the domain. */
  derivatives(x: Float64Array, gradient: Float64Array, curvature: Float64Array): void
}

/**
 * Maximises a concave function over x ≥ 0 with Σx ≤ budget, from a point inside its domain.
 *
 * Projected Newton with an active set (Bertsekas 1982); where the budget binds, its price is found so that the rest is spent.
 *
 * @returns The maximum's place; the error is of the order of rounding.
 */
export function maximiseWithin(target: ConcaveFunction, start: Float64Array, budget: number): Float64Array {
  let place = maximise(target, start, 0, budget)
  if (total(place) <= budget) return place
  // The higher the price of spending, the less is spent: bracket the price at which just the budget is, then close in.
  const unspent = (price: number) => {
    place = maximise(target, price === 0 ? start : place, price, budget)
    return Math.abs(total(place) - budget) < 1e-15 * budget ? 0 : budget - total(place)
  }
  let high = 1 / budget
  while (unspent(high) < 0 && high < 1e12 / budget) high *= 4
  unspent(findRoot(unspent, high > 1 / budget ? high / 4 : 0, high))
  const excess = total(place) / budget
  return excess > 1 ? place.map((part) => part / excess) : place
}

function total(x: Float64Array): number {
  let sum = 0
  for (const part of x) sum += part
  return sum
}

/** Maximises value − price·Σx over x ≥ 0. */
function maximise(target: ConcaveFunction, start: Float64Array, price: number, budget: number): Float64Array {
  const n = target.size
  const gradient = new Float64Array(n)
  const curvature = new Float64Array(n * n)
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
  for (let iteration = 0; iteration < 200; iteration++) {
    target.derivatives(x, gradient, curvature)
    let count = 0
    for (let i = 0; i < n; i++) {
      gradient[i] = (gradient[i] ?? 0) - price
      if ((x[i] ?? 0) > 0 || (gradient[i] ?? 0) > 0) members[count++] = i
    }
    for (let a = 0; a < count; a++) {
      direction[a] = gradient[members[a] ?? 0] ?? 0
      for (let b = 0; b < count; b++) matrix[a * count + b] = curvature[(members[a] ?? 0) * n + (members[b] ?? 0)] ?? 0
    }
    solvePositiveDefinite(matrix, direction, count)
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
    if (!accepted) break
    const previous = x
    x = next
    next = previous
    if (moved <= 1e-15 * budget) break
    if (moved < 1e-9 * budget && iteration > 100) break
  }
  return x
}

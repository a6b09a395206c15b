import { solvePositiveDefinite } from '../numerics/solve-positive-definite.ts'
import { type ConcaveFunction, total } from './concave-function.ts'

interface Maximum {
  /** Within the budget. */
  readonly place: Float64Array
  readonly converged: boolean
}

const MOST_STEPS = 40

/**
 * Maximises a concave function over x ≥ 0 by projected Newton with an active set (Bertsekas 1982), as long as that takes no more than a budget.
 *
 * @returns Not `converged` as soon as the budget is passed, and where 40 steps do not end it.
 */
export function maximiseFreely(target: ConcaveFunction, start: Float64Array, budget: number): Maximum {
  const n = target.size
  const gradient = new Float64Array(n)
  const matrix = new Float64Array(n * n)
  const direction = new Float64Array(n)
  const members = new Int32Array(n)
  let x = Float64Array.from(start)
  let next = new Float64Array(n)
  let value = target.value(x)
  let closeSteps = 0
  for (let iteration = 0; iteration < MOST_STEPS; iteration++) {
    target.gradient(x, gradient)
    let count = 0
    for (let i = 0; i < n; i++) {
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
      const nextValue = target.value(next)
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
    if (total(next) > budget) return { place: x, converged: false }
    const previous = x
    x = next
    next = previous
    // Near the maximum Newton's steps square the error; what still moves after four of them is rounding noise.
    closeSteps = near ? closeSteps + 1 : 0
    if (moved <= 1e-15 * budget) return { place: x, converged: true }
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

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

/** What was staked in all. */
export function total(x: Float64Array): number {
  let sum = 0
  for (const part of x) sum += part
  return sum
}

import { factorise, solveFactorised } from '../numerics/solve-positive-definite.ts'

/** A constraint c(x) ≥ 0, linearised at a point. */
export interface LinearConstraint {
  readonly gradient: Float64Array
  /** What a unit of its multiplier gives way: c / multiplier inside, 0 where the constraint is to hold as an equality. */
  readonly compliance: number
  /** By how much c is to rise. */
  readonly wanted: number
}

/** A step and by how much the multipliers change with it. */
export interface ConstrainedStep {
  readonly direction: Float64Array
  readonly multipliers: readonly number[]
}

/**
 * Newton's step under at most two constraints: M·d − Σ multiplier·gradient = residual and gradient·d + compliance·multiplier = wanted.
 *
 * The constraints are eliminated by their Schur complement, so one that almost binds does not drown the digits of M; M is scaled to a
 * diagonal of ones, so neither does a stake that almost vanishes.
 *
 * @param matrix - Positive definite, n × n by rows; its lower triangle is overwritten.
 */
export function constrainedStep(
  matrix: Float64Array,
  residual: Float64Array,
  constraints: readonly LinearConstraint[],
  n: number,
): ConstrainedStep {
  const scale = new Float64Array(n)
  for (let i = 0; i < n; i++) scale[i] = 1 / Math.sqrt(Math.max(matrix[i * n + i] ?? 0, Number.MIN_VALUE * 1e16))
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) matrix[i * n + j] = (matrix[i * n + j] ?? 0) * (scale[i] ?? 0) * (scale[j] ?? 0)
  }
  factorise(matrix, n)
  const solve = (vector: Float64Array) => {
    const solution = vector.map((value, i) => value * (scale[i] ?? 0))
    solveFactorised(matrix, solution, n)
    return solution.map((value, i) => value * (scale[i] ?? 0))
  }
  const direction = solve(residual)
  const answers = constraints.map(({ gradient }) => solve(gradient))
  const multipliers = solveSmall(
    constraints.map(({ gradient, compliance }, row) =>
      answers.map((answer, column) => dot(gradient, answer) + (row === column ? compliance : 0)),
    ),
    constraints.map(({ gradient, wanted }) => wanted - dot(gradient, direction)),
  )
  for (const [index, answer] of answers.entries()) {
    for (let i = 0; i < n; i++) direction[i] = (direction[i] ?? 0) + (multipliers[index] ?? 0) * (answer[i] ?? 0)
  }
  return { direction, multipliers }
}

/** Of one or two equations, by Cramer's rule. */
function solveSmall(rows: readonly (readonly number[])[], right: readonly number[]): readonly number[] {
  const [[a = 0, b = 0] = [], [c = 0, d = 0] = []] = rows
  const [e = 0, f = 0] = right
  if (rows.length < 2) return rows.length === 0 ? [] : [a === 0 ? 0 : e / a]
  const determinant = a * d - b * c
  return determinant === 0 ? [0, 0] : [(e * d - b * f) / determinant, (a * f - e * c) / determinant]
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (const [i, value] of a.entries()) sum += value * (b[i] ?? 0)
  return sum
}

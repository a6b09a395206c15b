/**
 * Solves A·x = b for a symmetric positive definite matrix, by Cholesky's method; a pivot lost to rounding is replaced by a small
 * one, so that a direction in which nothing changes does not stop the others.
 *
 * @param matrix - n × n by rows, of which the lower triangle is read and overwritten.
 * @param vector - n numbers, overwritten by the solution.
 * @param n - How many.
 */
export function solvePositiveDefinite(matrix: Float64Array, vector: Float64Array, n: number): void {
  factorise(matrix, n)
  solveFactorised(matrix, vector, n)
}

/** Overwrites the lower triangle of a symmetric positive definite matrix with its Cholesky factor. */
export function factorise(matrix: Float64Array, n: number): void {
  let largest = 0
  for (let i = 0; i < n; i++) largest = Math.max(largest, matrix[i * n + i] ?? 0)
  const floor = Math.max(largest * 1e-14, Number.MIN_VALUE * 1e16)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j] ?? 0
      for (let k = 0; k < j; k++) sum -= (matrix[i * n + k] ?? 0) * (matrix[j * n + k] ?? 0)
      matrix[i * n + j] = i === j ? Math.sqrt(Math.max(sum, floor)) : sum / (matrix[j * n + j] ?? 1)
    }
  }
}

/** Solves A·x = b with the factor that {@link factorise} left. */
export function solveFactorised(factor: Float64Array, vector: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    let sum = vector[i] ?? 0
    for (let k = 0; k < i; k++) sum -= (factor[i * n + k] ?? 0) * (vector[k] ?? 0)
    vector[i] = sum / (factor[i * n + i] ?? 1)
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = vector[i] ?? 0
    for (let k = i + 1; k < n; k++) sum -= (factor[k * n + i] ?? 0) * (vector[k] ?? 0)
    vector[i] = sum / (factor[i * n + i] ?? 1)
  }
}

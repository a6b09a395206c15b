import fc from 'fast-check'
import { expect, test } from 'vitest'
import { solvePositiveDefinite } from '../../src/numerics/solve-positive-definite.ts'

test('solves what it says', () => {
  const entry = fc.double({ min: -1, max: 1, noNaN: true })
  fc.assert(
    fc.property(
      fc
        .integer({ min: 1, max: 8 })
        .chain((n) =>
          fc.tuple(
            fc.array(entry, { minLength: n * n, maxLength: n * n }),
            fc.array(entry, { minLength: n, maxLength: n }),
          ),
        ),
      ([factor, solution]) => {
        const n = solution.length
        // B·Bᵀ + I is positive definite whatever B is.
        const matrix = new Float64Array(n * n)
        for (let i = 0; i < n; i++) {
          for (let j = 0; j < n; j++) {
            matrix[i * n + j] = i === j ? 1 : 0
            for (let k = 0; k < n; k++) {
              matrix[i * n + j] = (matrix[i * n + j] ?? 0) + (factor[i * n + k] ?? 0) * (factor[j * n + k] ?? 0)
            }
          }
        }
        const vector = Float64Array.from({ length: n }, (_, i) =>
          solution.reduce((sum, value, j) => sum + (matrix[i * n + j] ?? 0) * value, 0),
        )
        solvePositiveDefinite(matrix, vector, n)
        for (const [i, value] of solution.entries()) expect(vector[i]).toBeCloseTo(value, 11)
      },
    ),
  )
})

test('a direction in which nothing changes does not stop the others', () => {
  const vector = Float64Array.of(2, 0)
  solvePositiveDefinite(Float64Array.of(4, 0, 0, 0), vector, 2)
  expect(vector[0]).toBeCloseTo(0.5, 14)
  expect(Number.isFinite(vector[1])).toBe(true)
})

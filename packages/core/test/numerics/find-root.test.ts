import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findRoot } from '../../src/numerics/find-root.ts'

test.each([
  ['rising', (x: number) => x * x - 2],
  ['falling', (x: number) => 2 - x * x],
])('finds √2 of a %s function to rounding, from the side of the upper end', (_, f) => {
  const root = findRoot(f, 0, 2)
  expect(root).toBeCloseTo(Math.SQRT2, 14)
  expect(Math.sign(f(root)) === 0 || Math.sign(f(root)) === Math.sign(f(2))).toBe(true)
})

test('finds the root of steep and flat functions alike', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.01, max: 0.99, noNaN: true }), fc.integer({ min: 1, max: 25 }), (root, power) => {
      const found = findRoot((x) => Math.sign(x - root) * Math.abs(x - root) ** power, 0, 1)
      expect(found).toBeCloseTo(root, power === 1 ? 13 : 9)
    }),
  )
})

test('needs few looks', () => {
  let looks = 0
  findRoot(
    (x) => {
      looks += 1
      return Math.exp(x) - 5
    },
    0,
    10,
  )
  expect(looks).toBeLessThan(30)
})

test('an end may be the root', () => {
  expect(findRoot((x) => x - 1, 0, 1)).toBe(1)
})

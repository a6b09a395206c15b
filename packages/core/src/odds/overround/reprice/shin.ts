import { newtonRoot } from '../../../numerics/newton-root.ts'
import type { OverroundRows } from '../overround-rows.ts'

/** The prices from which Shin's method would remove the overround. */
export function repriceShin(
  { prices, probabilities, overrounds }: OverroundRows,
  book: number,
  start: number,
  end: number,
): boolean {
  // With y = √(zp + (1 − z)p²), π = y·Σy: one equation for z, Σy = √Σπ.
  const target = Math.sqrt(1 + (overrounds[book] ?? 0))
  let lowest = Number.NEGATIVE_INFINITY
  for (let index = start; index < end; index += 1) {
    const probability = probabilities[index] ?? 0
    lowest = Math.max(lowest, -probability / (1 - probability))
  }
  const evaluate = (z: number): readonly [number, number] => {
    let sum = -target
    let slope = 0
    for (let index = start; index < end; index += 1) {
      const probability = probabilities[index] ?? 0
      const variance = probability * (1 - probability)
      const y = Math.sqrt(probability * probability + z * variance)
      sum += y
      slope += variance / (2 * y)
    }
    return [sum, slope]
  }
  const z = newtonRoot(evaluate, lowest, 1, 0)
  if (z === null) return false
  for (let index = start; index < end; index += 1) {
    const probability = probabilities[index] ?? 0
    prices[index] = 1 / (target * Math.sqrt(probability * probability + z * probability * (1 - probability)))
  }
  return true
}

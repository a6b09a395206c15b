import { newtonRoot } from '../../../numerics/newton-root.ts'
import type { OverroundRows } from '../overround-rows.ts'

/** The prices from which goto conversion would remove the overround. */
export function repriceGotoConversion(
  { prices, probabilities, overrounds, target }: OverroundRows,
  book: number,
  start: number,
  end: number,
): boolean {
  // With u = √(1 − π), u² + su = 1 − p: one equation for s, Σ(1 − u²) = T + overround.
  const booksum = target + (overrounds[book] ?? 0)
  const evaluate = (step: number): readonly [number, number] => {
    let sum = -booksum
    let slope = 0
    for (let index = start; index < end; index += 1) {
      const rest = 1 - (probabilities[index] ?? 0)
      const root = Math.sqrt(step * step + 4 * rest)
      const u = standardError(step, root, rest)
      sum += 1 - u * u
      slope += (2 * u * u) / root
    }
    return [sum, slope]
  }
  const step = newtonRoot(evaluate, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 0)
  if (step === null) return false
  for (let index = start; index < end; index += 1) {
    const rest = 1 - (probabilities[index] ?? 0)
    const u = standardError(step, Math.sqrt(step * step + 4 * rest), rest)
    prices[index] = 1 / (1 - u * u)
  }
  return true
}

/** The positive root u of u² + step·u = rest, where root = √(step² + 4·rest), without cancellation. */
function standardError(step: number, root: number, rest: number): number {
  return step > 0 ? (2 * rest) / (root + step) : (root - step) / 2
}

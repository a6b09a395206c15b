import { checkInteger } from '../units/check.ts'

/**
 * Splits a whole amount in proportion to weights, by largest remainder: parts are multiples of `step`, none differs from its exact share by
 * a step or more, and together they are `total`.
 *
 * @param total - An integer (of minor units, say), 0 or more and a multiple of `step`.
 * @param weights - Above 0 and finite.
 */
export function splitStake(total: number, weights: readonly number[], step: number): number[] {
  const steps = total / step
  const sum = weights.reduce((whole, weight) => whole + weight, 0)
  const exact = weights.map((weight) => (steps * weight) / sum)
  const parts = exact.map(Math.floor)
  const missing = steps - parts.reduce((whole, part) => whole + part, 0)
  const order = exact
    .map((share, index) => ({ index, rest: share - Math.floor(share) }))
    .sort((a, b) => b.rest - a.rest)
  for (const { index } of order.slice(0, missing)) parts[index] = (parts[index] ?? 0) + 1
  return parts.map((part) => part * step)
}

/** Throws unless `total` can be split into steps. */
export function checkTotal(total: number, step: number): void {
  checkInteger('step', step, 1)
  checkInteger('total', total, step)
  checkInteger('total / step', total / step, 1)
}

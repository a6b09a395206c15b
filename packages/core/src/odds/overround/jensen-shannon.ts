import { overroundFormula } from './overround-formula.ts'
import type { OverroundRows } from './overround-rows.ts'

const MAX_STEPS = 200
/** In place of the length of a step that no conclusion can be drawn from: every other step is longer. */
const NO_STEP = 5e-324

/**
 * Jensen-Shannon overround removal: every probability is at the same Jensen-Shannon distance D below the implied one, with D such that
 * Σp is the target. The parameter is D = √JSD(p ‖ π) in nats, between two-outcome distributions, π = 1/price.
 *
 * Due to Long (2021). It refuses underrounds, and books in which an outcome would be used up before the sum is right.
 *
 * @param prices - Decimal odds, each finite and above 1; two or more.
 * @throws InvalidValueError `INVALID_VALUE` for prices or options outside their range.
 * @throws OverroundError `OVERROUND_UNSOLVABLE` where there is no solution, or for an underround.
 * @example
 * ```ts
 * jensenShannon([4.2, 3.7, 1.95]).parameter // 0.00548…
 * ```
 */
export const jensenShannon = /* @__PURE__ */ overroundFormula({
  key: 'jensen-shannon',
  parameterName: 'D',
  overroundOnly: true,
  solve(books, book, start, end) {
    const { prices, probabilities } = books
    if (!solveGaps(books, book, start, end)) return false
    for (let index = start; index < end; index += 1) {
      probabilities[index] = 1 / (prices[index] ?? 0) - 2 * (probabilities[index] ?? 0)
    }
    return true
  },
})

/**
 * With values 1/price: finds the distance by which all must fall so that together they fall by the overround, writes it as the
 * parameter, and writes half of each fall in place of the probabilities. False where a value is used up before that.
 */
export function solveGaps(books: OverroundRows, book: number, start: number, end: number): boolean {
  const { prices, probabilities: gaps, overrounds, parameters } = books
  const excess = overrounds[book] ?? 0
  if (excess <= 0) {
    // Nothing to find: what is left is the rounding of a fair book, spread evenly.
    parameters[book] = 0
    gaps.fill(excess / 2 / (end - start), start, end)
    return true
  }
  let least = 1
  let scale = 0
  for (let index = start; index < end; index += 1) {
    const value = 1 / (prices[index] ?? 0)
    least = Math.min(least, value)
    scale += Math.sqrt(8 * value * (1 - value))
  }
  // The distance at which the least value is used up, and no other before it.
  const limit = Math.sqrt(
    0.5 * (least * Math.LN2 + (1 - least) * Math.log1p(-least) - (2 - least) * Math.log1p(-least / 2)),
  )
  let low = 0
  let high = limit
  let common = Math.min(excess / scale, limit)
  let previous = NO_STEP
  let isSettled = false
  for (let step = 0; step < MAX_STEPS; step += 1) {
    parameters[book] = common
    let fall = -excess
    let slope = 0
    for (let index = start; index < end; index += 1) {
      solveGap(books, book, index)
      const gap = gaps[index] ?? 0
      fall += 2 * gap
      slope += 2 / distanceSlope(1 / (prices[index] ?? 0), gap, common)
    }
    if (isSettled) return true
    // The least value is used up, and the fall is still too small.
    if (common === limit && fall < 0) return false
    if (fall > 0) high = common
    else low = common
    const newton = Math.min(common - fall / slope, limit)
    const inside = newton >= low && newton <= high
    const next = inside ? newton : (low + high) / 2
    const change = Math.abs(next - common)
    isSettled = inside && next < limit && settled(change / previous, change / common)
    common = next
    previous = inside ? change : NO_STEP
  }
  return false
}

/** Writes half the amount by which one value must fall to be at the distance that the parameter says. */
function solveGap({ prices, probabilities: gaps, parameters }: OverroundRows, book: number, index: number): void {
  const value = 1 / (prices[index] ?? 0)
  const target = parameters[book] ?? 0
  let low = 0
  let high = value / 2
  let previous = NO_STEP
  let gap = Math.min(target * Math.sqrt(2 * value * (1 - value)), 0.99 * high)
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const reached = distance(value, gap)
    if (reached > target) high = gap
    else low = gap
    const newton = gap - (reached - target) / distanceSlope(value, gap, reached)
    const inside = newton >= low && newton <= high
    const next = inside ? newton : (low + high) / 2
    const change = Math.abs(next - gap)
    gap = next
    if (settled(change / previous, change / gap)) break
    previous = inside ? change : NO_STEP
  }
  gaps[index] = gap
}

/** √JSD between the two-outcome distributions of `value` and `value − 2·gap`; exact also where they are close. */
function distance(value: number, gap: number): number {
  const middle = value - gap
  return Math.sqrt(0.5 * (middle * divergence(gap / middle) + (1 - middle) * divergence(gap / (1 - middle))))
}

/** (1 + u)·ln(1 + u) + (1 − u)·ln(1 − u), arranged so that nothing cancels for small u. */
function divergence(u: number): number {
  return u >= 1 ? 2 * Math.LN2 : 2 * u * Math.atanh(u) + Math.log1p(-u * u)
}

/** How fast the distance grows with the gap; without bound where the value is used up. */
function distanceSlope(value: number, gap: number, reached: number): number {
  const middle = value - gap
  return (Math.log1p(gap / (1 - middle)) - Math.log1p(-gap / middle)) / (2 * reached)
}

/**
 * Whether Newton's method is there. Its steps shrink quadratically, so that two of them tell the third, which is the error left; once
 * they do not shrink any more, what is left is rounding.
 */
function settled(ratio: number, change: number): boolean {
  return ratio * ratio * change <= 1e-17 || (ratio >= 1 && change <= 1e-12)
}

import { overroundFormula } from './overround-formula.ts'

const MAX_STEPS = 200

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
  solve({ probabilities, overrounds, parameters }, book, start, end) {
    const excess = overrounds[book] ?? 0
    const common = commonDistance(probabilities, start, end, excess)
    if (common < 0) return false
    parameters[book] = common
    for (let index = start; index < end; index += 1) {
      const implied = probabilities[index] ?? 0
      probabilities[index] = implied - 2 * halfGap(implied, common)
    }
    return true
  },
  reprice({ prices, probabilities, overrounds }, book, start, end) {
    // Going up by a distance is going down by it on the other side: the same equation for 1 − p.
    for (let index = start; index < end; index += 1) prices[index] = 1 - (probabilities[index] ?? 0)
    const common = commonDistance(prices, start, end, overrounds[book] ?? 0)
    if (common < 0) return false
    for (let index = start; index < end; index += 1) {
      prices[index] = 1 / ((probabilities[index] ?? 0) + 2 * halfGap(prices[index] ?? 0, common))
    }
    return true
  },
})

/** The distance by which all of `values` must fall so that together they fall by `excess`; −1 where one is used up before that. */
function commonDistance(values: Float64Array, start: number, end: number, excess: number): number {
  if (excess <= 0) return 0
  let high = Number.POSITIVE_INFINITY
  let scale = 0
  for (let index = start; index < end; index += 1) {
    const value = values[index] ?? 0
    high = Math.min(high, distance(value, value / 2))
    scale += Math.sqrt(8 * value * (1 - value))
  }
  let low = 0
  let reachable = false
  let common = excess / scale
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const untried: boolean = common >= high && !reachable
    if (untried) common = high
    let fall = -excess
    let slope = 0
    for (let index = start; index < end; index += 1) {
      const value = values[index] ?? 0
      const gap = halfGap(value, common)
      fall += 2 * gap
      slope += 2 / distanceSlope(value, gap, common)
    }
    if (untried && fall < 0) return -1
    reachable ||= untried
    if (fall > 0) high = common
    else low = common
    const newton = common - fall / slope
    const inside = newton > low && (newton < high || !reachable)
    const next = inside ? newton : (low + high) / 2
    const change = Math.abs(next - common)
    common = next
    if (change <= 1e-15 * common && common <= high) return common
  }
  return common <= high ? common : -1
}

/** Half the amount by which `value` must fall to be at `target` distance. */
function halfGap(value: number, target: number): number {
  let low = 0
  let high = value / 2
  let gap = Math.min(target * Math.sqrt(2 * value * (1 - value)), high)
  for (let step = 0; step < MAX_STEPS && gap > 0; step += 1) {
    const reached = distance(value, gap)
    if (reached > target) high = gap
    else low = gap
    const newton = gap - (reached - target) / distanceSlope(value, gap, reached)
    const next = newton > low && newton < high ? newton : (low + high) / 2
    const change = Math.abs(next - gap)
    gap = next
    if (change <= 2e-16 * gap) break
  }
  return gap
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

/** How fast the distance grows with the gap. */
function distanceSlope(value: number, gap: number, reached: number): number {
  const middle = value - gap
  return (Math.log1p(gap / (1 - middle)) - Math.log1p(-Math.min(1 - 1e-16, gap / middle))) / (2 * reached)
}

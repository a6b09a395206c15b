import { checkInteger } from '../units/check.ts'
import type { Money } from '../units/money.ts'
import type { Timestamp } from '../units/timestamp.ts'

/** The bankroll after a bet. */
export interface EquityCurvePoint {
  readonly at: Timestamp
  readonly equity: Money
  /** How many bets had been settled by then. */
  readonly bets: number
}

/** A curve of bounded length whatever is added to it. */
export interface EquityCurve {
  add(point: EquityCurvePoint): void
  /** In the order of adding; the first, the last, every peak and every trough that the resolution allows are among them. */
  points(): readonly EquityCurvePoint[]
}

interface Bucket {
  first: EquityCurvePoint
  low: EquityCurvePoint
  high: EquityCurvePoint
  last: EquityCurvePoint
}

/**
 * An empty curve that keeps at most `maxPoints`.
 *
 * Bets fall into buckets of equal count, of which the first, lowest, highest and last are kept; when the buckets run out,
 * neighbours merge. So the extremes of the whole curve are always kept exactly.
 *
 * @param maxPoints - At least 8.
 * @throws InvalidValueError `INVALID_VALUE` when `maxPoints` is below 8.
 * @example
 * ```ts
 * const curve = createEquityCurve()
 * curve.add({ bets: 1, at: timestamp(0), equity: money(1010) })
 * curve.points().length // 1
 * ```
 */
export function createEquityCurve(maxPoints = 1000): EquityCurve {
  const maxBuckets = Math.floor(checkInteger('maxPoints', maxPoints, 8) / 8) * 2
  let buckets: Bucket[] = []
  let size = 1
  let inLast = 0
  return {
    add(point) {
      const last = buckets.at(-1)
      if (last === undefined || inLast === size) {
        if (buckets.length === maxBuckets) {
          buckets = mergePairs(buckets)
          size *= 2
        }
        buckets.push({ first: point, low: point, high: point, last: point })
        inLast = 1
        return
      }
      inLast += 1
      if (point.equity < last.low.equity) last.low = point
      if (point.equity > last.high.equity) last.high = point
      last.last = point
    },
    points() {
      const points: EquityCurvePoint[] = []
      for (const { first, low, high, last } of buckets) {
        const [earlier, later] = low.bets <= high.bets ? [low, high] : [high, low]
        for (const point of [first, earlier, later, last]) {
          if (point !== points.at(-1)) points.push(point)
        }
      }
      return points
    },
  }
}

function mergePairs(buckets: readonly Bucket[]): Bucket[] {
  const merged: Bucket[] = []
  for (const [index, left] of buckets.entries()) {
    const right = buckets[index + 1]
    if (index % 2 === 1 || right === undefined) continue
    merged.push({
      first: left.first,
      low: right.low.equity < left.low.equity ? right.low : left.low,
      high: right.high.equity > left.high.equity ? right.high : left.high,
      last: right.last,
    })
  }
  return merged
}

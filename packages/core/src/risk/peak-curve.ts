import { add, type Money, money, subtract, ZERO } from '../units/money.ts'
import type { Timestamp } from '../units/timestamp.ts'
import { createEquityPeak } from './equity-peak.ts'

/** What an account's peak depends on besides its equity. */
export interface PeakTerms {
  /** How far back a peak counts, in milliseconds. */
  readonly lookbackMs: number
  /** What the owner paid in, or out where it is negative, in the order of time. */
  readonly capital: readonly { readonly at: Timestamp; readonly amount: Money }[]
  /** When drawdown locks ended, ascending: from there the peak is counted anew. */
  readonly restarts: readonly Timestamp[]
}

/**
 * The points of an equity curve, each with the peak that its drawdown is measured from, as the drawdown breaker and a status have it: a
 * deposit is no profit, a withdrawal no drawdown. Of points of one moment the last is kept.
 *
 * @param points - Equity in minor units, ascending in time and from the account's beginning on.
 * @example
 * ```ts
 * const points = [1000, 1200, 900].map((equity, day) => ({ at: timestamp(day * DAY), equity: money(equity) }))
 * const capital = [{ at: timestamp(0), amount: money(1000) }]
 * peakCurve(points, { lookbackMs: 30 * DAY, capital, restarts: [] }).map(({ peak }) => peak) // [1000, 1200, 1200]
 * ```
 */
export function peakCurve<Point extends { readonly at: Timestamp; readonly equity: Money }>(
  points: readonly Point[],
  { lookbackMs, capital, restarts }: PeakTerms,
): readonly (Point & { readonly peak: Money })[] {
  const earnings = createEquityPeak(lookbackMs, ZERO)
  let paidIn: Money = ZERO
  let payments = 0
  let ended = 0
  let earned: Money = ZERO
  const steps = points.filter(({ at }, index) => points[index + 1]?.at !== at)
  return steps.map((point) => {
    for (let next = restarts[ended]; next !== undefined && next < point.at; next = restarts[ended]) {
      earnings.restart(next, earned)
      ended += 1
    }
    for (let next = capital[payments]; next !== undefined && next.at <= point.at; next = capital[payments]) {
      paidIn = add(paidIn, next.amount)
      payments += 1
    }
    earned = subtract(point.equity, paidIn)
    earnings.record(point.at, earned)
    return { ...point, peak: money(earnings.peak(point.at) + paidIn) }
  })
}

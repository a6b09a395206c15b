import { add, type Money, subtract, ZERO } from '../units/money.ts'
import type { Timestamp } from '../units/timestamp.ts'

/** A point of the equity curve: equity just after a settlement, deposit or withdrawal. */
export interface EquityPoint {
  readonly at: Timestamp
  readonly equity: Money
}

/** A settlement, deposit or withdrawal, as far as equity goes. */
export interface EquityChange {
  readonly at: Timestamp
  readonly change: Money
}

/**
 * The equity curve from `since` on, starting with the equity just before it.
 *
 * @param changes - In the order in which they were posted; one that was posted late takes its place by its own time. What changes nothing
 * is no point of it.
 * @example
 * ```ts
 * equityCurve([{ at: timestamp(1000), change: money(500) }], timestamp(0)) // [{ at: 0, equity: 0 }, { at: 1000, equity: 500 }]
 * ```
 */
export function equityCurve(changes: readonly EquityChange[], since: Timestamp): readonly EquityPoint[] {
  let equity = ZERO
  const points: EquityPoint[] = []
  for (const { at, change } of changes.toSorted((a, b) => a.at - b.at)) {
    equity = add(equity, change)
    if (at < since || change === 0) continue
    if (points.length === 0) points.push({ at: since, equity: subtract(equity, change) })
    points.push({ at, equity })
  }
  return points.length === 0 ? [{ at: since, equity }] : points
}

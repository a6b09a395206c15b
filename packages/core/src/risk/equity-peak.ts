import type { Money } from '../units/money.ts'
import type { Timestamp } from '../units/timestamp.ts'

/** Keeps the highest equity within a look-back window. */
export interface EquityPeak {
  /** Equity became `equity` at `at`; a moment before the last one counts as the last one. */
  record(at: Timestamp, equity: Money): void
  /** The highest equity that held at any moment within the window that ends at `at`; asking changes nothing. */
  peak(at: Timestamp): Money
  /** Forgets everything before `at` and starts again from `equity`. */
  restart(at: Timestamp, equity: Money): void
}

interface Level {
  readonly equity: Money
  /** When it stopped being the present equity. */
  until: number
}

/**
 * Keeps the highest equity of the last `lookback` milliseconds in memory that does not grow with the number of points that
 * cannot matter any more (a monotonic queue).
 */
export function createEquityPeak(lookback: number, equity: Money): EquityPeak {
  // Falling equities; the last one is the present one.
  let levels: Level[] = [{ equity, until: Number.POSITIVE_INFINITY }]
  let present = equity
  let latest = Number.NEGATIVE_INFINITY

  /** The index of the first level that held within the window that ends at `at`. */
  function firstWithin(at: number): number {
    let first = 0
    while (first < levels.length - 1 && (levels[first]?.until ?? 0) < at - lookback) first += 1
    return first
  }

  return {
    record(at, value) {
      latest = Math.max(latest, at)
      const last = levels.at(-1)
      if (last !== undefined) last.until = latest
      while ((levels.at(-1)?.equity ?? Number.POSITIVE_INFINITY) <= value) levels.pop()
      levels.push({ equity: value, until: Number.POSITIVE_INFINITY })
      levels.splice(0, firstWithin(latest))
      present = value
    },
    peak: (at) => levels[firstWithin(at)]?.equity ?? present,
    restart(at, value) {
      latest = Math.max(latest, at)
      levels = [{ equity: value, until: Number.POSITIVE_INFINITY }]
      present = value
    },
  }
}

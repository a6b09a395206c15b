import type { Money } from '../units/money.ts'
import type { Timestamp } from '../units/timestamp.ts'

/** Keeps the highest equity within a look-back window. */
export interface EquityPeak {
  /** Equity became `equity` at `at`; moments never go back. */
  record(at: Timestamp, equity: Money): void
  /** The highest equity that held at any moment within the window that ends at `at`. */
  peak(at: Timestamp): Money
  /** Forgets everything before and starts again from `equity`. */
  restart(equity: Money): void
}

/**
 * Keeps the highest equity of the last `lookback` milliseconds in memory that does not grow with the number of points that
 * cannot matter any more (a monotonic queue).
 */
export function createEquityPeak(lookback: number, equity: Money): EquityPeak {
  // Falling equities; each holds from its moment until the next change, so `until` is when it stopped being the present one.
  let queue: { readonly equity: Money; until: number }[] = [{ equity, until: Number.POSITIVE_INFINITY }]
  return {
    record(moment, value) {
      const last = queue.at(-1)
      if (last !== undefined) last.until = moment
      while (queue.length > 0 && (queue.at(-1)?.equity ?? 0) <= value) queue.pop()
      queue.push({ equity: value, until: Number.POSITIVE_INFINITY })
    },
    peak(moment) {
      let first = 0
      while (first < queue.length - 1 && (queue[first]?.until ?? 0) < moment - lookback) first++
      if (first > 0) queue.splice(0, first)
      return queue[0]?.equity ?? equity
    },
    restart(value) {
      queue = [{ equity: value, until: Number.POSITIVE_INFINITY }]
    },
  }
}

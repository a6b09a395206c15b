import { type Money, subtract, ZERO } from '../units/money.ts'
import type { Timestamp } from '../units/timestamp.ts'

/** How far and how long a bankroll was below its best. */
export interface Drawdown {
  /** The deepest fall below a peak, in minor units. */
  readonly amount: Money
  /** The deepest fall as a fraction of the peak it came from; above 1 when the bankroll went negative. */
  readonly fraction: number
  /** The longest time below a peak, in milliseconds; still running counts, regaining the peak ends it. */
  readonly duration: number
  /** The most bets in a row below a peak. */
  readonly bets: number
  /** How far below its peak it is now, in minor units. */
  readonly current: Money
}

/** Follows a bankroll and measures its falls. */
export interface DrawdownTracker {
  add(at: Timestamp, equity: Money): void
  drawdown(): Drawdown
}

/** Starts at a bankroll above 0, which is its first peak. */
export function createDrawdownTracker(initial: Money): DrawdownTracker {
  let peak = initial
  let peakAt: Timestamp | null = null
  let amount = ZERO
  let fraction = 0
  let duration = 0
  let underwater = 0
  let longest = 0
  let current = ZERO
  return {
    add(at, equity) {
      const below = peakAt === null ? 0 : at - peakAt
      if (equity >= peak) {
        if (underwater > 0) duration = Math.max(duration, below)
        peak = equity
        peakAt = at
        underwater = 0
        current = ZERO
        return
      }
      // Time below the initial bankroll runs from the first bet that is known.
      peakAt ??= at
      underwater += 1
      longest = Math.max(longest, underwater)
      duration = Math.max(duration, below)
      current = subtract(peak, equity)
      if (current > amount) amount = current
      fraction = Math.max(fraction, current / peak)
    },
    drawdown: () => ({ amount, fraction, duration, bets: longest, current }),
  }
}

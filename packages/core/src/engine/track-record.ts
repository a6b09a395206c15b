import type { Order } from '../order/order.ts'
import { createEquityPeak } from '../risk/equity-peak.ts'
import type { LockKind } from '../risk/lock.ts'
import { lossStreak, type SettledOutcome } from '../risk/loss-streak.ts'
import type { RiskLimits } from '../risk/risk-limits.ts'
import type { Day } from '../units/day.ts'
import { type Money, money, ZERO } from '../units/money.ts'
import { type Timestamp, timestamp } from '../units/timestamp.ts'

/** How many settled bets the loss streak can ever look at, voids included. */
const SETTLED_KEPT = 500

/** What the settled bets of an account say: losses in a row, the profit of the day, the most it ever had earned. */
export interface TrackRecord {
  /** A bet was settled or returned at `at`, and with it the account has earned `earned` in all. */
  settled(order: Order, at: Timestamp, earned: Money): void
  /** A lock has ended at `at`: what set it is counted anew from there. */
  lockEnded(kind: LockKind, at: Timestamp, earned: Money): void
  losses(): number
  profitOn(day: Day): Money
  /** The most earned at any moment of the look-back that ends at `at`. */
  peak(at: Timestamp): Money
}

/**
 * A record without bets.
 *
 * @param earned - What the account had earned so far, in minor units: equity less what its owner put in, so that a deposit is no
 * profit and a withdrawal no drawdown.
 */
export function createTrackRecord(limits: RiskLimits, dayOf: (at: Timestamp) => Day, earned: Money): TrackRecord {
  const outcomes: SettledOutcome[] = []
  const peak = createEquityPeak(limits.peakLookbackMs, earned)
  let streakFrom = timestamp(0)
  let dayStart = timestamp(0)
  let profit = ZERO
  return {
    settled(order, at, total) {
      outcomes.push({ at, outcome: order.outcome })
      if (outcomes.length > SETTLED_KEPT) outcomes.splice(0, SETTLED_KEPT / 2)
      const { start } = dayOf(at)
      if (start > dayStart) {
        dayStart = start
        profit = ZERO
      }
      // One of an earlier day that was booked late belongs to a day that is over.
      if (start === dayStart) profit = money(profit + (order.profit ?? 0))
      peak.record(at, total)
    },
    lockEnded(kind, at, total) {
      if (kind === 'loss-streak' && at > streakFrom) streakFrom = at
      if (kind === 'drawdown') peak.restart(at, total)
    },
    losses: () => lossStreak(outcomes, limits.maxRecentLossesCheck, streakFrom),
    profitOn: (day) => (day.start === dayStart ? profit : ZERO),
    peak: (at) => peak.peak(at),
  }
}

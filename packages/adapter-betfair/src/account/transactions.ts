import { type Clock, type Logger, type Timestamp, timestamp } from '@betting-advisor/core'
import type { TransactionTally } from './transaction-tally.ts'

/** What was sent within one clock hour, and what that may cost. */
export interface TransactionHour {
  readonly startsAt: Timestamp
  /** Bets that were placed, whatever became of them, and instructions that failed. */
  readonly counted: number
  /** Instructions of which nobody knows whether they count: their answer was lost, or the exchange did not say. */
  readonly inDoubt: number
  /**
   * The most that the exchange charges for them, in thousandths of a pound, if what is in doubt counts and before commission is set off:
   * 2 for each beyond 5,000.
   */
  readonly mostCharge: number
}

/** Transactions of one venue by clock hours. */
export interface Transactions {
  /** The hour that runs. */
  readonly current: TransactionHour
  /** Hours of the last two days in which anything was sent, the oldest first. */
  readonly hours: readonly TransactionHour[]
}

/** Counts transactions. */
export interface TransactionMeter {
  /** Takes note of what was sent at a time. */
  add(sentAt: Timestamp, tally: TransactionTally): void
  read(): Transactions
}

const HOUR_MS = 3_600_000
const HOURS_KEPT = 48
/** How many an hour are free. */
const FREE = 5_000
/** In thousandths of a pound. */
const EACH = 2

/** A meter at which nothing has passed. */
export function createTransactionMeter(clock: Pick<Clock, 'now'>, logger: Logger): TransactionMeter {
  const hours = new Map<number, TransactionTally>()
  const warned = new Set<number>()
  const hourOf = (at: Timestamp): number => Math.floor(at / HOUR_MS)
  const forget = (): void => {
    const oldest = hourOf(clock.now()) - HOURS_KEPT
    for (const hour of hours.keys()) if (hour <= oldest) hours.delete(hour)
    for (const hour of warned) if (hour <= oldest) warned.delete(hour)
  }
  const shown = (hour: number): TransactionHour => {
    const { counted, inDoubt } = hours.get(hour) ?? { counted: 0, inDoubt: 0 }
    const mostCharge = EACH * Math.max(0, counted + inDoubt - FREE)
    return { startsAt: timestamp(hour * HOUR_MS), counted, inDoubt, mostCharge }
  }
  return {
    add(sentAt, { counted, inDoubt }) {
      if (counted + inDoubt === 0) return
      forget()
      const hour = hourOf(sentAt)
      const before = hours.get(hour)
      const now = { counted: (before?.counted ?? 0) + counted, inDoubt: (before?.inDoubt ?? 0) + inDoubt }
      hours.set(hour, now)
      if (now.counted + now.inDoubt <= FREE || warned.has(hour)) return
      warned.add(hour)
      logger.warn({ ...now, free: FREE }, 'The exchange charges for transactions beyond those of this hour.')
    },
    read() {
      forget()
      return {
        current: shown(hourOf(clock.now())),
        hours: [...hours.keys()].sort((one, other) => one - other).map(shown),
      }
    },
  }
}

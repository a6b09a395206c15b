import { isLockActive } from '../limits/active-lock.ts'
import type { Balances } from '../order/transfer.ts'
import type { Restored } from '../ports/store/runs.ts'
import type { RiskLimits } from '../risk/risk-limits.ts'
import { type Money, money } from '../units/money.ts'
import type { Timestamp } from '../units/timestamp.ts'
import { createTrackRecord, earnedBefore, type TrackRecord } from './track-record.ts'

/** What bets have brought in all: equity less what the owner put in. */
export function earnedBy({ available, reserved, capital }: Balances): Money {
  return money(available + reserved + capital)
}

/** Lives through the settled bets and ended locks that a store remembers, in the order of time. */
export function restoredRecord({ balances, settled, locks }: Restored, at: Timestamp, limits: RiskLimits): TrackRecord {
  const record = createTrackRecord(limits, earnedBefore(earnedBy(balances), settled))
  const ended = locks.filter((lock) => !isLockActive(lock, at)).toSorted((a, b) => (a.until ?? at) - (b.until ?? at))
  const endLocks = (moment: Timestamp) => {
    while (ended[0]?.until != null && ended[0].until <= moment) {
      record.lockEnded(ended[0], ended[0].until)
      ended.shift()
    }
  }
  for (const order of settled) {
    endLocks(order.settledAt ?? order.updatedAt)
    record.settled(order, 0)
  }
  endLocks(at)
  return record
}

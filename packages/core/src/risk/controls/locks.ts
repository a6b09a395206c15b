import { type Control, passed, refused } from '../gate.ts'
import type { LockKind } from '../lock.ts'
import type { RejectionCode } from '../rejection.ts'

const CODES: Readonly<Record<LockKind, RejectionCode>> = {
  'loss-streak': 'LOSS_STREAK_LOCK',
  drawdown: 'DRAWDOWN_LOCK',
  'day-loss': 'DAY_LOSS_LOCK',
}

/** No new bets while a trading breaker's lock holds. */
export const locks: Control = {
  name: 'locks',
  check({ account }) {
    const [lock] = account.locks
    return lock === undefined ? passed(this.name, 'no lock holds') : refused(this.name, CODES[lock.kind], lock.reason)
  },
}

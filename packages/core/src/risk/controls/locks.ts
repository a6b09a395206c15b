import { LOCK_REJECTIONS } from '../active-lock.ts'
import { type Control, passed, refused } from '../gate.ts'

/** No new bets while a trading breaker's lock holds. */
export const locks: Control = {
  name: 'locks',
  check({ account }) {
    const [lock] = account.locks
    return lock === undefined
      ? passed(this.name, 'no lock holds')
      : refused(this.name, LOCK_REJECTIONS[lock.kind], lock.reason)
  },
}

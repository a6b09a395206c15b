import { LOCK_REJECTIONS } from '../../limits/active-lock.ts'
import { type Control, passed, refused } from '../gate.ts'

/** No new bets while a lock holds on the account, on the strategy or on the market. */
export const locks: Control = {
  name: 'locks',
  check({ locks: [lock] }) {
    return lock === undefined
      ? passed(this.name, 'no lock holds')
      : refused(this.name, LOCK_REJECTIONS[lock.kind], lock.reason)
  },
}

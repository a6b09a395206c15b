import { type Control, passed, refused } from '../gate.ts'

/** The money is there. */
export const funds: Control = {
  name: 'funds',
  check({ liability, account }) {
    return liability <= account.free
      ? passed(this.name, `liability ${liability} of ${account.free} available`)
      : refused(this.name, 'FUNDS_INSUFFICIENT', `liability ${liability} exceeds the ${account.free} available`)
  },
}

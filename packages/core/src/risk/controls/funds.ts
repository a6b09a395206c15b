import { formatMoney } from '../../units/money.ts'
import { type Control, passed, refused } from '../gate.ts'

/** The money is there. */
export const funds: Control = {
  name: 'funds',
  check({ liability, account, currency }) {
    const [wanted, free] = [formatMoney(liability, currency), formatMoney(account.free, currency)]
    return liability <= account.free
      ? passed(this.name, `liability ${wanted} of ${free} available`)
      : refused(this.name, 'FUNDS_INSUFFICIENT', `liability ${wanted} exceeds the ${free} available`)
  },
}

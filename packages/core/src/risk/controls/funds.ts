import { formatMoney, money } from '../../units/money.ts'
import { type Control, passed, refused } from '../gate.ts'

/** The money is there for what the order adds to what its market can lose: where its venue does not net, its liability. */
export const funds: Control = {
  name: 'funds',
  check({ account, currency, exposure }) {
    const { change } = exposure()
    if (change <= 0) return passed(this.name, 'nothing more is to be reserved')
    const [wanted, free] = [formatMoney(money(change), currency), formatMoney(account.free, currency)]
    return change <= account.free
      ? passed(this.name, `${wanted} of ${free} available is to be reserved`)
      : refused(this.name, 'FUNDS_INSUFFICIENT', `${wanted} to be reserved exceeds the ${free} available`)
  },
}

import { formatMoney, money } from '../../units/money.ts'
import { type Control, passed, refused } from '../gate.ts'

/** The money is there, in the account and at the venue, for what the order adds to what its market can lose: where its venue does not net, its liability. */
export const funds: Control = {
  name: 'funds',
  check({ account, currency, exposure, venue }) {
    const { change } = exposure()
    if (change <= 0) return passed(this.name, 'nothing more is to be reserved')
    const [wanted, free] = [formatMoney(money(change), currency), formatMoney(account.free, currency)]
    if (change > account.free) {
      return refused(this.name, 'FUNDS_INSUFFICIENT', `${wanted} to be reserved exceeds the ${free} available`)
    }
    if (change > venue.free) {
      const there = formatMoney(venue.free, currency)
      return refused(this.name, 'FUNDS_INSUFFICIENT', `${wanted} to be reserved exceeds the ${there} at the venue`)
    }
    return passed(this.name, `${wanted} of ${free} available is to be reserved`)
  },
}

import { type Control, passed, refused } from '../gate.ts'

/** No more live orders than allowed. */
export const openBets: Control = {
  name: 'open-bets',
  check({ account, limits: { maxOpenBets } }) {
    return account.openOrders < maxOpenBets
      ? passed(this.name, `${account.openOrders} of ${maxOpenBets} open bets`)
      : refused(this.name, 'OPEN_BETS_EXCEEDED', `${account.openOrders} of ${maxOpenBets} open bets`)
  },
}

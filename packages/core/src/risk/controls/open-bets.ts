import { type Control, passed, refused, unlessReducing } from '../gate.ts'

/** No more live orders than allowed, but for those that take risk away. */
export const openBets: Control = {
  name: 'open-bets',
  check(request) {
    const { openOrders } = request.account
    const { maxOpenBets } = request.limits
    const figures = `${openOrders} of ${maxOpenBets} open bets`
    if (openOrders < maxOpenBets) return passed(this.name, figures)
    return unlessReducing(request, refused(this.name, 'OPEN_BETS_EXCEEDED', figures))
  },
}

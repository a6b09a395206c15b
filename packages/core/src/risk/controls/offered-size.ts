import { formatMoney } from '../../units/money.ts'
import { type Control, passed, refused } from '../gate.ts'

/** What an order means to take is there, and what that is in the account's currency is known. */
export const offeredSize: Control = {
  name: 'offered-size',
  check({ venue: { size }, terms, currency }) {
    if (size === null) return passed(this.name, 'the order may wait for what is not there')
    const { shown, unconverted } = size
    if (unconverted !== null) {
      const detail = `what is offered is told in ${unconverted}, and no rate to ${currency.code} is known`
      return refused(this.name, 'FX_RATE_UNKNOWN', detail)
    }
    const needed = terms.kind === 'limit' ? terms.minFill : null
    if (needed !== null && shown !== null && shown < needed) {
      const figures = `${formatMoney(shown, currency)} of ${formatMoney(needed, currency)}`
      return refused(this.name, 'SIZE_NOT_OFFERED', `only ${figures} that are to be filled at once can be had`)
    }
    return passed(this.name, shown === null ? 'no size is told' : `${formatMoney(shown, currency)} can be had`)
  },
}

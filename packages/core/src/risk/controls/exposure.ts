import type { ExposureScope } from '../../order/intent.ts'
import type { RejectionCode } from '../../order/rejection.ts'
import { formatMoney, money } from '../../units/money.ts'
import { type Control, passed, refused, unlessReducing } from '../gate.ts'

/** In the order in which they are asked, as by the store. */
const SCOPES: readonly (readonly [ExposureScope, RejectionCode, string])[] = [
  ['selection', 'SELECTION_LIMIT', 'the selection'],
  ['market', 'MARKET_LIMIT', 'the market'],
  ['event', 'EVENT_LIMIT', 'the event'],
  ['strategy', 'STRATEGY_LIMIT', 'the strategy'],
  ['venue', 'VENUE_LIMIT', 'the venue'],
  ['account', 'ACCOUNT_LIMIT', 'the account'],
]

/**
 * Whatever wins, the live orders on a selection, a market, an event, of a strategy, at a venue and in all can lose no more than allowed;
 * an order that adds nothing to it, or takes risk off its market, passes. One control for each.
 */
export const exposures: readonly Control[] = SCOPES.map(([scope, code, what]) => {
  const name = `${scope}-exposure`
  const unlimited = passed(name, `no limit on what ${what} can lose`)
  return {
    name,
    check(request) {
      const { exposure, currency } = request
      const { worst, change, limit } = exposure().scopes[scope]
      if (limit === null) return unlimited
      const [could, most] = [formatMoney(money(worst), currency), formatMoney(limit, currency)]
      if (change <= 0) return passed(name, `${what} could lose ${could}, no more than without the order`)
      if (worst <= limit) return passed(name, `${what} could lose ${could}, at most ${most}`)
      return unlessReducing(request, refused(name, code, `${what} could lose ${could}, limit ${most}`))
    },
  }
})

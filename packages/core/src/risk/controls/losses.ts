import type { LossWindow } from '../../order/intent.ts'
import type { RejectionCode } from '../../order/rejection.ts'
import { formatMoney, money } from '../../units/money.ts'
import { type Control, passed, refused } from '../gate.ts'

const WINDOWS: readonly (readonly [LossWindow, RejectionCode])[] = [
  ['day', 'DAY_LOSS_LIMIT'],
  ['week', 'WEEK_LOSS_LIMIT'],
  ['month', 'MONTH_LOSS_LIMIT'],
]

/**
 * Even if every live order loses, the loss of the day, the week and the month stays within the limit; an order that adds nothing to what
 * can be lost passes. One control for each.
 */
export const losses: readonly Control[] = WINDOWS.map(([kind, code]) => {
  const name = `${kind}-loss`
  const unlimited = passed(name, `no limit on the loss of a ${kind}`)
  return {
    name,
    check({ exposure, currency }) {
      const { scopes, lost, change } = exposure()
      const { amount, limit } = lost[kind]
      if (limit === null) return unlimited
      const worst = money(scopes.account.worst + amount)
      const figures = `worst loss of the ${kind} ${formatMoney(worst, currency)} against ${formatMoney(limit, currency)}`
      if (change <= 0) return passed(name, `${figures}, no more than without the order`)
      return worst <= limit ? passed(name, figures) : refused(name, code, figures)
    },
  }
})

import { formatMoney, money } from '../../units/money.ts'
import { type Control, passed, refused } from '../gate.ts'

/** Even if every live order loses, today's loss stays within the limit. */
export const dayLoss: Control = {
  name: 'day-loss',
  check({ liability, account, currency, limits: { dailyLossLimit } }) {
    const worst = money(account.atRisk + liability - Math.min(account.profitToday, 0))
    const figures = `worst loss of the day ${formatMoney(worst, currency)} against ${formatMoney(dailyLossLimit, currency)}`
    return worst <= dailyLossLimit ? passed(this.name, figures) : refused(this.name, 'DAY_LOSS_LIMIT', figures)
  },
}

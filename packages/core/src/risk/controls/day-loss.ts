import { type Control, passed, refused } from '../gate.ts'

/** Even if every live order loses, today's loss stays within the limit. */
export const dayLoss: Control = {
  name: 'day-loss',
  check({ liability, account, limits: { dailyLossLimit } }) {
    const worst = account.atRisk + liability - Math.min(account.profitToday, 0)
    const figures = `worst loss of the day ${worst} against ${dailyLossLimit}`
    return worst <= dailyLossLimit ? passed(this.name, figures) : refused(this.name, 'DAY_LOSS_LIMIT', figures)
  },
}

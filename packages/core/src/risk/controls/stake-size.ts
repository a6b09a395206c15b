import { formatMoney, type Money, money } from '../../units/money.ts'
import { type Control, passed, refused, unlessReducing } from '../gate.ts'

/** The stake is worth placing, and what it puts at risk is within the limits of one order, unless it takes risk away. */
export const stakeSize: Control = {
  name: 'stake-size',
  check(request) {
    const { side, terms, stake: asked, liability, venue, account, currency, limits } = request
    const { maxStakeAbsolute, maxStakeFraction } = limits
    const amount = (value: Money) => formatMoney(value, currency)
    // Only the starting price tells the stake of a lay on close.
    const stake = side === 'lay' && terms.kind !== 'limit' ? liability : asked
    if (venue.minLiability !== null && liability < venue.minLiability) {
      const least = amount(venue.minLiability)
      const detail = `liability ${amount(liability)} is below the venue's minimum at the starting price, ${least}`
      return refused(this.name, 'STAKE_BELOW_MIN', detail)
    }
    if (stake <= 0 || (venue.minLiability === null && stake < venue.minStake)) {
      return refused(
        this.name,
        'STAKE_BELOW_MIN',
        `stake ${amount(stake)} is below the venue's minimum ${amount(venue.minStake)}`,
      )
    }
    if (liability > maxStakeAbsolute) {
      const detail = `liability ${amount(liability)} is above ${amount(maxStakeAbsolute)}`
      return unlessReducing(request, refused(this.name, 'STAKE_ABOVE_MAX', detail))
    }
    const most = money(Math.floor(account.equity * maxStakeFraction))
    if (liability > most) {
      const share = `${(maxStakeFraction * 100).toFixed(2)} % of the equity ${amount(account.equity)}`
      const detail = `liability ${amount(liability)} is above ${share}`
      return unlessReducing(request, refused(this.name, 'STAKE_FRACTION_EXCEEDED', detail))
    }
    return passed(
      this.name,
      `liability ${amount(liability)} is at most ${amount(money(Math.min(most, maxStakeAbsolute)))}`,
    )
  },
}

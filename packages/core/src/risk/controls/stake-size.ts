import { type Control, passed, refused } from '../gate.ts'

/** The stake is worth placing, and what it puts at risk is within the limits of one order. */
export const stakeSize: Control = {
  name: 'stake-size',
  check({ stake, liability, venue, account, limits: { maxStakeAbsolute, maxStakeFraction } }) {
    if (stake <= 0 || stake < venue.minStake) {
      return refused(this.name, 'STAKE_BELOW_MIN', `stake ${stake} is below the venue's minimum ${venue.minStake}`)
    }
    if (liability > maxStakeAbsolute) {
      return refused(this.name, 'STAKE_ABOVE_MAX', `liability ${liability} is above ${maxStakeAbsolute}`)
    }
    const most = Math.floor(account.equity * maxStakeFraction)
    if (liability > most) {
      return refused(
        this.name,
        'STAKE_FRACTION_EXCEEDED',
        `liability ${liability} is above ${maxStakeFraction} of the equity ${account.equity}`,
      )
    }
    return passed(this.name, `liability ${liability} is at most ${Math.min(most, maxStakeAbsolute)}`)
  },
}

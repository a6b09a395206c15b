import { DAY, fractionalKelly, type Strategy, valueBetting } from '@betting-advisor/core'
import type { Settings } from '@betting-advisor/core/config'
import { power } from '@betting-advisor/core/odds'

/** What the paper bot does: value betting against a sharp bookmaker in the last two days before the start. */
export function paperStrategies({ risk, staking }: Settings, sharp: string): readonly Strategy[] {
  return [
    valueBetting({
      sharp,
      overround: power,
      minEdge: risk.minEdge,
      staking: fractionalKelly(staking.kellyFraction),
      horizonMs: 2 * DAY,
    }),
  ]
}

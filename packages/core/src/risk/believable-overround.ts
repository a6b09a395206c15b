import type { Market } from '../market/market.ts'
import { PLAUSIBLE_OVERROUND_PER_SELECTION, type RiskLimits } from './risk-limits.ts'

/** Whether prices with this overround for each winner are believed in a market, and in which range they would be. */
export function believableOverround(
  overround: number,
  { selections }: Market,
  limits: RiskLimits['referenceOverround'],
): { readonly least: number; readonly most: number; readonly believed: boolean } {
  const { least } = limits
  const most = Math.max(limits.most, PLAUSIBLE_OVERROUND_PER_SELECTION * selections.length)
  return { least, most, believed: overround >= least && overround <= most }
}

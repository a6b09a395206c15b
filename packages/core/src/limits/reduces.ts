import { type ExposedPosition, type LosingPosition, marketExposure } from './exposure.ts'
import { type FreshBet, freshPosition } from './fresh-position.ts'

/**
 * Whether an order lessens what an account can lose on a market: while it is open it adds nothing to it, whatever of it and of the others
 * is matched, and once all of them are matched in full, the market can lose less with it than without.
 *
 * Only at a venue that nets can an order do so.
 *
 * @param positions - The live orders of its market.
 * @example
 * ```ts
 * reduces([matchedBack], layOfAsMuch) // true
 * reduces([openBack], anotherBack) // false
 * ```
 */
export function reduces(positions: readonly ExposedPosition[], bet: FreshBet): boolean {
  if (!bet.netting) return false
  const there = positions.filter(({ netting, venue }) => netting && venue === bet.venue)
  if (there.length === 0) return false
  const fresh = freshPosition(bet)
  if (marketExposure([...there, fresh]) > marketExposure(there)) return false
  const filled = there.map(whenFilled)
  return marketExposure([...filled, whenFilled(fresh)]) < marketExposure(filled)
}

function whenFilled(position: ExposedPosition): LosingPosition {
  return { ...position, ...position.filled }
}

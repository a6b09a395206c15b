import type { Intent } from '../order/intent.ts'
import { NO_VALUE } from '../units/matched-value.ts'
import { money, ZERO } from '../units/money.ts'
import type { PriceUnits } from '../units/price.ts'
import type { ExposedPosition } from './exposure.ts'
import { positionWith } from './exposure-change.ts'
import { filledLossesOf, type Losses } from './losses.ts'

/** What of an intent tells what it would be on its market. */
export type FreshBet = Pick<
  Intent,
  | 'venue'
  | 'strategy'
  | 'selection'
  | 'outcomes'
  | 'winners'
  | 'netting'
  | 'eachWay'
  | 'side'
  | 'terms'
  | 'stake'
  | 'liability'
  | 'commission'
  | 'covers'
> & {
  /** `null` where there is none that an order may name: then it gains nothing. */
  readonly price: PriceUnits | null
}

/** What a new order costs by its outcome: nothing of it is matched yet. */
export function freshLosses({ side, liability: alone, covers }: Pick<Intent, 'side' | 'liability' | 'covers'>): Losses {
  const liability = money(alone - (covers?.liability ?? 0))
  return side === 'back' ? { ifWins: ZERO, ifLoses: liability } : { ifWins: liability, ifLoses: ZERO }
}

/**
 * A new order as a part of what its market can lose.
 *
 * @example
 * ```ts
 * freshPosition(intent).filled // { ifWins: -1100, ifLoses: 1000 }: a back of 10.00 at 2.1
 * ```
 */
export function freshPosition(bet: FreshBet): ExposedPosition {
  const losses = freshLosses(bet)
  return positionWith(bet, losses, filledFrom(bet) ?? losses)
}

function filledFrom({ side, terms, stake, liability, price, commission, eachWay, covers }: FreshBet): Losses | null {
  if (price === null || covers !== undefined) return null
  const own = eachWay === undefined ? {} : { eachWay }
  return filledLossesOf({
    intent: { side, terms, stake, liability, price, commission, ...own },
    state: 'SENDING',
    matchedStake: ZERO,
    voidedStake: ZERO,
    matchedValue: NO_VALUE,
    amendedStake: null,
    amendedPersistence: null,
    covered: ZERO,
  })
}

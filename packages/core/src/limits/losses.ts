import { liabilityOfParts, winnings } from '../order/liability.ts'
import type { Order } from '../order/order.ts'
import { type Money, money } from '../units/money.ts'

/**
 * What an order costs where its selection wins, and where it does not, in minor units; a negative figure is a profit.
 *
 * What is still open counts only where it would lose, so that neither a cancel nor a fill ever raises what a market can lose.
 */
export interface Losses {
  readonly ifWins: Money
  readonly ifLoses: Money
}

/** An order that can neither win nor lose any more. */
export const NO_LOSSES: Losses = { ifWins: money(0), ifLoses: money(0) }

/** What an order is measured by. */
export type MeasuredOrder = Pick<Order, 'state' | 'matchedStake' | 'averagePrice'> & {
  readonly intent: Pick<Order['intent'], 'side' | 'stake' | 'price' | 'commission'>
}

/**
 * What a live order costs by the outcome of its selection; losses are rounded up and profits down, less their commission: a venue takes it
 * from a bet that wins, whatever others on the market lose.
 *
 * @param order - One that is live: an order that is not can lose nothing, see {@link NO_LOSSES}.
 * @example
 * ```ts
 * lossesOf(newOrder(intent).order) // { ifWins: 0, ifLoses: 1000 }: nothing of a back of 10.00 is matched yet
 * ```
 */
export function lossesOf({ intent, state, matchedStake, averagePrice }: MeasuredOrder): Losses {
  const { side, stake, price, commission } = intent
  const isClosed = state === 'CANCELLED' || state === 'LAPSED'
  const open = money(isClosed ? 0 : Math.max(0, stake - matchedStake))
  const matchedPrice = averagePrice ?? price
  if (side === 'back') {
    const profit = winnings(matchedStake, matchedPrice, 'down')
    return { ifWins: money(0 - net(profit, commission)), ifLoses: money(matchedStake + open) }
  }
  return {
    ifWins: liabilityOfParts('lay', matchedStake, matchedPrice, open, price),
    ifLoses: money(0 - net(matchedStake, commission)),
  }
}

/** What is left of a profit at the least. */
function net(profit: Money, commission: number): number {
  return profit - Math.ceil(profit * commission)
}

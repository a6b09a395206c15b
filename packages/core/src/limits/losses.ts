import { stakesOf } from '../order/each-way.ts'
import { matchedWinnings } from '../order/liability.ts'
import { liabilityOfOrder, type PartlyMatched, unmatchedStake } from '../order/open-part.ts'
import type { Order } from '../order/order.ts'
import { isMatchedValue } from '../units/matched-value.ts'
import { add, type Money, money, ZERO } from '../units/money.ts'

/**
 * What an order costs where its selection wins, and where it does not, in minor units; a negative figure is a profit. A bet each way costs
 * something between the two where its selection is placed.
 *
 * What is still open counts only where it would lose, so that neither a cancel nor a fill ever raises what a market can lose. What another
 * order holds for it (`covered`) is counted there, as much of it as what can still come of this one is of the stake it was to have.
 */
export interface Losses {
  readonly ifWins: Money
  readonly ifLoses: Money
}

/** An order that can neither win nor lose any more. */
export const NO_LOSSES: Losses = { ifWins: money(0), ifLoses: money(0) }

/** What an order is measured by. */
export type MeasuredOrder = Pick<Order, 'state' | 'covered'> &
  PartlyMatched & { readonly intent: Pick<Order['intent'], 'commission'> }

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
export function lossesOf(order: MeasuredOrder): Losses {
  const { state, matchedStake, matchedValue, covered } = order
  const { side, commission, eachWay } = order.intent
  const canMatch = state !== 'CANCELLED' && state !== 'LAPSED'
  const alone = liabilityOfOrder(order, canMatch)
  const atRisk = covered === 0 ? alone : money(Math.max(0, alone - coveredOf(order, canMatch)))
  if (side === 'back') {
    const profit = matchedWinnings({ matchedStake, matchedValue, eachWay }, 'down')
    return { ifWins: money(0 - net(profit, commission)), ifLoses: atRisk }
  }
  return {
    ifWins: atRisk,
    ifLoses: money(0 - net(money(matchedStake * stakesOf(eachWay)), commission)),
  }
}

/**
 * What a live order costs by the outcome of its selection once all that is open of it is matched at the price it asks. An order on close
 * asks for none that it is sure of, and takes no risk away before its starting price is known; no more does one that is covered, which is
 * matched only where the order that it is to replace is not.
 *
 * @example
 * ```ts
 * filledLossesOf(newOrder(intent).order) // { ifWins: -1100, ifLoses: 1000 }: a back of 10.00 at 2.1
 * ```
 */
export function filledLossesOf(order: MeasuredOrder): Losses {
  return furtherLosses(order) ?? lossesOf(order)
}

/** The same of an order of which more can be matched; `null` where that is no other than {@link lossesOf}. */
export function furtherLosses(order: MeasuredOrder): Losses | null {
  const { state, matchedStake, matchedValue: value, intent, covered } = order
  if (state === 'CANCELLED' || state === 'LAPSED' || covered > 0 || intent.terms.kind !== 'limit') return null
  const open = unmatchedStake(order)
  const worth = value + open * intent.price
  // What is worth more than can be counted takes no risk away by it.
  if (open === 0 || !isMatchedValue(worth)) return null
  // Its members by name: a copy of all that an order has is dear where every bet is measured several times.
  const { voidedStake, amendedStake, amendedPersistence } = order
  const filled = { state, covered, voidedStake, amendedStake, amendedPersistence, intent }
  return lossesOf({ ...filled, matchedStake: add(matchedStake, open), matchedValue: worth })
}

/**
 * What another order holds for this one by now. Of the other as much may have been matched as this one asks less for, which that then needs
 * for itself.
 */
function coveredOf(order: MeasuredOrder, canMatch: boolean): Money {
  const { covered, intent, matchedStake } = order
  const coming = matchedStake + (canMatch ? unmatchedStake(order) : ZERO)
  if (coming >= intent.stake) return covered
  const product = covered * coming
  if (Number.isSafeInteger(product)) return money(Math.floor(product / intent.stake))
  return money(Number((BigInt(covered) * BigInt(coming)) / BigInt(intent.stake)))
}

/** What is left of a profit at the least. */
function net(profit: Money, commission: number): number {
  return profit - Math.ceil(profit * commission)
}

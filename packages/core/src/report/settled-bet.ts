import { stakesOf, winningsPaid } from '../order/each-way.ts'
import type { Intent } from '../order/intent.ts'
import { matchedWinnings } from '../order/liability.ts'
import type { BetOutcome, Order } from '../order/order.ts'
import { netProfit } from '../order/order-state.ts'
import { type Money, money, ZERO } from '../units/money.ts'
import { fromPriceUnits } from '../units/price.ts'
import type { Timestamp } from '../units/timestamp.ts'

/** A bet that has ended, as statistics see it. */
export interface SettledBet {
  readonly at: Timestamp
  readonly strategy: string
  readonly market: string
  readonly venue: string
  /** Decimal odds, above 1. */
  readonly price: number
  /** What was at risk, in minor units, above 0. */
  readonly stake: Money
  /** After commission, in minor units; that of a void bet is what its end changed of its market's commission. */
  readonly profit: Money
  /** By how much its end changed the commission of its market, in minor units: negative where a loss took some of it back. */
  readonly commission: Money
  readonly outcome: BetOutcome
  /** Probability that the bet wins, as seen when it was made; `null` where unknown. */
  readonly fairProbability: number | null
  /** Probability that the bet wins, as the closing line has it; `null` where it has no close. */
  readonly closingProbability: number | null
}

/** Whether a bet was only returned, as a void one and one that met its line exactly are. */
export function isReturned({ outcome }: Pick<SettledBet, 'outcome'>): boolean {
  return outcome === 'void' || outcome === 'push'
}

/** Whether a bet counts as won, lost or neither: one that was won or lost in part by what it brought before commission. */
export function countedAs({ outcome, profit, commission }: SettledBet): 'won' | 'lost' | 'void' {
  if (outcome === 'won' || outcome === 'lost') return outcome
  const gross = profit + commission
  return isReturned({ outcome }) || gross === 0 ? 'void' : gross > 0 ? 'won' : 'lost'
}

/**
 * What statistics need of an order, or `null` while it has not ended or when nothing of it was matched.
 *
 * A lay is told as what it is worth: a back of everything else, at price / (price − 1), staking the liability. A bet each way stakes both
 * of its bets, at what they pay together where its selection wins.
 *
 * @example
 * ```ts
 * for (const order of orders) {
 *   const bet = settledBet(order)
 *   if (bet !== null) performance.add(bet)
 * }
 * ```
 */
export function settledBet(order: Order): SettledBet | null {
  const { intent, matchedStake, matchedValue, outcome } = order
  const ended = order.state === 'SETTLED' || order.state === 'VOIDED'
  if (!ended || outcome === null || matchedStake <= 0) return null
  const units = order.averagePrice ?? intent.price
  const { eachWay } = intent
  const price = pricePaid(fromPriceUnits(units), eachWay)
  const back = intent.side === 'back'
  const stake = back
    ? money(matchedStake * stakesOf(eachWay))
    : matchedWinnings({ matchedStake, matchedValue, eachWay }, 'up')
  const toSide = (probability: number | null) => (probability === null || back ? probability : 1 - probability)
  return {
    at: order.settledAt ?? order.updatedAt,
    strategy: intent.strategy,
    market: intent.market,
    venue: intent.venue,
    price: back ? price : price / (price - 1),
    stake,
    profit: netProfit(order),
    commission: order.commission ?? ZERO,
    outcome,
    fairProbability: toSide(intent.fairProbability),
    closingProbability: toSide(order.closingProbability),
  }
}

/** What a unit of all that is staked is paid where the selection wins. */
function pricePaid(price: number, eachWay: Intent['eachWay']): number {
  if (eachWay === undefined) return price
  const [paid, of] = winningsPaid(eachWay)
  return 1 + ((price - 1) * Number(paid)) / Number(of) / stakesOf(eachWay)
}

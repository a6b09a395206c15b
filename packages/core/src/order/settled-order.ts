import type { Intent } from './intent.ts'
import type { Order } from './order.ts'

/** What is needed of a bet that is over, to count it and to hold a result against it: without its reasons, however many there are. */
export interface SettledOrder
  extends Pick<
    Order,
    | 'state'
    | 'matchedStake'
    | 'matchedValue'
    | 'averagePrice'
    | 'profit'
    | 'commission'
    | 'outcome'
    | 'closingProbability'
    | 'settledAt'
    | 'clearedVersion'
    | 'updatedAt'
    | 'version'
  > {
  readonly intent: SettledIntent
}

/** What is needed of the intent of such a bet. */
export type SettledIntent = Pick<
  Intent,
  | 'key'
  | 'strategy'
  | 'replaces'
  | 'market'
  | 'selection'
  | 'side'
  | 'outcomes'
  | 'winners'
  | 'eachWay'
  | 'origin'
  | 'price'
  | 'decidedAt'
>

/** What is needed of an order once it is settled. */
export function settledOrder(order: Order): SettledOrder {
  const { state, matchedStake, matchedValue, averagePrice, profit, commission, outcome } = order
  const { closingProbability, settledAt, clearedVersion, updatedAt, version } = order
  const money = { matchedStake, matchedValue, averagePrice, profit, commission, outcome, closingProbability }
  return { intent: settledIntent(order.intent), state, ...money, settledAt, clearedVersion, updatedAt, version }
}

function settledIntent(intent: Intent): SettledIntent {
  const { key, strategy, replaces, market, selection, side, outcomes, winners, eachWay, origin, price, decidedAt } =
    intent
  const own = eachWay === undefined ? {} : { eachWay }
  return { key, strategy, replaces, market, selection, side, outcomes, winners, ...own, origin, price, decidedAt }
}

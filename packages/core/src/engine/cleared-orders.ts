import { hearMatched } from '../order/hear-matched.ts'
import { matchedOf } from '../order/matched.ts'
import type { Order, OrderEvent } from '../order/order.ts'
import { isSettled } from '../order/order-state.ts'
import type { ClearedOrder } from '../ports/cleared.ts'
import type { DecisionKey } from '../units/ids.ts'
import { ZERO } from '../units/money.ts'
import type { BetAnomalies } from './bet-anomalies.ts'
import type { EngineContext } from './engine-context.ts'
import { hearOrderNews, type OrderNewsParts } from './order-news.ts'
import type { SettlementWatch } from './settlement-watch.ts'

/** What a venue's word on the end of an order reaches. */
export interface ClearedOrderParts extends OrderNewsParts {
  readonly watch: Pick<BetAnomalies, 'isOwn'>
  readonly overdue: Pick<SettlementWatch, 'cleared'>
}

/**
 * Ends an order as its venue says, whatever a result made of it; one that had ended is paid anew. An older word, or the same, says nothing.
 *
 * @param stored - The order as the store has it, where it is not live.
 */
export function hearCleared(
  key: DecisionKey,
  told: ClearedOrder,
  context: EngineContext,
  parts: ClearedOrderParts,
  stored?: Order,
): void {
  const { account, advance, now } = context
  const live = account().order(key)
  const order = live ?? stored
  if (order === undefined || !parts.watch.isOwn(key, told.venueOrderId, stored)) return
  const at = now()
  if (isSettled(order)) {
    const event = correction(order, told)
    if (event === null) return
    account().recall(order)
    advance(key, { ...event, at })
    return
  }
  const { venueOrderId, outcome, profit, version: venueVersion, matchedStake } = told
  const matched = matchedOf(told)
  hearOrderNews(key, { ref: order.intent.ref, venueOrderId, state: 'matched', ...matched }, context, parts, stored)
  if (outcome === 'void') advance(key, { type: 'voided', at, venueVersion })
  else advance(key, { type: 'settled', at, matchedStake, outcome, profit, venueVersion })
  const heard = hearMatched(order, matched)
  const ended = heard.kind === 'news' ? { ...order, ...heard.part } : order
  parts.overdue.cleared(ended, { outcome, profit: outcome === 'void' ? ZERO : profit })
}

type Correction = Omit<Extract<OrderEvent, { readonly type: 'corrected' }>, 'at'>

/** The event by which a word changes an order that has ended; `null` where it says nothing new. */
function correction(order: Order, told: ClearedOrder): Correction | null {
  const { outcome, version } = told
  if (order.matchedStake === 0 || (order.clearedVersion !== null && version <= order.clearedVersion)) return null
  const matched = matchedOf(told)
  const isNews = hearMatched(order, matched).kind === 'news'
  const profit = outcome === 'void' ? ZERO : told.profit
  return { type: 'corrected', outcome, profit, venueVersion: version, ...(isNews ? { matched } : {}) }
}

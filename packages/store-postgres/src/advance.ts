import {
  type AdvanceResult,
  type DecisionKey,
  inLockOrder,
  isLive,
  type Order,
  type OrderEvent,
  transition,
  unknownOrder,
} from '@betting-advisor/core'
import type { Connection, Query } from './connection.ts'
import { book, lockAccount, moveClaims } from './money.ts'
import { accountRow } from './reads.ts'
import { balancesOf, type OrderRow, orderOf } from './records.ts'

/** Applies an event to an order, one at a time, with the money and claims that move with it. */
export async function advance(connection: Connection, key: DecisionKey, event: OrderEvent): Promise<AdvanceResult> {
  return await connection.write(async (query): Promise<AdvanceResult> => {
    const [row] = await query<OrderRow>('SELECT * FROM betting_advisor.orders WHERE key = $1 FOR NO KEY UPDATE', [key])
    if (row === undefined) throw unknownOrder(key)
    const before = orderOf(row)
    const next = transition(before, event)
    if (next.kind === 'ignored') return { kind: 'ignored', order: before, detail: next.detail }
    const { account } = before.intent
    await moveClaims(query, account, inLockOrder(next.released), '-')
    await moveClaims(query, account, inLockOrder(next.claimed), '+')
    if (next.transfers.length === 0) {
      await keepChange(query, row.number, next.order, event, null)
      return { kind: 'changed', order: next.order, balances: balancesOf(await accountRow(query, account)) }
    }
    const { balances, last } = await book(query, await lockAccount(query, account), next.transfers, row.number)
    await keepChange(query, row.number, next.order, event, next.order.settledAt === null ? null : last)
    return { kind: 'changed', order: next.order, balances }
  })
}

async function keepChange(
  query: Query,
  number: number,
  order: Order,
  event: OrderEvent,
  settledBy: number | null,
): Promise<void> {
  await query(
    `WITH kept AS (
       INSERT INTO betting_advisor.order_event (order_number, type, at, body) VALUES ($1, $17, $18, $19)
     )
     UPDATE betting_advisor.orders SET state = $2, live = $3, venue_order_id = $4, matched_stake = $5, average_price = $6,
       reserved = $7, profit = $8, commission = $9, outcome = $10, closing_probability = $11, reason_code = $12,
       reason_message = $13, sent_at = $14, settled_at = $15, settled_by = coalesce(settled_by, $20), updated_at = $16
     WHERE number = $1`,
    [
      number,
      order.state,
      isLive(order),
      order.venueOrderId,
      order.matchedStake,
      order.averagePrice,
      order.reserved,
      order.profit,
      order.commission,
      order.outcome,
      order.closingProbability,
      order.reason?.code ?? null,
      order.reason?.message ?? null,
      order.sentAt,
      order.settledAt,
      order.updatedAt,
      event.type,
      event.at,
      JSON.stringify(event),
      settledBy,
    ],
  )
}

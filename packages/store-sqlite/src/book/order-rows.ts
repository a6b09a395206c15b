import { entrySeriesKey, isLive, type Order, type OrderEvent } from '@betting-advisor/core/store'
import type { Database } from '../database.ts'

/** The rows of orders and of what happened to them. */
export interface OrderRows {
  /** Writes a new order down, with what has happened to it already; gives its number. */
  insert(order: Order, history: readonly OrderEvent[]): number
  /** Writes down what an event made of an order. */
  update(number: number, order: Order, event: OrderEvent): void
  /** Keeps with an order the transfer that settled or voided it first, by which settlements are put in order. */
  settledBy(number: number, transfer: number): void
}

/** Keeps orders. */
export function createOrderRows(database: Database): OrderRows {
  function insertEvent(number: number, event: OrderEvent): void {
    database.run(
      'INSERT INTO order_event (order_number, type, at, body) VALUES (?, ?, ?, ?)',
      number,
      event.type,
      event.at,
      JSON.stringify(event),
    )
  }

  return {
    insert(order, history) {
      const { intent } = order
      const { number } = database.run(
        `INSERT INTO orders (key, ref, account, run, strategy, strategy_version, series, entry, venue, event, market, selection,
           side, price, stake, liability, decided_at, intent, origin, outcomes, winners, netting,
           state, live, venue_order_id, matched_stake, average_price, reserved, profit, commission, outcome, closing_probability,
           reason_code, reason_message, sent_at, settled_at, updated_at, version)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        intent.key,
        intent.ref,
        intent.account,
        intent.run,
        intent.strategy,
        intent.strategyVersion,
        entrySeriesKey(intent),
        intent.entry,
        intent.venue,
        intent.event,
        intent.market,
        intent.selection,
        intent.side,
        intent.price,
        intent.stake,
        intent.liability,
        intent.decidedAt,
        JSON.stringify(intent),
        intent.origin,
        intent.outcomes,
        intent.winners,
        intent.netting ? 1 : 0,
        order.state,
        isLive(order) ? 1 : 0,
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
        order.version,
      )
      for (const event of history) insertEvent(number, event)
      return number
    },

    update(number, order, event) {
      insertEvent(number, event)
      database.run(
        `UPDATE orders SET state = ?, live = ?, venue_order_id = ?, matched_stake = ?, average_price = ?, reserved = ?, profit = ?,
           commission = ?, outcome = ?, closing_probability = ?, reason_code = ?, reason_message = ?, sent_at = ?, settled_at = ?,
           updated_at = ?, version = ?
         WHERE number = ?`,
        order.state,
        isLive(order) ? 1 : 0,
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
        order.version,
        number,
      )
    },

    settledBy(number, transfer) {
      database.run('UPDATE orders SET settled_by = ? WHERE number = ?', transfer, number)
    },
  }
}

import {
  absentByHand,
  absentEntry,
  checkReported,
  type OrderStore,
  settledByHand,
  settledEntry,
  unknownOrder,
} from '@betting-advisor/core/store'
import type { Connection } from '../connection.ts'
import { adopt, advance } from './advance.ts'
import { advanceAll } from './advance-all.ts'
import { begin } from './begin.ts'
import { beginAll } from './begin-all.ts'
import type { Calendar } from './change.ts'
import { listOrders } from './order-query.ts'
import { orderOf } from './records.ts'
import { histories, orderRow } from './rows.ts'

/** Orders, and what moves them. */
export function createOrders(connection: Connection, calendar: Calendar): OrderStore {
  const { query } = connection
  return {
    begin: (intent) => begin(connection, intent),
    beginAll: (intents) => beginAll(connection, intents),
    advanceAll: (steps, fence) => advanceAll(connection, calendar, steps, fence),
    advance: (key, events, fence) => advance(connection, calendar, key, events, fence),
    callAbsent: (key, reason, at, by) =>
      advance(
        connection,
        calendar,
        key,
        [absentByHand(reason, at)],
        undefined,
        by === undefined ? undefined : (order) => absentEntry(order, { by, reason }, at),
      ),
    async settleByHand(key, ending, at, by) {
      const row = await orderRow(query, key)
      if (row === undefined) throw unknownOrder(key)
      const event = settledByHand(orderOf(row), ending, at, by)
      return await advance(connection, calendar, key, [event], undefined, (order) => settledEntry(order, event, by, at))
    },
    async report(intent, history, by) {
      checkReported(intent)
      return await adopt(connection, calendar, intent, history, undefined, by)
    },
    adopt: (intent, history, fence) => adopt(connection, calendar, intent, history, fence),
    orders: (asked) => listOrders(query, asked),

    async order(key) {
      const row = await orderRow(query, key)
      return row === undefined ? null : orderOf(row)
    },

    async history(key) {
      const row = await orderRow(query, key)
      if (row === undefined) throw unknownOrder(key)
      return (await histories(query, [row.number])).get(row.number) ?? []
    },
  }
}

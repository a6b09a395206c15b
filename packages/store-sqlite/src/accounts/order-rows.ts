import type { SQLInputValue } from 'node:sqlite'
import type { Intent, Order, OrderEvent } from '@betting-advisor/core'
import { isLive, liveFilledLosses, liveLosses } from '@betting-advisor/core/store'
import type { Database, Row } from '../database.ts'
import { packedIntent } from './intent-text.ts'

/** The rows of orders and of what happened to them. */
export interface OrderRows {
  /** Writes a new order down, with what has happened to it already; gives its number. */
  insert(order: Order, history: readonly OrderEvent[], begunAt: number): number
  /** Writes down what events made of an order. */
  update(number: number, order: Order, events: readonly OrderEvent[]): void
  /** Keeps with an order the transfer that settled or voided it first, by which settlements are put in order. */
  settledBy(number: number, transfer: number): void
}

/** What is written of an intent, once, by its column. */
const INTENT: Readonly<Record<string, (intent: Intent) => SQLInputValue>> = {
  key: ({ key }) => key,
  ref: ({ ref }) => ref,
  account: ({ account }) => account,
  run: ({ run }) => run,
  strategy: ({ strategy }) => strategy,
  strategy_version: ({ strategyVersion }) => strategyVersion,
  entry: ({ entry }) => entry,
  venue: ({ venue }) => venue,
  wallet: ({ wallet }) => wallet,
  event: ({ event }) => event,
  market: ({ market }) => market,
  selection: ({ selection }) => selection,
  side: ({ side }) => side,
  price: ({ price }) => price,
  stake: ({ stake }) => stake,
  liability: ({ liability }) => liability,
  decided_at: ({ decidedAt }) => decidedAt,
  commission_rate: ({ commission }) => commission,
  intent: packedIntent,
  origin: ({ origin }) => origin,
  outcomes: ({ outcomes }) => outcomes,
  winners: ({ winners }) => winners,
  netting: ({ netting }) => (netting ? 1 : 0),
  replaces: ({ replaces }) => replaces,
  each_way: ({ eachWay }) => (eachWay === undefined ? null : JSON.stringify(eachWay)),
}

/** What is written of an order at each change, by its column. */
const STATE: Readonly<Record<string, (order: Order) => SQLInputValue>> = {
  state: ({ state }) => state,
  live: (order) => (isLive(order) ? 1 : 0),
  if_wins: (order) => liveLosses(order).ifWins,
  if_loses: (order) => liveLosses(order).ifLoses,
  filled_wins: (order) => liveFilledLosses(order).ifWins,
  filled_loses: (order) => liveFilledLosses(order).ifLoses,
  venue_order_id: ({ venueOrderId }) => venueOrderId,
  matched_stake: ({ matchedStake }) => matchedStake,
  voided_stake: ({ voidedStake }) => voidedStake,
  cancelled_stake: ({ cancelledStake }) => cancelledStake,
  lapsed_stake: ({ lapsedStake }) => lapsedStake,
  matched_value: ({ matchedValue }) => matchedValue,
  value_basis: ({ valueBasis }) => valueBasis,
  average_price: ({ averagePrice }) => averagePrice,
  reserved: ({ reserved }) => reserved,
  profit: ({ profit }) => profit,
  commission: ({ commission }) => commission,
  outcome: ({ outcome }) => outcome,
  closing_probability: ({ closingProbability }) => closingProbability,
  reason_code: ({ reason }) => reason?.code ?? null,
  reason_message: ({ reason }) => reason?.message ?? null,
  sent_at: ({ sentAt }) => sentAt,
  reset_at: ({ resetAt }) => resetAt,
  pending_until: ({ pendingUntil }) => pendingUntil,
  amended_stake: ({ amendedStake }) => amendedStake,
  amended_persistence: ({ amendedPersistence }) => amendedPersistence,
  settled_at: ({ settledAt }) => settledAt,
  cleared_version: ({ clearedVersion }) => clearedVersion,
  market_charge: ({ marketCharge }) => marketCharge,
  charge_version: ({ chargeVersion }) => chargeVersion,
  covered: ({ covered }) => covered,
  updated_at: ({ updatedAt }) => updatedAt,
  version: ({ version }) => version,
}

const ofIntent = Object.values(INTENT)
const ofState = Object.values(STATE)
const columns = ['begun_at', ...Object.keys(INTENT), ...Object.keys(STATE)]
const INSERT = `INSERT INTO orders (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`
const UPDATE = `UPDATE orders SET ${Object.keys(STATE)
  .map((column) => `${column} = ?`)
  .join(', ')} WHERE number = ?`

/** The columns of a row of `orders` that do not say what is written of this order, which was read from others of them. */
export function columnsUnlike(order: Order, row: Row): readonly string[] {
  const { intent: _, ...ofItsIntent } = INTENT
  return [
    ...Object.entries(ofItsIntent).filter(([column, value]) => value(order.intent) !== row[column]),
    ...Object.entries(STATE).filter(([column, value]) => value(order) !== row[column]),
  ].map(([column]) => column)
}

/** Keeps orders. */
export function createOrderRows(database: Database): OrderRows {
  const valuesOf = (order: Order): SQLInputValue[] => ofState.map((value) => value(order))

  function insertEvent(number: number, event: OrderEvent): void {
    database.run('INSERT INTO order_event (order_number, body) VALUES (?, ?)', number, JSON.stringify(event))
  }

  return {
    insert(order, history, begunAt) {
      const { number } = database.run(
        INSERT,
        begunAt,
        ...ofIntent.map((value) => value(order.intent)),
        ...valuesOf(order),
      )
      for (const event of history) insertEvent(number, event)
      return number
    },

    update(number, order, events) {
      for (const event of events) insertEvent(number, event)
      database.run(UPDATE, ...valuesOf(order), number)
    },

    settledBy(number, transfer) {
      database.run('UPDATE orders SET settled_by = ? WHERE number = ?', transfer, number)
    },
  }
}

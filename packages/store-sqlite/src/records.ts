import type { AccountKey, Balances, Currency, Lock, Order, Restored, Run } from '@betting-advisor/core/store'
import type { Columns } from './columns.ts'

/** An account as it is recorded. */
export interface AccountRecord {
  readonly balances: Balances
  readonly currency: Currency
  readonly halt: Restored['halt']
  readonly lastEventId: number
}

/** Reads an `account` row. */
export function accountOf(row: Columns): AccountRecord {
  const haltReason = row.textOrNull('halt_reason')
  return {
    balances: {
      available: row.money('available'),
      reserved: row.money('reserved'),
      capital: row.money('capital'),
      result: row.money('result'),
      commission: row.money('commission'),
    },
    currency: { code: row.text('currency_code'), exponent: row.number('currency_exponent') },
    halt: haltReason === null ? null : { reason: haltReason, at: row.time('halted_at') },
    lastEventId: row.number('last_event_id'),
  }
}

/** Reads an `orders` row. */
export function orderOf(row: Columns): Order {
  const reasonCode = row.textOrNull('reason_code')
  return {
    intent: row.json('intent'),
    state: row.text<Order['state']>('state'),
    venueOrderId: row.textOrNull('venue_order_id'),
    matchedStake: row.money('matched_stake'),
    averagePrice: row.priceOrNull('average_price'),
    reserved: row.money('reserved'),
    profit: row.moneyOrNull('profit'),
    commission: row.moneyOrNull('commission'),
    outcome: row.textOrNull<NonNullable<Order['outcome']>>('outcome'),
    closingProbability: row.numberOrNull('closing_probability'),
    reason: reasonCode === null ? null : { code: reasonCode, message: row.text('reason_message') },
    sentAt: row.timeOrNull('sent_at'),
    settledAt: row.timeOrNull('settled_at'),
    updatedAt: row.time('updated_at'),
  }
}

/** Reads a `lock` row. */
export function lockOf(row: Columns): Lock {
  return {
    id: row.text('id'),
    account: row.text<AccountKey>('account'),
    kind: row.text<Lock['kind']>('kind'),
    reason: row.text('reason'),
    from: row.time('from_at'),
    until: row.timeOrNull('until_at'),
  }
}

/** Reads a `run` row. */
export function runOf(row: Columns): Run {
  return {
    id: row.text<Run['id']>('id'),
    account: row.text<AccountKey>('account'),
    startedAt: row.time('started_at'),
    reachedAt: row.time('reached_at'),
    endedAt: row.timeOrNull('ended_at'),
    clock: row.text<Run['clock']>('clock'),
    source: row.text<Run['source']>('source'),
    seed: row.textOrNull('seed'),
    strategies: row.json('strategies'),
    settingsHash: row.text('settings_hash'),
  }
}

import type { AccountKey, Currency, Lock, Money, Order, Timestamp } from '@betting-advisor/core'
import type { Balances, Restored, Run } from '@betting-advisor/core/store'
import { INTENT_COLUMNS, type IntentRow, intentOf } from './intent-text.ts'

/** The limits of an account, each array in the order of core's `LIMIT_NAMES`; `null` where none was ever set. */
export interface LimitColumns {
  readonly limits: readonly (Money | null)[] | null
  /** Since when the amount in `raise_to` is in force; `null` where no raise is waiting. */
  readonly raise_at: readonly (Timestamp | null)[] | null
  readonly raise_to: readonly (Money | null)[] | null
}

/** A row of `account`. */
export interface AccountRow extends Balances, LimitColumns {
  readonly key: AccountKey
  readonly currency_code: string
  readonly currency_exponent: number
  readonly halt_reason: string | null
  readonly halted_at: Order['updatedAt'] | null
  readonly version: number
  readonly links_version: number
  readonly time_zone: string
  readonly opened_at: Order['updatedAt']
  readonly exposure: number
  readonly resume_code: string | null
  readonly resume_expires_at: Order['updatedAt'] | null
}

export function balancesOf({ available, reserved, capital, result, commission, wallets }: Balances): Balances {
  return { available, reserved, capital, result, commission, wallets }
}

export function currencyOf(row: AccountRow): Currency {
  return { code: row.currency_code, exponent: row.currency_exponent }
}

export function haltOf(row: AccountRow): Restored['halt'] {
  return row.halt_reason === null || row.halted_at === null ? null : { reason: row.halt_reason, at: row.halted_at }
}

/** Columns of an order, as far as they are read; named one by one, so that a later release may add others meanwhile. */
export const ORDER_COLUMNS = [
  'number',
  ...INTENT_COLUMNS,
  'state',
  'venue_order_id',
  'matched_stake',
  'voided_stake',
  'cancelled_stake',
  'lapsed_stake',
  'matched_value',
  'value_basis',
  'average_price',
  'reserved',
  'profit',
  'commission',
  'outcome',
  'closing_probability',
  'reason_code',
  'reason_message',
  'sent_at',
  'reset_at',
  'pending_until',
  'amended_stake',
  'amended_persistence',
  'settled_at',
  'cleared_version',
  'market_charge',
  'charge_version',
  'covered',
  'settled_by',
  'updated_at',
  'version',
] as const

/** A row of `orders`, as far as it is read. */
export interface OrderRow extends IntentRow {
  readonly number: number
  readonly state: Order['state']
  readonly venue_order_id: string | null
  readonly matched_stake: Money
  readonly voided_stake: Money
  readonly cancelled_stake: Money
  readonly lapsed_stake: Money
  readonly matched_value: Order['matchedValue']
  readonly value_basis: Order['valueBasis']
  readonly average_price: Order['averagePrice']
  readonly reserved: Money
  readonly profit: Money | null
  readonly commission: Money | null
  readonly outcome: Order['outcome']
  readonly closing_probability: number | null
  readonly reason_code: string | null
  readonly reason_message: string | null
  readonly sent_at: Order['sentAt']
  readonly reset_at: Order['resetAt']
  readonly pending_until: Order['pendingUntil']
  readonly amended_stake: Order['amendedStake']
  readonly amended_persistence: Order['amendedPersistence']
  readonly settled_at: Order['settledAt']
  readonly cleared_version: number | null
  readonly market_charge: Money | null
  readonly charge_version: number | null
  readonly covered: Money
  readonly settled_by: number | null
  readonly updated_at: Order['updatedAt']
  readonly version: number
}

export function orderOf(row: OrderRow): Order {
  return {
    intent: intentOf(row),
    state: row.state,
    venueOrderId: row.venue_order_id,
    matchedStake: row.matched_stake,
    voidedStake: row.voided_stake,
    cancelledStake: row.cancelled_stake,
    lapsedStake: row.lapsed_stake,
    matchedValue: row.matched_value,
    valueBasis: row.value_basis,
    averagePrice: row.average_price,
    reserved: row.reserved,
    profit: row.profit,
    commission: row.commission,
    outcome: row.outcome,
    closingProbability: row.closing_probability,
    reason: row.reason_code === null ? null : { code: row.reason_code, message: row.reason_message ?? '' },
    sentAt: row.sent_at,
    resetAt: row.reset_at,
    pendingUntil: row.pending_until,
    amendedStake: row.amended_stake,
    amendedPersistence: row.amended_persistence,
    settledAt: row.settled_at,
    clearedVersion: row.cleared_version,
    marketCharge: row.market_charge,
    chargeVersion: row.charge_version,
    covered: row.covered,
    updatedAt: row.updated_at,
    version: row.version,
  }
}

/** A row of `lock`. */
export interface LockRow {
  readonly id: string
  readonly account: AccountKey
  readonly kind: Lock['kind']
  readonly strategy: string | null
  readonly market: Lock['market']
  readonly venue: string | null
  readonly reason: string
  readonly from_at: Lock['from']
  readonly until_at: Lock['until']
}

export function lockOf(row: LockRow): Lock {
  return {
    id: row.id,
    account: row.account,
    kind: row.kind,
    strategy: row.strategy,
    market: row.market,
    reason: row.reason,
    from: row.from_at,
    until: row.until_at,
    ...(row.venue === null ? {} : { venue: row.venue }),
  }
}

/** A row of `run`. */
export interface RunRow {
  readonly id: Run['id']
  readonly account: AccountKey
  readonly started_at: Run['startedAt']
  readonly reached_at: Run['reachedAt']
  readonly ended_at: Run['endedAt']
  readonly clock: Run['clock']
  readonly source: Run['source']
  readonly seed: string | null
  readonly strategies: readonly string[]
  readonly settings_hash: string
}

export function runOf(row: RunRow): Run {
  return {
    id: row.id,
    account: row.account,
    startedAt: row.started_at,
    reachedAt: row.reached_at,
    endedAt: row.ended_at,
    clock: row.clock,
    source: row.source,
    seed: row.seed,
    strategies: row.strategies,
    settingsHash: row.settings_hash,
  }
}

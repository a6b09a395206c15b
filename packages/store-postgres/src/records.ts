import type {
  AccountKey,
  Balances,
  BookAccount,
  Currency,
  Intent,
  Lock,
  Money,
  Order,
  Restored,
  Run,
} from '@betting-advisor/core'

/** A row of `account`. */
export interface AccountRow extends Record<BookAccount, Money> {
  readonly currency_code: string
  readonly currency_exponent: number
  readonly halt_reason: string | null
  readonly halted_at: Order['updatedAt'] | null
  readonly stops_version: number
}

export function balancesOf({ available, reserved, capital, result, commission }: AccountRow): Balances {
  return { available, reserved, capital, result, commission }
}

export function currencyOf(row: AccountRow): Currency {
  return { code: row.currency_code, exponent: row.currency_exponent }
}

export function haltOf(row: AccountRow): Restored['halt'] {
  return row.halt_reason === null || row.halted_at === null ? null : { reason: row.halt_reason, at: row.halted_at }
}

/** A row of `orders`, as far as it is read. */
export interface OrderRow {
  readonly number: number
  readonly intent: Intent
  readonly state: Order['state']
  readonly venue_order_id: string | null
  readonly matched_stake: Money
  readonly average_price: Order['averagePrice']
  readonly reserved: Money
  readonly profit: Money | null
  readonly commission: Money | null
  readonly outcome: Order['outcome']
  readonly closing_probability: number | null
  readonly reason_code: string | null
  readonly reason_message: string | null
  readonly sent_at: Order['sentAt']
  readonly settled_at: Order['settledAt']
  readonly settled_by: number | null
  readonly updated_at: Order['updatedAt']
}

export function orderOf(row: OrderRow): Order {
  return {
    intent: row.intent,
    state: row.state,
    venueOrderId: row.venue_order_id,
    matchedStake: row.matched_stake,
    averagePrice: row.average_price,
    reserved: row.reserved,
    profit: row.profit,
    commission: row.commission,
    outcome: row.outcome,
    closingProbability: row.closing_probability,
    reason: row.reason_code === null ? null : { code: row.reason_code, message: row.reason_message ?? '' },
    sentAt: row.sent_at,
    settledAt: row.settled_at,
    updatedAt: row.updated_at,
  }
}

/** A row of `lock`. */
export interface LockRow {
  readonly id: string
  readonly account: AccountKey
  readonly kind: Lock['kind']
  readonly reason: string
  readonly from_at: Lock['from']
  readonly until_at: Lock['until']
}

export function lockOf(row: LockRow): Lock {
  return {
    id: row.id,
    account: row.account,
    kind: row.kind,
    reason: row.reason,
    from: row.from_at,
    until: row.until_at,
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

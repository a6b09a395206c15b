import type { AccountKey, Currency, DecisionKey, Lock, Order, Timestamp } from '@betting-advisor/core'
import {
  type Balances,
  type ExposedPosition,
  entriesOf,
  type Halt,
  NO_STORED_LIMITS,
  positionWith,
  type ResumeTicket,
  type Run,
  type StoredLimits,
  type Transfer,
} from '@betting-advisor/core/store'
import type { Columns } from '../columns.ts'
import { intentOf } from './intent-text.ts'

/** An account as it is recorded. */
export interface AccountRecord {
  readonly version: number
  readonly balances: Balances
  readonly currency: Currency
  readonly openedAt: Timestamp
  readonly timeZone: string
  readonly limits: StoredLimits
  readonly halt: Halt | null
  readonly ticket: Pick<ResumeTicket, 'code' | 'expiresAt'> | null
  readonly lastEventId: number
  /** The version at which a link changed last. */
  readonly linksVersion: number
}

/** Reads an `account` row. */
export function accountOf(row: Columns): AccountRecord {
  const haltReason = row.textOrNull('halt_reason')
  const code = row.textOrNull('resume_code')
  return {
    version: row.number('version'),
    balances: {
      available: row.money('available'),
      reserved: row.money('reserved'),
      capital: row.money('capital'),
      result: row.money('result'),
      commission: row.money('commission'),
      wallets: row.json('wallets'),
    },
    currency: { code: row.text('currency_code'), exponent: row.number('currency_exponent') },
    openedAt: row.time('opened_at'),
    timeZone: row.text('time_zone'),
    limits: row.jsonOrNull<StoredLimits>('limits') ?? NO_STORED_LIMITS,
    halt: haltReason === null ? null : { reason: haltReason, at: row.time('halted_at') },
    ticket: code === null ? null : { code, expiresAt: row.time('resume_until') },
    lastEventId: row.number('last_event_id'),
    linksVersion: row.number('links_version'),
  }
}

/** Reads an `orders` row. */
export function orderOf(row: Columns): Order {
  const reasonCode = row.textOrNull('reason_code')
  return {
    intent: intentOf(row),
    state: row.text<Order['state']>('state'),
    venueOrderId: row.textOrNull('venue_order_id'),
    matchedStake: row.money('matched_stake'),
    voidedStake: row.money('voided_stake'),
    cancelledStake: row.money('cancelled_stake'),
    lapsedStake: row.money('lapsed_stake'),
    matchedValue: row.matchedValue('matched_value'),
    valueBasis: row.textOrNull<NonNullable<Order['valueBasis']>>('value_basis'),
    averagePrice: row.priceOrNull('average_price'),
    reserved: row.money('reserved'),
    profit: row.moneyOrNull('profit'),
    commission: row.moneyOrNull('commission'),
    outcome: row.textOrNull<NonNullable<Order['outcome']>>('outcome'),
    closingProbability: row.numberOrNull('closing_probability'),
    reason: reasonCode === null ? null : { code: reasonCode, message: row.text('reason_message') },
    sentAt: row.timeOrNull('sent_at'),
    resetAt: row.timeOrNull('reset_at'),
    pendingUntil: row.timeOrNull('pending_until'),
    amendedStake: row.moneyOrNull('amended_stake'),
    amendedPersistence: row.textOrNull<NonNullable<Order['amendedPersistence']>>('amended_persistence'),
    settledAt: row.timeOrNull('settled_at'),
    clearedVersion: row.numberOrNull('cleared_version'),
    marketCharge: row.moneyOrNull('market_charge'),
    chargeVersion: row.numberOrNull('charge_version'),
    covered: row.money('covered'),
    updatedAt: row.time('updated_at'),
    version: row.number('version'),
  }
}

/** Reads what a live order is on its market from an `orders` row. */
export function positionOfRow(row: Columns): ExposedPosition {
  const bet = {
    venue: row.text<ExposedPosition['venue']>('venue'),
    strategy: row.text('strategy'),
    selection: row.text<ExposedPosition['selection']>('selection'),
    outcomes: row.number('outcomes'),
    winners: row.number('winners'),
    netting: row.number('netting') === 1,
  }
  return positionWith(
    bet,
    { ifWins: row.money('if_wins'), ifLoses: row.money('if_loses') },
    { ifWins: row.money('filled_wins'), ifLoses: row.money('filled_loses') },
  )
}

/** Reads a `lock` row. */
export function lockOf(row: Columns): Lock {
  const venue = row.textOrNull('venue')
  return {
    id: row.text('id'),
    account: row.text<AccountKey>('account'),
    kind: row.text<Lock['kind']>('kind'),
    strategy: row.textOrNull('strategy'),
    market: row.textOrNull<NonNullable<Lock['market']>>('market'),
    reason: row.text('reason'),
    from: row.time('from_at'),
    until: row.timeOrNull('until_at'),
    ...(venue === null ? {} : { venue }),
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

/** Reads a `transfer` row of an order. */
export function transferOf(row: Columns, order: DecisionKey): Transfer {
  return {
    account: row.text<AccountKey>('account'),
    wallet: row.text('wallet'),
    kind: row.text<Transfer['kind']>('kind'),
    order,
    at: row.time('at'),
    entries: entriesOf({
      available: row.money('available'),
      reserved: row.money('reserved'),
      capital: row.money('capital'),
      result: row.money('result'),
      commission: row.money('commission'),
    }),
  }
}

import { DatabaseSync } from 'node:sqlite'
import { type Intent, money, type Order, type OrderEvent, priceUnits } from '@betting-advisor/core'
import type { LimitClaim } from '@betting-advisor/core/store'
import {
  applyTransfers,
  type Balances,
  capitalTransfer,
  entrySeriesKey,
  equityChange,
  isLive,
  replayOrder,
  type Transfer,
} from '@betting-advisor/core/store'
import {
  SAMPLE_ACCOUNT,
  SAMPLE_TIME,
  type SampleIntent,
  sampleIntent,
  sampleRunStart,
} from '@betting-advisor/core/testing'
import { VERSION_1 } from '../src/schema/version-1.ts'

/** An order of a file of the first release, and what happened to it. */
export interface OldOrder {
  readonly intent: Intent
  readonly history: readonly OrderEvent[]
}

const OPENING = 100_000

const CLAIMS: readonly LimitClaim[] = [{ limit: 'open-orders', amount: 1, capacity: 10 }]

function old(sample: SampleIntent, history: (intent: Intent) => readonly OrderEvent[]): OldOrder {
  const intent = sampleIntent({ claims: CLAIMS, ...sample })
  return { intent, history: history(intent) }
}

const accepted = ({ decidedAt: at, ref }: Intent): OrderEvent => ({ type: 'accepted', at, venueOrderId: `v-${ref}` })
const matched = ({ decidedAt: at, stake, price }: Intent): OrderEvent => {
  return { type: 'matched', at, matchedStake: stake, averagePrice: price }
}
const lost = ({ stake }: Intent, at: Intent['decidedAt']): OrderEvent => {
  return { type: 'settled', at, outcome: 'lost', profit: money(-stake), commission: money(0) }
}

/** 23:30 of the day of {@link SAMPLE_TIME} in UTC, and the next day in London. */
export const LATE = (SAMPLE_TIME + 11.5 * 3_600_000) as typeof SAMPLE_TIME

/** Of every kind there was: waiting, open, partly matched, closed with a matched part, rejected, won, lost, voided. */
export const OLD_ORDERS: readonly OldOrder[] = [
  old({ market: 'm1' }, () => []),
  old({ market: 'm1', selection: 'Away', stake: 500 }, (intent) => [accepted(intent)]),
  old({ market: 'm1', side: 'lay', stake: 800, price: 31_000, entry: 2 }, (intent) => [
    accepted(intent),
    { type: 'matched', at: intent.decidedAt, matchedStake: money(300), averagePrice: priceUnits(30_000) },
  ]),
  old({ market: 'm2', strategy: 'other', stake: 700 }, (intent) => [
    accepted(intent),
    { type: 'matched', at: intent.decidedAt, matchedStake: money(200), averagePrice: intent.price },
    { type: 'lapsed', at: intent.decidedAt, reason: { code: 'IN_PLAY', message: 'the event has begun' } },
  ]),
  old({ market: 'm3' }, ({ decidedAt: at }) => [{ type: 'rejected', at, reason: { code: 'NO', message: 'no' } }]),
  old({ market: 'm4' }, (intent) => [
    accepted(intent),
    matched(intent),
    { type: 'settled', at: SAMPLE_TIME, outcome: 'won', profit: money(1045), commission: money(55) },
  ]),
  old({ market: 'm5', stake: 2000 }, (intent) => [accepted(intent), matched(intent), lost(intent, LATE)]),
  old({ market: 'm6' }, (intent) => [accepted(intent), matched(intent), { type: 'voided', at: SAMPLE_TIME }]),
]

/** Makes a file as the first release left it, by its own schema and with what its intents said. */
export function writeFileOfVersion1(path: string): void {
  using database = new DatabaseSync(path)
  database.exec('PRAGMA journal_mode = WAL')
  database.exec(VERSION_1)
  database.exec('CREATE TABLE schema_version (version INTEGER PRIMARY KEY, applied_at INTEGER NOT NULL) STRICT')
  database.exec('INSERT INTO schema_version VALUES (1, 0)')
  const { run } = sampleRunStart()
  database
    .prepare(`INSERT INTO account (key, currency_code, currency_exponent, opened_at, available, reserved, capital, result, commission)
      VALUES (?, 'GBP', 2, ?, 0, 0, 0, 0, 0)`)
    .run(SAMPLE_ACCOUNT, run.startedAt)
  database
    .prepare(`INSERT INTO run (id, account, started_at, reached_at, clock, source, seed, strategies, settings_hash)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`)
    .run(
      run.id,
      run.account,
      run.startedAt,
      run.startedAt,
      run.clock,
      run.source,
      run.seed,
      JSON.stringify(run.strategies),
      run.settingsHash,
    )
  const deposit = capitalTransfer(SAMPLE_ACCOUNT, money(OPENING), run.startedAt)
  let balances: Balances = { available: 0, reserved: 0, capital: 0, result: 0, commission: 0 } as Balances
  balances = book(database, balances, [deposit], null)
  for (const { intent, history } of OLD_ORDERS) {
    const { order, transfers } = replayOrder(intent, history)
    const number = insertOrder(database, order)
    for (const event of history) {
      database
        .prepare('INSERT INTO order_event (order_number, type, at, body) VALUES (?, ?, ?, ?)')
        .run(number, event.type, event.at, JSON.stringify(event))
    }
    balances = book(database, balances, transfers, number)
    if (order.settledAt !== null) {
      database.prepare('UPDATE orders SET settled_by = (SELECT max(number) FROM transfer) WHERE number = ?').run(number)
    }
  }
  const { available, reserved, capital, result, commission } = balances
  database
    .prepare('UPDATE account SET available = ?, reserved = ?, capital = ?, result = ?, commission = ?')
    .run(available, reserved, capital, result, commission)
  // It kept limits of which nothing was taken any more.
  const used = database.prepare('INSERT INTO limit_use (account, name, used) VALUES (?, ?, ?)')
  used.run(
    SAMPLE_ACCOUNT,
    'open-orders',
    OLD_ORDERS.filter((order) => isLive(replayOrder(order.intent, order.history).order)).length,
  )
  used.run(SAMPLE_ACCOUNT, 'day-loss:2026-08-07', 0)
  database
    .prepare(
      `INSERT INTO lock (account, id, kind, reason, from_at, until_at) VALUES (?, 'old', 'drawdown', 'low', ?, NULL)`,
    )
    .run(SAMPLE_ACCOUNT, SAMPLE_TIME)
}

function insertOrder(database: DatabaseSync, order: Order): number {
  const { outcomes, winners, netting, origin, limits, windows, ...intent } = order.intent
  const columns = {
    key: intent.key,
    ref: intent.ref,
    account: intent.account,
    run: intent.run,
    strategy: intent.strategy,
    strategy_version: intent.strategyVersion,
    series: entrySeriesKey(intent),
    entry: intent.entry,
    venue: intent.venue,
    event: intent.event,
    market: intent.market,
    selection: intent.selection,
    side: intent.side,
    price: intent.price,
    stake: intent.stake,
    liability: intent.liability,
    decided_at: intent.decidedAt,
    intent: JSON.stringify(intent),
    state: order.state,
    live: isLive(order) ? 1 : 0,
    venue_order_id: order.venueOrderId,
    matched_stake: order.matchedStake,
    average_price: order.averagePrice,
    reserved: order.reserved,
    profit: order.profit,
    commission: order.commission,
    outcome: order.outcome,
    closing_probability: order.closingProbability,
    reason_code: order.reason?.code ?? null,
    reason_message: order.reason?.message ?? null,
    sent_at: order.sentAt,
    settled_at: order.settledAt,
    updated_at: order.updatedAt,
  }
  const names = Object.keys(columns)
  const sql = `INSERT INTO orders (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`
  return Number(database.prepare(sql).run(...Object.values(columns)).lastInsertRowid)
}

function book(
  database: DatabaseSync,
  balances: Balances,
  transfers: readonly Transfer[],
  order: number | null,
): Balances {
  for (const transfer of transfers) {
    const { lastInsertRowid } = database
      .prepare('INSERT INTO transfer (account, kind, order_number, at, equity_change) VALUES (?, ?, ?, ?, ?)')
      .run(transfer.account, transfer.kind, order, transfer.at, equityChange(transfer))
    for (const entry of transfer.entries) {
      database
        .prepare('INSERT INTO entry (transfer, book, amount) VALUES (?, ?, ?)')
        .run(lastInsertRowid, entry.book, entry.amount)
    }
  }
  return applyTransfers(balances, transfers)
}

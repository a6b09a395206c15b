import type { AccountKey, DecisionKey, Intent, Order, OrderEvent } from '@betting-advisor/core'
import {
  applyTransfers,
  type Balances,
  entrySeriesKey,
  equityChange,
  inLockOrder,
  isLive,
  type LimitClaim,
  type Transfer,
  transition,
} from '@betting-advisor/core/store'
import type pg from 'pg'
import { type OrderRow, orderOf } from '../src/accounts/records.ts'
import { MIGRATIONS } from '../src/schema/migrations.ts'

/** Sets up a database as the release before this one did. */
export async function installPreviousSchema(client: pg.Client): Promise<void> {
  await client.query('DROP SCHEMA IF EXISTS betting_advisor CASCADE; CREATE SCHEMA betting_advisor')
  await client.query(`CREATE TABLE betting_advisor.schema_version
    (version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())`)
  for (const { version, sql } of MIGRATIONS) {
    if (version > 2) break
    await client.query(sql)
    await client.query('INSERT INTO betting_advisor.schema_version (version) VALUES ($1)', [version])
  }
}

/** Opens an account as that release did. */
export async function openAccountBefore(client: pg.Client, account: AccountKey, bankroll: number): Promise<void> {
  await client.query(
    `INSERT INTO betting_advisor.account (key, currency_code, currency_exponent, opened_at) VALUES ($1, 'GBP', 2, 0)`,
    [account],
  )
  await client.query('INSERT INTO betting_advisor.event_counter (account) VALUES ($1)', [account])
  await inTransaction(client, async () => {
    await book(
      client,
      account,
      {
        account,
        kind: 'deposit',
        order: null,
        at: 0 as Transfer['at'],
        entries: [
          { book: 'available', amount: bankroll as Balances['available'] },
          { book: 'capital', amount: -bankroll as Balances['capital'] },
        ],
      },
      null,
    )
  })
}

/** Begins an order as that release did: by `begin_v2`, and without what its intents did not say. */
export async function beginBefore(client: pg.Client, intent: Intent): Promise<string> {
  const { outcomes: _o, winners: _w, netting: _n, origin: _g, limits: _l, windows: _d, ...said } = intent
  const claims = inLockOrder(intent.claims)
  const { rows } = await retried(client, () =>
    client.query<{ answer: string }>(
      `SELECT answer FROM betting_advisor.begin_v2($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
         $18, $19, $20, $21)`,
      [
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
        JSON.stringify(said),
        claims.map(({ limit }) => limit),
        claims.map(({ amount }) => amount),
        claims.map(({ capacity }) => capacity),
      ],
    ),
  )
  return rows[0]?.answer ?? ''
}

/** Applies an event to an order as that release did: statement by statement. */
export async function advanceBefore(client: pg.Client, key: DecisionKey, event: OrderEvent): Promise<string> {
  return await retried(client, () =>
    inTransaction(client, async () => {
      const { rows } = await client.query('SELECT * FROM betting_advisor.orders WHERE key = $1 FOR NO KEY UPDATE', [
        key,
      ])
      const row: OrderRow = numbersIn(rows[0])
      const before = orderOf(row)
      const next = transition(before, event)
      if (next.kind === 'ignored') return 'ignored'
      const { account } = before.intent
      await moveClaims(client, account, inLockOrder(next.released), '-')
      await moveClaims(client, account, inLockOrder(next.claimed), '+')
      let last: number | null = null
      for (const transfer of next.transfers) last = await book(client, account, transfer, row.number)
      await keepChange(client, row.number, next.order, event, next.order.settledAt === null ? null : last)
      return 'changed'
    }),
  )
}

/** Turns the kill switch on as that release did. */
export async function haltBefore(client: pg.Client, account: AccountKey, reason: string): Promise<void> {
  await client.query(
    'UPDATE betting_advisor.account SET halt_reason = $2, halted_at = 1, stops_version = stops_version + 1 WHERE key = $1',
    [account, reason],
  )
}

async function moveClaims(client: pg.Client, account: AccountKey, claims: readonly LimitClaim[], sign: '+' | '-') {
  if (claims.length === 0) return
  await client.query(
    `INSERT INTO betting_advisor.limit_use AS kept (account, name, used)
     SELECT $1, name, ${sign}amount
     FROM unnest($2::text[], $3::bigint[]) WITH ORDINALITY AS claim (name, amount, turn) ORDER BY turn
     ON CONFLICT (account, name) DO UPDATE SET used = kept.used + excluded.used`,
    [account, claims.map(({ limit }) => limit), claims.map(({ amount }) => amount)],
  )
}

async function book(
  client: pg.Client,
  account: AccountKey,
  transfer: Transfer,
  order: number | null,
): Promise<number | null> {
  const { rows } = await client.query('SELECT * FROM betting_advisor.account WHERE key = $1 FOR NO KEY UPDATE', [
    account,
  ])
  applyTransfers(numbersIn(rows[0]), [transfer])
  const booked = await client.query<{ number: string }>(
    `WITH booked AS (
       INSERT INTO betting_advisor.transfer (account, kind, order_number, at, equity_change) VALUES ($1, $2, $3, $4, $5)
       RETURNING number
     ), entries AS (
       INSERT INTO betting_advisor.entry (transfer, book, amount)
       SELECT booked.number, entry.book, entry.amount FROM booked, unnest($6::text[], $7::bigint[]) AS entry (book, amount)
     ), totals AS (
       UPDATE betting_advisor.account
       SET available = available + $8, reserved = reserved + $9, capital = capital + $10, result = result + $11,
         commission = commission + $12
       WHERE key = $1
     )
     SELECT number FROM booked`,
    [
      account,
      transfer.kind,
      order,
      transfer.at,
      equityChange(transfer),
      transfer.entries.map((entry) => entry.book),
      transfer.entries.map((entry) => entry.amount),
      ...(['available', 'reserved', 'capital', 'result', 'commission'] as const).map((name) =>
        transfer.entries.reduce((sum, entry) => (entry.book === name ? sum + entry.amount : sum), 0),
      ),
    ],
  )
  return booked.rows[0] === undefined ? null : Number(booked.rows[0].number)
}

async function keepChange(
  client: pg.Client,
  number: number,
  order: Order,
  event: OrderEvent,
  settledBy: number | null,
) {
  await client.query(
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

async function inTransaction<Result>(client: pg.Client, work: () => Promise<Result>): Promise<Result> {
  await client.query('BEGIN')
  try {
    const result = await work()
    await client.query('COMMIT')
    return result
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  }
}

/** As that release did after a deadlock. */
async function retried<Result>(_client: pg.Client, work: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work()
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined
      if (tries === 3 || (code !== '40P01' && code !== '40001')) throw error
    }
  }
}

/** The test's client gives large integers as text. */
function numbersIn<Row>(row: Record<string, unknown> | undefined): Row {
  return Object.fromEntries(
    Object.entries(row ?? {}).map(([name, value]) => [
      name,
      typeof value === 'string' && /^-?\d+$/.test(value) && name !== 'venue_order_id' ? Number(value) : value,
    ]),
  ) as Row
}

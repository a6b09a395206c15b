import {
  type AdvanceResult,
  type BeginResult,
  claimDetail,
  type DecisionKey,
  entrySeriesKey,
  fundsRefusal,
  type Intent,
  InvariantError,
  inLockOrder,
  isLive,
  type LimitClaim,
  type Lock,
  newOrder,
  type Order,
  type OrderEvent,
  type Refusal,
  rejectionOfLimit,
  stopOf,
  transition,
  unknownOrder,
} from '@betting-advisor/core'
import type { Connection, Query } from './connection.ts'
import { book, lockAccount, moveClaims, takeClaims } from './money.ts'
import { accountRow, orderRow } from './reads.ts'
import { type AccountRow, balancesOf, haltOf, type LockRow, lockOf, type OrderRow, orderOf } from './records.ts'

/**
 * Records an intent, with its claims and its liability, in one transaction.
 *
 * Limits are guarded updates, so they hold between any number of processes. Kill switch and locks are asked twice: first so that a
 * stopped account costs nothing, then again with the account locked, where nobody can turn them on any more.
 */
export async function begin(connection: Connection, intent: Intent): Promise<BeginResult> {
  try {
    return await connection.write((query) => beginWith(query, intent))
  } catch (error) {
    if (error instanceof Denied) return { kind: 'denied', ...error.refusal }
    throw error
  }
}

/** Leaves the transaction with nothing kept. */
class Denied extends Error {
  readonly refusal: Refusal

  constructor(refusal: Refusal) {
    super(refusal.code)
    this.refusal = refusal
  }
}

async function beginWith(query: Query, intent: Intent): Promise<BeginResult> {
  const existing = await orderRow(query, intent.key)
  if (existing !== undefined) return { kind: 'exists', order: orderOf(existing) }
  const seen = await accountRow(query, intent.account)
  const { order, transfer } = newOrder(intent)
  await denyStopped(query, intent, seen)
  const number = await insertOrder(query, order)
  if (number === null) return await lostRace(query, intent.key)
  await claimAll(query, intent)
  const account = await lockAccount(query, intent.account)
  if (account.stops_version !== seen.stops_version) await denyStopped(query, intent, account)
  const refusal = fundsRefusal(intent, account.available)
  if (refusal !== null) throw new Denied(refusal)
  const { balances } = await book(query, account, [transfer], number)
  return { kind: 'reserved', order, balances }
}

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

async function denyStopped(query: Query, intent: Intent, account: AccountRow): Promise<void> {
  const stop = stopOf(intent, { halt: haltOf(account), locks: await activeLocks(query, intent) })
  if (stop !== null) throw new Denied(stop)
}

async function activeLocks(query: Query, { account, decidedAt }: Intent): Promise<Lock[]> {
  const rows = await query<LockRow>(
    `SELECT * FROM betting_advisor.lock
     WHERE account = $1 AND from_at <= $2 AND (until_at IS NULL OR until_at > $2) ORDER BY number`,
    [account, decidedAt],
  )
  return rows.map(lockOf)
}

async function claimAll(query: Query, { account, claims }: Intent): Promise<void> {
  const ordered = inLockOrder(claims)
  const taken = await takeClaims(query, account, ordered)
  const refused = ordered.find(({ limit }) => !taken.has(limit))
  if (refused !== undefined) throw new Denied(await refusalOf(query, account, refused))
}

async function refusalOf(query: Query, account: Intent['account'], claim: LimitClaim): Promise<Refusal> {
  const [row] = await query<{ used: number }>(
    'SELECT used FROM betting_advisor.limit_use WHERE account = $1 AND name = $2',
    [account, claim.limit],
  )
  return { code: rejectionOfLimit(claim.limit), detail: claimDetail(claim, row?.used ?? 0) }
}

/** Another transaction recorded this decision between our look and our insert. */
async function lostRace(query: Query, key: DecisionKey): Promise<BeginResult> {
  const row = await orderRow(query, key)
  if (row === undefined) throw new InvariantError(`The reference of ${key} belongs to another decision.`)
  return { kind: 'exists', order: orderOf(row) }
}

async function insertOrder(query: Query, order: Order): Promise<number | null> {
  const { intent } = order
  const [row] = await query<{ number: number }>(
    `INSERT INTO betting_advisor.orders (key, ref, account, run, strategy, strategy_version, series, entry, venue, event, market,
       selection, side, price, stake, liability, decided_at, intent, state, live, matched_stake, reserved, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, true, $20, $21, $22)
     ON CONFLICT DO NOTHING RETURNING number`,
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
      JSON.stringify(intent),
      order.state,
      order.matchedStake,
      order.reserved,
      order.updatedAt,
    ],
  )
  return row?.number ?? null
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

import {
  applyTransfers,
  type Balances,
  type BeginResult,
  claimDetail,
  entrySeriesKey,
  fundsRefusal,
  type Intent,
  InvariantError,
  inLockOrder,
  LOCK_REJECTIONS,
  type Lock,
  type Money,
  type NewOrder,
  newOrder,
  type Refusal,
  rejectionOfLimit,
  unknownAccount,
} from '@betting-advisor/core'
import type { Connection } from './connection.ts'
import { accountRow, orderRow } from './reads.ts'
import { type OrderRow, orderOf } from './records.ts'

/** What `begin_v2` answers; columns that an answer has no use for are `null`. */
type Answer =
  | ({ readonly answer: 'exists' } & OrderRow)
  | ({ readonly answer: 'reserved' | 'range' | 'funds' } & Books)
  | { readonly answer: 'stopped'; readonly stop_kind: 'halt' | Lock['kind']; readonly stop_reason: string }
  | { readonly answer: 'limit'; readonly full_limit: string; readonly full_used: number }
  | { readonly answer: 'unknown-account' | 'reference-taken' }

type Books = Readonly<Record<`now_${'available' | 'reserved' | 'capital' | 'result' | 'commission'}`, Money>>

/** Says on the wire what a statement of its own does not: that it commits. */
const NAME = 'betting_advisor.begin_v2, COMMIT'

const SQL = `SELECT answer, stop_kind, stop_reason, full_limit, full_used,
  now_available, now_reserved, now_capital, now_result, now_commission,
  (existing).number, (existing).intent, (existing).state, (existing).venue_order_id, (existing).matched_stake,
  (existing).average_price, (existing).reserved, (existing).profit, (existing).commission, (existing).outcome,
  (existing).closing_probability, (existing).reason_code, (existing).reason_message, (existing).sent_at,
  (existing).settled_at, (existing).settled_by, (existing).updated_at
FROM betting_advisor.begin_v2($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)`

/**
 * Records an intent, with its claims and its liability, in one transaction and one round trip.
 *
 * Limits are guarded updates, so they hold between any number of processes. Kill switch and locks are asked twice: first so that a
 * stopped account costs nothing, then again with the account held, where nobody can turn them on any more.
 */
export async function begin(connection: Connection, intent: Intent): Promise<BeginResult> {
  let made: NewOrder
  try {
    made = newOrder(intent)
  } catch (error) {
    return await existing(connection, intent, error)
  }
  const [answer] = await connection.step<Answer>(NAME, SQL, valuesOf(intent))
  if (answer === undefined) throw new InvariantError('begin_v2 gave no answer.')
  switch (answer.answer) {
    case 'reserved':
      return { kind: 'reserved', order: made.order, balances: booksOf(answer) }
    case 'exists':
      return { kind: 'exists', order: orderOf(answer) }
    case 'stopped':
      return denied(stopRefusal(answer.stop_kind, answer.stop_reason))
    case 'limit':
      return denied(limitRefusal(intent, answer.full_limit, answer.full_used))
    case 'funds':
      return denied(fundsRefusal(intent, answer.now_available))
    case 'range':
      applyTransfers(booksOf(answer), [made.transfer])
      return denied(null)
    case 'unknown-account':
      throw unknownAccount(intent.account)
    case 'reference-taken':
      throw new InvariantError(`The reference of ${intent.key} belongs to another decision.`)
  }
}

/** An intent that makes no sense is one all the same where its decision has been recorded before. */
async function existing({ query }: Connection, intent: Intent, error: unknown): Promise<BeginResult> {
  const row = await orderRow(query, intent.key)
  if (row !== undefined) return { kind: 'exists', order: orderOf(row) }
  await accountRow(query, intent.account)
  throw error
}

function stopRefusal(kind: 'halt' | Lock['kind'], reason: string): Refusal {
  return { code: kind === 'halt' ? 'HALTED' : LOCK_REJECTIONS[kind], detail: reason }
}

function limitRefusal(intent: Intent, limit: string, used: number): Refusal | null {
  const claim = intent.claims.find((each) => each.limit === limit)
  return claim === undefined ? null : { code: rejectionOfLimit(limit), detail: claimDetail(claim, used) }
}

function denied(refusal: Refusal | null): BeginResult {
  if (refusal === null) throw new InvariantError('begin_v2 denied what the rules allow.')
  return { kind: 'denied', ...refusal }
}

function booksOf(books: Books): Balances {
  return {
    available: books.now_available,
    reserved: books.now_reserved,
    capital: books.now_capital,
    result: books.now_result,
    commission: books.now_commission,
  }
}

function valuesOf(intent: Intent): unknown[] {
  const claims = inLockOrder(intent.claims)
  return [
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
    claims.map(({ limit }) => limit),
    claims.map(({ amount }) => amount),
    claims.map(({ capacity }) => capacity),
  ]
}

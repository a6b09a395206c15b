import type { EventId, Intent, Lock, Money } from '@betting-advisor/core'
import { InvariantError } from '@betting-advisor/core/errors'
import {
  applyTransfers,
  type Balances,
  type BeginResult,
  claimDetail,
  coverDenial,
  type Denial,
  EXPOSURE_SCOPES,
  exposureLimitDenial,
  exposureRow,
  freshPosition,
  fundsDenial,
  inLockOrder,
  LOCK_REJECTIONS,
  LOSS_WINDOWS,
  lossLimitDenial,
  newOrder,
  rateDenial,
  rejectionOfLimit,
  replacedChanged,
  reservation,
  runEnded,
  SUMMED_SCOPES,
  stampAhead,
  standingDenial,
  unknownAccount,
  unknownRun,
} from '@betting-advisor/core/store'
import { beyondRange, type Connection, type Query } from '../connection.ts'
import { bytesIn } from '../packed-json.ts'
import { eachWayText, packedIntent } from './intent-text.ts'
import { limitList } from './limits.ts'
import { type OrderRow, orderOf } from './records.ts'
import { accountRow, orderRow, sameOrder } from './rows.ts'

/** A row as JSON has it. */
type JsonOf<Row> = { readonly [Column in keyof Row]: Row[Column] extends Uint8Array ? string : Row[Column] }

/** What `begin_v1` answers; columns that an answer has no use for are `null`. */
type Answer =
  | { readonly answer: 'exists'; readonly existing: JsonOf<OrderRow>; readonly highest: number }
  | ({ readonly answer: 'reserved'; readonly now_version: number; readonly now_event: EventId } & NowBalances)
  | ({ readonly answer: 'range'; readonly change: Money } & NowBalances)
  | ({ readonly answer: 'funds'; readonly change: Money } & NowBalances)
  | { readonly answer: 'stopped'; readonly stop_kind: 'halt' | Lock['kind']; readonly stop_reason: string }
  | { readonly answer: 'claim'; readonly place: number; readonly figure: number }
  | ({ readonly answer: 'exposure'; readonly place: number } & Figures)
  | ({ readonly answer: 'loss'; readonly place: number } & Figures)
  | { readonly answer: 'rate'; readonly figure: number }
  | { readonly answer: 'run-silent' }
  | { readonly answer: 'replaced-changed' }
  | { readonly answer: 'run-ended' | 'ahead' | 'unknown-run' | 'unknown-account' | 'lost' }

/** Of a limit: what there would be, how much of it is new or lost already, and the most that there may be. */
interface Figures {
  readonly figure: number
  readonly change: number
  readonly capacity: number
}

/** The balances of an account as a function answers them. */
export type NowBalances = Readonly<
  Record<`now_${'available' | 'reserved' | 'capital' | 'result' | 'commission'}`, Money>
> & { readonly now_wallets: Balances['wallets'] }

/** Says on the wire what a statement of its own does not: that it commits. */
const NAME = 'betting_advisor.begin_v1, COMMIT'

const PARAMETERS = Array.from({ length: 38 }, (_, index) => `$${index + 1}`).join(', ')

const SQL = `SELECT answer, stop_kind, stop_reason, place, figure, change, capacity,
  now_available, now_reserved, now_capital, now_result, now_commission, now_wallets, now_version, now_event,
  CASE WHEN answer = 'exists' THEN to_json(existing) END AS existing,
  CASE WHEN answer = 'exists' THEN greatest((existing).entry, (
    SELECT max(o.entry) FROM betting_advisor.orders o
    WHERE o.account = (existing).account AND o.market = (existing).market AND o.strategy = (existing).strategy
      AND o.selection = (existing).selection AND o.side = (existing).side
  )) END AS highest
FROM betting_advisor.begin_v1(${PARAMETERS})`

/**
 * Records an intent, with its claims, its exposure and its liability, in one transaction and one round trip.
 *
 * Whatever holds for the account is asked with the account held, so limits hold exactly between any number of processes.
 */
export async function begin(connection: Connection, intent: Intent): Promise<BeginResult> {
  return await begunBy(connection, connection.query, intent, (version) =>
    connection.step<Answer>(NAME, SQL, valuesOf(intent, version)),
  )
}

/** The same as a part of a transaction, which is undone where it does not answer `reserved`. */
export async function beginWithin(connection: Connection, query: Query, intent: Intent): Promise<BeginResult> {
  return await begunBy(connection, query, intent, (version) => query<Answer>(SQL, valuesOf(intent, version)))
}

async function begunBy(
  connection: Connection,
  query: Query,
  intent: Intent,
  ask: (coveringVersion: number | null) => Promise<Answer[]>,
): Promise<BeginResult> {
  const made = await madeOrExisting(query, intent)
  if ('kind' in made) return made
  const [answer] = await ask(await coveringVersion(query, intent))
  if (answer === undefined) throw new InvariantError('begin_v1 gave no answer.')
  switch (answer.answer) {
    case 'reserved':
      return {
        kind: 'reserved',
        order: { ...made.order, intent: under(intent, answer.now_event), version: answer.now_version },
        balances: balancesOf(answer),
      }
    case 'exists':
      return { kind: 'exists', order: orderOf(checked(connection, answer.existing)), entry: answer.highest }
    case 'unknown-account':
      throw unknownAccount(intent.account)
    case 'unknown-run':
      throw unknownRun(intent.run)
    case 'ahead':
      throw stampAhead(intent.decidedAt)
    case 'run-ended':
      throw runEnded(intent.run)
    case 'range':
      // Says which balance it is.
      applyTransfers(balancesOf(answer), reservation(intent, answer.change, intent.decidedAt))
      throw new InvariantError(`The ledger of ${intent.account} is out of range.`)
    case 'lost':
      throw new InvariantError(`Neither ${intent.key} nor its reference could be recorded.`)
    default: {
      const refusal = refusalIn(intent, answer)
      if (refusal === null) throw new InvariantError(`begin_v1 turned ${intent.key} down without a reason.`)
      return { kind: 'denied', ...refusal }
    }
  }
}

/** An intent under the event under which its market was first bet on. */
export function under(intent: Intent, event: EventId): Intent {
  return intent.event === event ? intent : { ...intent, event }
}

/** Of a row, what need not be whole. */
const FRACTIONS: ReadonlySet<string> = new Set(['closing_probability', 'commission_rate'])

/** A row that came as JSON, whose integers nobody has looked at yet. */
function checked({ address }: Connection, row: JsonOf<OrderRow>): OrderRow {
  for (const [column, value] of Object.entries(row)) {
    if (typeof value !== 'number' || FRACTIONS.has(column)) continue
    if (!Number.isSafeInteger(value)) throw beyondRange(address, `${value} as ${column}`)
  }
  return { ...row, intent: bytesIn(row.intent) }
}

/** An intent that makes no sense is one all the same where its decision has been recorded before. */
async function madeOrExisting(query: Query, intent: Intent): Promise<ReturnType<typeof newOrder> | BeginResult> {
  try {
    return newOrder(intent)
  } catch (error) {
    await accountRow(query, intent.account)
    const known = await knownOrder(query, intent)
    if (known !== null) return known
    throw error
  }
}

/** A version that no order has. */
const NO_VERSION = -1

/**
 * The version that the order must have that holds something for the one that is to replace it; `null` where none does, and one that no
 * order has where it cannot hold as much as that counts on.
 */
async function coveringVersion(query: Query, intent: Intent): Promise<number | null> {
  if (intent.covers === undefined || intent.replaces === null) return null
  const row = await orderRow(query, intent.replaces)
  const denial = coverDenial(intent, row === undefined ? undefined : orderOf(row), false)
  return denial === null ? intent.covers.version : NO_VERSION
}

/** What is answered of a decision that has been recorded before; `null` where it has not. */
export async function knownOrder(
  query: Query,
  intent: Intent,
): Promise<Extract<BeginResult, { readonly kind: 'exists' }> | null> {
  const row = await sameOrder(query, intent)
  if (row === undefined) return null
  const order = orderOf(row)
  return { kind: 'exists', order, entry: await highestEntry(query, order.intent) }
}

async function highestEntry(query: Query, intent: Intent): Promise<number> {
  const [row] = await query<{ entry: number }>(
    `SELECT max(entry) AS entry FROM betting_advisor.orders
     WHERE account = $1 AND market = $2 AND strategy = $3 AND selection = $4 AND side = $5`,
    [intent.account, intent.market, intent.strategy, intent.selection, intent.side],
  )
  return row?.entry ?? intent.entry
}

type DeniedRow = Extract<
  Answer,
  { readonly answer: 'run-silent' | 'replaced-changed' | 'stopped' | 'claim' | 'exposure' | 'loss' | 'rate' | 'funds' }
>

function refusalIn(intent: Intent, denial: DeniedRow): Denial | null {
  switch (denial.answer) {
    case 'run-silent':
      return standingDenial(intent.run, 'silent')
    case 'replaced-changed':
      return replacedChanged(intent.replaces)
    case 'stopped': {
      const { stop_kind: kind, stop_reason: detail } = denial
      return { code: kind === 'halt' ? 'HALTED' : LOCK_REJECTIONS[kind], detail }
    }
    case 'claim': {
      const claim = inLockOrder(intent.claims)[denial.place - 1]
      if (claim === undefined) return null
      return { code: rejectionOfLimit(claim.limit), detail: claimDetail(claim, denial.figure) }
    }
    case 'exposure': {
      const scope = EXPOSURE_SCOPES[denial.place - 1]
      return scope === undefined ? null : exposureLimitDenial(scope, denial.figure, denial.change, denial.capacity)
    }
    case 'loss': {
      const kind = LOSS_WINDOWS[denial.place - 1 - EXPOSURE_SCOPES.length]
      return kind === undefined ? null : lossLimitDenial(kind, denial.figure, denial.change, denial.capacity)
    }
    case 'rate':
      return rateDenial(intent, denial.figure)
    case 'funds':
      return fundsDenial(denial.change, balancesOf(denial), intent.wallet)
  }
}

/** The balances that a function has answered. */
export function balancesOf(now: NowBalances): Balances {
  return {
    available: now.now_available,
    reserved: now.now_reserved,
    capital: now.now_capital,
    result: now.now_result,
    commission: now.now_commission,
    wallets: now.now_wallets,
  }
}

function valuesOf(intent: Intent, coveringVersion: number | null): unknown[] {
  const claims = inLockOrder(intent.claims)
  const { ifWins, ifLoses, filled } = freshPosition(intent)
  const rows = SUMMED_SCOPES.filter((scope) => scope !== 'account').map((scope) => exposureRow(scope, intent))
  return [
    intent.key,
    intent.ref,
    intent.account,
    intent.run,
    intent.strategy,
    intent.strategyVersion,
    intent.entry,
    intent.venue,
    intent.wallet,
    intent.event,
    intent.market,
    intent.selection,
    intent.side,
    intent.price,
    intent.stake,
    intent.liability,
    intent.decidedAt,
    intent.commission,
    packedIntent(intent),
    intent.outcomes,
    intent.winners,
    intent.netting,
    intent.origin,
    ifWins,
    ifLoses,
    filled.ifWins,
    filled.ifLoses,
    intent.replaces,
    eachWayText(intent),
    coveringVersion,
    intent.covers?.liability ?? 0,
    [...rows, ...claims.map(({ limit }) => limit)],
    claims.map(({ amount }) => amount),
    claims.map(({ capacity }) => capacity),
    limitList(intent.limits),
    LOSS_WINDOWS.map((kind) => intent.windows[kind]),
    intent.limits.rate?.orders ?? null,
    intent.limits.rate?.windowMs ?? 0,
  ]
}

import type { DecisionKey, EventId, Intent, Money, Order, OrderEvent, Timestamp } from '@betting-advisor/core'
import { InvariantError } from '@betting-advisor/core/errors'
import {
  type AdoptResult,
  type AdvancedOrder,
  type AdvanceResult,
  type AuditEntry,
  adoptedOrder,
  advanceOrder,
  applyTransfers,
  type Balances,
  type ByHand,
  charged,
  checkStamps,
  endsCover,
  fenced,
  isCharged,
  isLive,
  type Lease,
  NO_OTHER_BETS,
  type OrderStep,
  type Run,
  reportEntry,
  reservation,
  StoreError,
  type Transfer,
  unknownAccount,
  unknownOrder,
} from '@betting-advisor/core/store'
import type { Connection, Query } from '../connection.ts'
import { NOW } from '../schema/now.ts'
import { balancesOf, type NowBalances, under } from './begin.ts'
import { type Calendar, changeText } from './change.ts'
import { intentColumns } from './intent-text.ts'
import { betsOf, type MarketColumns, NO_COLUMNS, otherBets, otherBetsOf, seenOf } from './market-totals.ts'
import { type OrderRow, orderOf } from './records.ts'
import { ORDER_LIST, sameOrder } from './rows.ts'

/** How often a change is tried again because another process has changed the same order meanwhile: each time, one of them got through. */
const ATTEMPTS = 100

type Answer =
  | ({
      readonly answer: 'changed'
      readonly now_version: number
      readonly now_other_version: number | null
    } & NowBalances)
  | ({ readonly answer: 'adopted'; readonly now_version: number; readonly now_event: EventId } & NowBalances)
  | ({ readonly answer: 'range'; readonly now_moved: Money } & NowBalances)
  | { readonly answer: 'stale' | 'exists' | 'fenced' }

type Applied =
  | { readonly kind: 'applied'; readonly version: number; readonly balances: Balances }
  | { readonly kind: 'stale' | 'exists' }

interface LeaseRow {
  readonly time_zone: string
  readonly leader: string | null
  readonly epoch: number | null
}

interface ClockRow {
  readonly now: Timestamp
  /** That of the run which began it; `null` where that is not known here. */
  readonly clock: Run['clock'] | null
}

interface CoverRow {
  /** The order that it holds something for; `null` where there is none. */
  readonly covered_by: DecisionKey | null
}

/** An order as it is read to be changed. */
type ReadRow = OrderRow & LeaseRow & ClockRow & CoverRow

const COLUMNS = `${ORDER_LIST}, a.time_zone, l.leader, l.epoch, ${NOW} AS now, r.clock,
  (SELECT c.key FROM betting_advisor.orders c WHERE c.replaces = o.key AND c.covered > 0) AS covered_by`

const FROM = `FROM betting_advisor.orders o JOIN betting_advisor.account a ON a.key = o.account
  LEFT JOIN betting_advisor.run r ON r.id = o.run LEFT JOIN betting_advisor.lease l ON l.account = o.account`

const READ = `SELECT ${COLUMNS} ${FROM} WHERE o.key = $1`

/** With what commission is worked out from. */
const READ_MARKET = `SELECT ${COLUMNS}, others.* ${FROM}
  LEFT JOIN LATERAL (${otherBetsOf('o.account', 'o.market', 'o.venue', 'o.key')}) others ON true WHERE o.key = $1`

const READ_COVERED = `SELECT ${ORDER_LIST} FROM betting_advisor.orders o WHERE o.replaces = $1 AND o.covered > 0`

const ADVANCE = 'SELECT * FROM betting_advisor.advance_v1($1, $2, $3, $4, $5, $6, $7, $8)'
const ADOPT = 'SELECT * FROM betting_advisor.adopt_v1($1, $2, $3, $4)'

/**
 * Applies events to an order in two round trips: the order is read, and what core's rules make of it is kept by one function, if
 * the order is still the one that was read.
 */
export async function advance(
  connection: Connection,
  calendar: Calendar,
  key: DecisionKey,
  events: readonly OrderEvent[],
  fence: Lease | undefined,
  noted?: (order: Order) => AuditEntry,
): Promise<AdvanceResult> {
  for (let tries = 1; tries <= ATTEMPTS; tries += 1) {
    const result = await advancedOnce(
      {
        ask: connection.ask,
        apply: (values) => connection.step('betting_advisor.advance_v1, COMMIT', ADVANCE, values),
      },
      calendar,
      { key, events },
      fence,
      noted,
    )
    if (result !== null) return result
  }
  throw busy(key)
}

/** The same as a part of a transaction that holds the order and all that it counts in. */
export async function advanceWithin(
  query: Query,
  calendar: Calendar,
  step: OrderStep,
  fence: Lease | undefined,
): Promise<AdvanceResult> {
  const ways: Ways = { ask: (_, sql, values) => query(sql, values), apply: (values) => query(ADVANCE, values) }
  const result = await advancedOnce(ways, calendar, step, fence)
  if (result === null) throw new InvariantError(`Order ${step.key} has changed while it was held.`)
  return result
}

/** How an order is read, and how it is changed. */
interface Ways {
  readonly ask: Connection['ask']
  apply(values: readonly unknown[]): Promise<Answer[]>
}

/** `null`: others have changed the order or its market meanwhile. */
async function advancedOnce(
  ways: Ways,
  calendar: Calendar,
  { key, events }: OrderStep,
  fence: Lease | undefined,
  noted?: (order: Order) => AuditEntry,
): Promise<AdvanceResult | null> {
  const row = await rowOf(ways, key, events.some(isCharged))
  if (row === undefined) throw unknownOrder(key)
  checkFence(row, fence)
  if (row.clock === 'real') checkStamps(events, row.now)
  const before = orderOf(row)
  const others = betsOf(row)
  const next = advanceOrder(before, events, (order, event) => charged(order, event, others))
  if (next.kind === 'ignored') return { kind: 'ignored', order: before, detail: next.detail }
  const seen = next.events.some(isCharged) ? seenOf(before.intent, others, next.events.some(isCharge)) : null
  const audit = noted === undefined ? {} : { audit: noted(before) }
  const ends = endsCover(before, next.order)
  const windowsOf = calendar(row.time_zone)
  const text = changeText({ ...next, seen, endsCover: ends, ...audit }, windowsOf)
  const covered = ends && row.covered_by !== null ? await coveredBy(ways, key, next.order.updatedAt) : null
  const other = covered === null ? null : changeText({ ...covered.next, seen: null }, windowsOf)
  const leader = [fence?.leader ?? null, fence?.epoch ?? null]
  const successor = [covered?.order.intent.key ?? null, covered?.order.version ?? null, other]
  const [answer] = await ways.apply([key, before.version, ...leader, text, ...successor])
  const applied = appliedOf(answer, before.intent, next.transfers, fence)
  if (applied.kind !== 'applied') return null
  const order = { ...next.order, version: applied.version }
  const changed = { kind: 'changed', from: before.state, order, balances: applied.balances } as const
  const otherVersion = answer?.answer === 'changed' ? answer.now_other_version : null
  if (covered === null || otherVersion === null) return changed
  return { ...changed, uncovered: { ...covered.next.order, version: otherVersion } }
}

/** The order for which another holds something, and what it is once that ends; `null` where there is none. */
async function coveredBy(
  { ask }: Pick<Connection, 'ask'>,
  key: DecisionKey,
  at: Timestamp,
): Promise<{ readonly order: Order; readonly next: AdvancedOrder } | null> {
  const [row] = await ask<OrderRow>('betting_advisor.covered_order', READ_COVERED, [key])
  if (row === undefined) return null
  const order = orderOf(row)
  const next = advanceOrder(order, [{ type: 'uncovered', at }])
  return next.kind === 'changed' ? { order, next } : null
}

/** The order, and where its market counts what else was bet on it. */
async function rowOf(
  { ask }: Pick<Connection, 'ask'>,
  key: DecisionKey,
  withMarket: boolean,
): Promise<(ReadRow & MarketColumns) | undefined> {
  if (withMarket) {
    const [row] = await ask<ReadRow & MarketColumns>('betting_advisor.order_of_market', READ_MARKET, [key])
    return row
  }
  const [row] = await ask<ReadRow>('betting_advisor.order', READ, [key])
  return row === undefined ? undefined : { ...NO_COLUMNS, ...row }
}

function busy(key: DecisionKey): StoreError {
  return new StoreError('STORE_BUSY', `Order ${key} or its market was changed by others all the time.`, {
    remedy: 'Nothing was changed. Try again.',
  })
}

/** Records a bet that was found at a venue, whatever the limits say. */
export async function adopt(
  connection: Connection,
  calendar: Calendar,
  intent: Intent,
  history: readonly OrderEvent[],
  fence: Lease | undefined,
  by?: ByHand,
): Promise<AdoptResult> {
  const [lease] = await connection.query<LeaseRow>(
    `SELECT a.time_zone, l.leader, l.epoch FROM betting_advisor.account a LEFT JOIN betting_advisor.lease l ON l.account = a.key
     WHERE a.key = $1`,
    [intent.account],
  )
  if (lease === undefined) throw unknownAccount(intent.account)
  checkFence(lease, fence)
  const known = await sameOrder(connection.query, intent)
  if (known !== undefined) return { kind: 'exists', order: orderOf(known) }
  for (let tries = 1; tries <= ATTEMPTS; tries += 1) {
    const others = history.some(isCharged) ? await otherBets(connection.query, intent) : NO_OTHER_BETS
    const found = adoptedOrder(intent, history, others)
    const { order, transfers } = found
    const claimed = isLive(order) ? intent.claims : []
    const seen = found.history.some(isCharged) ? seenOf(intent, others, found.history.some(isCharge)) : null
    const change = changeText(
      {
        order,
        transfers,
        events: found.history,
        released: [],
        claimed,
        seen,
        ...(by === undefined ? {} : { audit: reportEntry(intent, by) }),
      },
      calendar(lease.time_zone),
    )
    const values = [JSON.stringify(intentColumns(intent)), fence?.leader ?? null, fence?.epoch ?? null, change]
    const [answer] = await connection.step<Answer>('betting_advisor.adopt_v1, COMMIT', ADOPT, values)
    const applied = appliedOf(answer, intent, transfers, fence)
    if (applied.kind === 'applied') {
      const event = answer?.answer === 'adopted' ? answer.now_event : intent.event
      const recorded = { ...order, intent: under(intent, event), version: applied.version }
      return { kind: 'adopted', order: recorded, balances: applied.balances }
    }
    if (applied.kind === 'exists') return await existing(connection, intent)
  }
  throw busy(intent.key)
}

async function existing(connection: Connection, intent: Intent): Promise<AdoptResult> {
  const other = await sameOrder(connection.query, intent)
  if (other === undefined) throw new InvariantError(`Neither ${intent.key} nor its reference could be recorded.`)
  return { kind: 'exists', order: orderOf(other) }
}

function checkFence({ leader, epoch }: LeaseRow, fence: Lease | undefined): void {
  if (fence === undefined) return
  if (leader !== fence.leader || epoch !== fence.epoch) throw fenced(fence.leader, fence.epoch)
}

function appliedOf(
  answer: Answer | undefined,
  intent: Intent,
  transfers: readonly Transfer[],
  fence: Lease | undefined,
): Applied {
  switch (answer?.answer) {
    case 'changed':
    case 'adopted':
      return { kind: 'applied', version: answer.now_version, balances: balancesOf(answer) }
    case 'stale':
    case 'exists':
      return { kind: answer.answer }
    case 'range':
      // Says which balance it is.
      applyTransfers(balancesOf(answer), [...reservation(intent, answer.now_moved, intent.decidedAt), ...transfers])
      throw new InvariantError('The ledger is out of range.')
    case 'fenced':
      if (fence !== undefined) throw fenced(fence.leader, fence.epoch)
      throw new InvariantError('Fenced without a fence.')
    case undefined:
      throw new InvariantError('A function gave no answer.')
  }
}

function isCharge({ type }: OrderEvent): boolean {
  return type === 'market-charged'
}

import type { DecisionKey, EventId, Intent, Money, Order, OrderEvent, Timestamp } from '@betting-advisor/core'
import { InvariantError } from '@betting-advisor/core/errors'
import {
  type AdoptResult,
  type AdvanceResult,
  type AuditEntry,
  adoptedOrder,
  advanceOrder,
  applyTransfers,
  type Balances,
  type ByHand,
  charged,
  checkStamps,
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
import type { Connection } from '../connection.ts'
import { byteText } from '../packed-json.ts'
import { NOW } from '../schema/now.ts'
import { balancesOf, type NowBalances, under } from './begin.ts'
import { type Calendar, changeText } from './change.ts'
import { packedIntent } from './intent-text.ts'
import { betsOf, type MarketColumns, NO_COLUMNS, otherBets, otherBetsOf, seenOf } from './market-totals.ts'
import { type OrderRow, orderOf } from './records.ts'
import { ORDER_LIST, sameOrder } from './rows.ts'

/** How often a change is tried again because another process has changed the same order meanwhile: each time, one of them got through. */
export const ATTEMPTS = 100

type Answer =
  | ({ readonly answer: 'changed'; readonly now_version: number } & NowBalances)
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

/** An order as it is read to be changed. */
type ReadRow = OrderRow & LeaseRow & ClockRow

/** The same with what its market has come to. */
export type ReadOrder = ReadRow & MarketColumns

const COLUMNS = `${ORDER_LIST}, a.time_zone, l.leader, l.epoch, ${NOW} AS now, r.clock`

const FROM = `FROM betting_advisor.orders o JOIN betting_advisor.account a ON a.key = o.account
  LEFT JOIN betting_advisor.run r ON r.id = o.run LEFT JOIN betting_advisor.lease l ON l.account = o.account`

/** What commission is worked out from. */
const OTHERS = `LEFT JOIN LATERAL (${otherBetsOf('o.account', 'o.market', 'o.venue', 'o.key')}) others ON true`

const READ = `SELECT ${COLUMNS} ${FROM} WHERE o.key = $1`
const READ_SOME = `SELECT ${COLUMNS} ${FROM} WHERE o.key = ANY ($1)`
const READ_MARKET = `SELECT ${COLUMNS}, others.* ${FROM} ${OTHERS} WHERE o.key = $1`
const READ_MARKETS = `SELECT ${COLUMNS}, others.* ${FROM} ${OTHERS} WHERE o.key = ANY ($1)`

const ADVANCE = 'SELECT * FROM betting_advisor.advance_v1($1, $2, $3, $4, $5)'
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
    const result = await advancedOnce(connection, calendar, { key, events }, fence, noted)
    if (result !== null) return result
  }
  throw busy(key)
}

/** `null`: others have changed the order or its market meanwhile. */
async function advancedOnce(
  connection: Connection,
  calendar: Calendar,
  { key, events }: OrderStep,
  fence: Lease | undefined,
  noted?: (order: Order) => AuditEntry,
): Promise<AdvanceResult | null> {
  const row = await rowOf(connection, key, events.some(isCharged))
  if (row === undefined) throw unknownOrder(key)
  checkFence(row, fence)
  if (row.clock === 'real') checkStamps(events, row.now)
  const before = orderOf(row)
  const others = betsOf(row)
  const next = advanceOrder(before, events, (order, event) => charged(order, event, others))
  if (next.kind === 'ignored') return { kind: 'ignored', order: before, detail: next.detail }
  const seen = next.events.some(isCharged) ? seenOf(before.intent, others, next.events.some(isCharge)) : null
  const audit = noted === undefined ? {} : { audit: noted(before) }
  const text = changeText({ ...next, seen, ...audit }, calendar(row.time_zone))
  const values = [key, before.version, fence?.leader ?? null, fence?.epoch ?? null, text]
  const [answer] = await connection.step<Answer>('betting_advisor.advance_v1, COMMIT', ADVANCE, values)
  const applied = appliedOf(answer, before.intent, next.transfers, fence)
  if (applied.kind !== 'applied') return null
  const order = { ...next.order, version: applied.version }
  return { kind: 'changed', from: before.state, order, balances: applied.balances }
}

/** The order, and where its market counts what else was bet on it. */
async function rowOf(
  { ask }: Pick<Connection, 'ask'>,
  key: DecisionKey,
  withMarket: boolean,
): Promise<ReadOrder | undefined> {
  if (withMarket) {
    const [row] = await ask<ReadOrder>('betting_advisor.order_of_market', READ_MARKET, [key])
    return row
  }
  const [row] = await ask<ReadRow>('betting_advisor.order', READ, [key])
  return row === undefined ? undefined : { ...NO_COLUMNS, ...row }
}

/** Those of some orders that there are, in no order. */
export async function readOrders(
  { ask }: Pick<Connection, 'ask'>,
  keys: readonly DecisionKey[],
  withMarkets: boolean,
): Promise<readonly ReadOrder[]> {
  if (withMarkets) return await ask<ReadOrder>('betting_advisor.orders_of_markets', READ_MARKETS, [keys])
  const rows = await ask<ReadRow>('betting_advisor.some_orders', READ_SOME, [keys])
  return rows.map((row) => ({ ...NO_COLUMNS, ...row }))
}

export function busy(key: DecisionKey): StoreError {
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

export function checkFence({ leader, epoch }: LeaseRow, fence: Lease | undefined): void {
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

/** The columns of an order that stay as they are for its whole life. */
export function intentColumns(intent: Order['intent']): Readonly<Record<string, unknown>> {
  return {
    key: intent.key,
    ref: intent.ref,
    account: intent.account,
    run: intent.run,
    strategy: intent.strategy,
    strategy_version: intent.strategyVersion,
    entry: intent.entry,
    venue: intent.venue,
    wallet: intent.wallet,
    event: intent.event,
    market: intent.market,
    selection: intent.selection,
    side: intent.side,
    price: intent.price,
    stake: intent.stake,
    liability: intent.liability,
    decided_at: intent.decidedAt,
    begun_at: intent.decidedAt,
    commission_rate: intent.commission,
    intent: byteText(packedIntent(intent)),
    outcomes: intent.outcomes,
    winners: intent.winners,
    netting: intent.netting,
    origin: intent.origin,
  }
}

export function isCharge({ type }: OrderEvent): boolean {
  return type === 'market-charged'
}

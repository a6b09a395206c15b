import { add, type Money, type Order, subtract, ZERO } from '@betting-advisor/core'
import { InvariantError } from '@betting-advisor/core/errors'
import {
  type AdvanceResult,
  advanceOrder,
  answersAfter,
  applyTransfers,
  charged,
  checkOneAccount,
  checkStamps,
  checkSteps,
  exposureRow,
  fenced,
  isCharged,
  type Lease,
  type MarketBets,
  type OrderStep,
  reservation,
  SUMMED_SCOPES,
  unknownOrder,
} from '@betting-advisor/core/store'
import { forEachOf, type OneOrMore } from '@betting-advisor/core/venue'
import type { Connection } from '../connection.ts'
import { ATTEMPTS, busy, checkFence, isCharge, type ReadOrder, readOrders } from './advance.ts'
import { balancesOf, type NowBalances } from './begin.ts'
import { type Calendar, changeText } from './change.ts'
import { inOrderOfLocks } from './limit-rows.ts'
import { betsOf, seenOf } from './market-totals.ts'
import { orderOf } from './records.ts'

/** What `advance_all_v1` answers. */
type Answer =
  | ({ readonly answer: 'changed'; readonly now_versions: readonly number[] } & NowBalances)
  /** `now_versions` are of those before the one that would leave the range. */
  | ({
      readonly answer: 'range'
      readonly now_versions: readonly number[] | null
      readonly now_moved: Money
    } & NowBalances)
  | { readonly answer: 'stale' | 'fenced' }

/** A step, and what core's rules make of its order after all steps before it. */
interface Draft {
  readonly before: Order
  readonly next: ReturnType<typeof advanceOrder>
  readonly change: string | null
}

const ADVANCE_ALL = 'SELECT * FROM betting_advisor.advance_all_v1($1, $2, $3, $4, $5, $6, $7)'

/**
 * Applies events to several orders in one transaction, or to none, in two round trips however many they are: the orders are read with what
 * their markets have come to, and what core's rules make of them, one after the other, is kept by one function if they still are those.
 */
export async function advanceAll(
  connection: Connection,
  calendar: Calendar,
  steps: OneOrMore<OrderStep>,
  fence: Lease | undefined,
): Promise<OneOrMore<AdvanceResult>> {
  checkSteps(steps)
  for (let tries = 1; tries <= ATTEMPTS; tries += 1) {
    const results = await advancedOnce(connection, calendar, steps, fence)
    if (results !== null) return results
  }
  throw busy(steps[0].key)
}

/** `null`: others have changed an order or its market meanwhile. */
async function advancedOnce(
  connection: Connection,
  calendar: Calendar,
  steps: OneOrMore<OrderStep>,
  fence: Lease | undefined,
): Promise<OneOrMore<AdvanceResult> | null> {
  const rows = await rowsOf(connection, steps)
  const account = rows[0].account
  checkOneAccount(rows.map((row) => row.account))
  checkFence(rows[0], fence)
  const windowsOf = calendar(rows[0].time_zone)
  const drafts: Draft[] = []
  for (const [index, { events }] of steps.entries()) {
    const row = rows[index]
    if (row === undefined) continue
    if (row.clock === 'real') checkStamps(events, row.now)
    const before = orderOf(row)
    const others = drafts.reduce((bets, draft) => betsAfter(bets, before, draft), betsOf(row))
    const next = advanceOrder(before, events, (order, event) => charged(order, event, others))
    if (next.kind === 'ignored') drafts.push({ before, next, change: null })
    else {
      const seen = next.events.some(isCharged) ? seenOf(before.intent, others, next.events.some(isCharge)) : null
      drafts.push({ before, next, change: changeText({ ...next, seen }, windowsOf) })
    }
  }
  const changed = drafts.filter(({ change }) => change !== null)
  const ignored = (draft: Draft): AdvanceResult => {
    if (draft.next.kind === 'changed') throw new InvariantError(`Nothing was kept of ${draft.before.intent.key}.`)
    return { kind: 'ignored', order: draft.before, detail: draft.next.detail }
  }
  if (changed.length === 0) return inSteps(steps, drafts.map(ignored))
  const [answer] = await connection.step<Answer>('betting_advisor.advance_all_v1, COMMIT', ADVANCE_ALL, [
    account,
    drafts.map(({ before }) => before.intent.key),
    drafts.map(({ before }) => before.version),
    limitsOf(changed.map(({ before }) => before)),
    fence?.leader ?? null,
    fence?.epoch ?? null,
    drafts.map(({ change }) => change),
  ])
  if (answer?.answer === 'stale') return null
  if (answer?.answer === 'fenced' && fence !== undefined) throw fenced(fence.leader, fence.epoch)
  if (answer?.answer === 'range') throw beyondRange(answer, changed)
  if (answer?.answer !== 'changed') throw new InvariantError('advance_all_v1 gave no answer.')
  const versions = answer.now_versions.values()
  const balances = balancesOf(answer)
  const results = drafts.map((draft): AdvanceResult => {
    if (draft.next.kind === 'ignored') return ignored(draft)
    const version = versions.next().value ?? draft.before.version
    return { kind: 'changed', from: draft.before.state, order: { ...draft.next.order, version }, balances }
  })
  return answersAfter(inSteps(steps, results), balances)
}

/** The rows of the orders, in the order of the steps. */
async function rowsOf(connection: Connection, steps: OneOrMore<OrderStep>): Promise<OneOrMore<ReadOrder>> {
  const keys = steps.map(({ key }) => key)
  const withMarkets = steps.some(({ events }) => events.some(isCharged))
  const byKey = new Map((await readOrders(connection, keys, withMarkets)).map((row) => [row.key, row]))
  return forEachOf(steps, ({ key }) => {
    const row = byKey.get(key)
    if (row === undefined) throw unknownOrder(key)
    return row
  })
}

/** What the other bets on an order's market have come to once a step before has been done. */
function betsAfter(bets: MarketBets, { intent }: Order, { before, next }: Draft): MarketBets {
  const { account, market, venue } = before.intent
  const isSame = account === intent.account && market === intent.market && venue === intent.venue
  if (next.kind === 'ignored' || !isSame) return bets
  const { order } = next
  const more = (was: Money | null, is: Money | null) => subtract(is ?? ZERO, was ?? ZERO)
  return {
    ...bets,
    profit: add(bets.profit, more(before.profit, order.profit)),
    commission: add(bets.commission, more(before.commission, order.commission)),
    word: order.chargeVersion === null ? bets.word : Math.max(bets.word ?? order.chargeVersion, order.chargeVersion),
  }
}

/** The rows of limits that any of the orders counts in. */
function limitsOf(orders: readonly Order[]): readonly string[] {
  const scopes = SUMMED_SCOPES.filter((scope) => scope !== 'account')
  return inOrderOfLocks([
    ...scopes.map((scope) => orders.map(({ intent }) => exposureRow(scope, intent))),
    orders.flatMap(({ intent }) => intent.claims.map(({ limit }) => limit)),
  ])
}

/** Says which balance it is. */
function beyondRange(answer: Extract<Answer, { readonly answer: 'range' }>, changed: readonly Draft[]): unknown {
  let balances = balancesOf(answer)
  const failed = answer.now_versions?.length ?? 0
  for (const [index, { before, next }] of changed.entries()) {
    if (next.kind === 'ignored') continue
    const moved = index === failed ? reservation(before.intent, answer.now_moved, next.order.updatedAt) : []
    balances = applyTransfers(balances, [...moved, ...next.transfers])
  }
  return new InvariantError('The ledger is out of range.')
}

function inSteps(steps: OneOrMore<OrderStep>, results: readonly AdvanceResult[]): OneOrMore<AdvanceResult> {
  const answers = results.values()
  return forEachOf(steps, ({ key }) => {
    const { value: answer } = answers.next()
    if (answer === undefined) throw new InvariantError(`There is no answer for ${key}.`)
    return answer
  })
}

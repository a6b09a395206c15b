import type { BetEnding } from '../order/bet-ending.ts'
import type { Order } from '../order/order.ts'
import { isSettled } from '../order/order-state.ts'
import type { SettledOrder } from '../order/settled-order.ts'
import type { DecisionKey, MarketId } from '../units/ids.ts'
import { after, HOUR, type Timestamp } from '../units/timestamp.ts'
import type { EngineContext } from './engine-context.ts'

/** Holds results against the word of venues that settle by their own. */
export interface SettlementWatch {
  /** A result says how an order ended that its venue has not settled yet. */
  expect(order: Order, ending: BetEnding): void
  /** Its venue has settled it. */
  cleared(order: SettledOrder, ending: BetEnding): void
  /** An order has ended as the store has it, by whichever run, before this one or beside it: the word that it ended by is one as well. */
  ended(order: SettledOrder): void
  /** Orders on a market that their venue settled before any result told how it ended. */
  clearedIn(market: MarketId): readonly SettledOrder[]
  /** A result says how such an order should have ended. */
  compare(order: SettledOrder, ending: BetEnding): void
  /** Time has passed: a word may be overdue. */
  lookAgain(): void
  /** When a word is overdue next; `null` where none is waited for. */
  readonly next: Timestamp | null
}

const NO_ORDERS: readonly SettledOrder[] = []

/** What a result made of an order, and from when on the word of its venue is missed. */
interface Expected {
  readonly ending: BetEnding
  readonly dueAt: Timestamp
  isTold: boolean
}

/** How far the profit of a venue may be from a derived one, in minor units, without anybody being called. */
const ROUNDING = 1

/** How long after a result a venue's own word is waited for before people are called, where nothing else is set. */
const SETTLEMENT_OVERDUE_MS = 24 * HOUR

/** How many words are remembered that no result has come for: some never have one. */
const MOST_WORDS = 10_000

const wordOf = ({ outcome, profit }: BetEnding) => `${outcome} ${profit}`

/** Watches the orders of one engine. */
export function createSettlementWatch(
  { account, now, tell }: Pick<EngineContext, 'account' | 'now' | 'tell'>,
  overdueMs: number = SETTLEMENT_OVERDUE_MS,
): SettlementWatch {
  const expected = new Map<DecisionKey, Expected>()
  const words = new Map<DecisionKey, { readonly order: SettledOrder; readonly said: BetEnding }>()
  /** Orders that a result was held against, with what their venue had said by then. */
  const held = new Map<DecisionKey, string>()
  let nextAt: Timestamp | null = null

  function waitUntil(dueAt: Timestamp): void {
    if (nextAt === null || dueAt < nextAt) nextAt = dueAt
  }

  function forget(key: DecisionKey, { isTold }: Expected): void {
    expected.delete(key)
    if (isTold) tell({ type: 'alert-resolved', code: 'SETTLEMENT_OVERDUE', key })
  }

  function keepWithin(kept: Map<DecisionKey, unknown>): void {
    const [oldest] = kept.keys()
    if (kept.size > MOST_WORDS && oldest !== undefined) kept.delete(oldest)
  }

  function take(order: SettledOrder, said: BetEnding): void {
    const { key } = order.intent
    const known = expected.get(key)
    if (known === undefined) {
      words.set(key, { order, said })
      keepWithin(words)
      return
    }
    forget(key, known)
    hold(key, said, known.ending)
  }

  function hold(key: DecisionKey, said: BetEnding, { outcome, profit }: BetEnding): void {
    held.set(key, wordOf(said))
    keepWithin(held)
    const isClose = Math.abs(profit - said.profit) <= ROUNDING
    // A venue has words of its own for the same end: money tells.
    if (isClose && (outcome === 'void') === (said.outcome === 'void')) return
    const message = `${key}: the venue says ${said.outcome}, ${said.profit}; by the result it is ${outcome}, ${profit}, in minor units`
    tell({ type: 'alert', code: 'RESULT_DIFFERS', key, message })
  }

  return {
    get next() {
      return nextAt
    },
    expect({ intent: { key } }, ending) {
      const before = expected.get(key)
      const dueAt = before?.dueAt ?? after(now(), overdueMs)
      expected.set(key, { ending, dueAt, isTold: before?.isTold ?? false })
      waitUntil(dueAt)
    },
    cleared: take,
    ended(order) {
      const { outcome, profit, clearedVersion } = order
      if (clearedVersion === null || outcome === null || profit === null || !isSettled(order)) return
      const said = { outcome, profit }
      if (held.get(order.intent.key) !== wordOf(said)) take(order, said)
    },
    clearedIn(market) {
      if (words.size === 0) return NO_ORDERS
      return [...words.values()].flatMap(({ order }) => (order.intent.market === market ? [order] : []))
    },
    compare({ intent: { key } }, ending) {
      const word = words.get(key)
      if (word === undefined) return
      words.delete(key)
      hold(key, word.said, ending)
    },
    lookAgain() {
      if (nextAt === null || now() < nextAt) return
      nextAt = null
      for (const [key, each] of expected) {
        if (account().order(key) === undefined) {
          forget(key, each)
        } else if (each.dueAt > now()) {
          waitUntil(each.dueAt)
        } else if (!each.isTold) {
          each.isTold = true
          const message = `${key}: its market has ended, and its venue has not settled it; its money stays reserved`
          tell({ type: 'alert', code: 'SETTLEMENT_OVERDUE', key, message })
        }
      }
    },
  }
}

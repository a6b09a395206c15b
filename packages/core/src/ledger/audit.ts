import { newOrder } from '../order/new-order.ts'
import type { Order, OrderEvent } from '../order/order.ts'
import { isLive, transition } from '../order/transition.ts'
import type { LedgerFault } from '../ports/store.ts'
import { applyTransfers, BOOK_ACCOUNTS, NO_BALANCES } from './balances.ts'
import type { Balances, Transfer } from './transfer.ts'

/** What a store has written down of one account besides its orders. */
export interface RecordedBooks {
  readonly balances: Balances
  /** The sum of all entries in each book. */
  readonly entrySums: Readonly<Record<string, number>>
  /** The sum of the entries of deposits and withdrawals in each book. */
  readonly capitalSums: Readonly<Record<string, number>>
  /** For people: which transfers have entries that do not add up to zero, and by how much. */
  readonly unbalanced: readonly string[]
  /** How much of each limit is taken; limits of which nothing is taken may be left out. */
  readonly used: Readonly<Record<string, number>>
}

/** An audit under way: every order is shown to it, then the books. */
export interface Audit {
  /** Replays what happened to an order and compares it with how it is recorded. */
  order(recorded: Order, history: readonly OrderEvent[]): void
  /** Every fault found. */
  finish(books: RecordedBooks): readonly LedgerFault[]
}

const REPLAYED = [
  'state',
  'venueOrderId',
  'matchedStake',
  'averagePrice',
  'reserved',
  'profit',
  'commission',
  'outcome',
  'closingProbability',
  'sentAt',
  'settledAt',
  'updatedAt',
] as const satisfies readonly (keyof Order)[]

/**
 * Starts an audit of one account: what the orders' own histories say of money and limits, held against what is recorded.
 *
 * Every store uses it, so that all mean the same by sound books.
 *
 * @example
 * ```ts
 * const { order, transfer } = newOrder(intent)
 * const deposit = capitalTransfer(intent.account, money(100_000), intent.decidedAt)
 * const balances = applyTransfers(NO_BALANCES, [deposit, transfer])
 * const audit = createAudit()
 * audit.order(order, [])
 * const capitalSums = { available: 100_000, capital: -100_000 }
 * audit.finish({ balances, entrySums: { ...balances }, capitalSums, unbalanced: [], used: {} }) // []: sound
 * ```
 */
export function createAudit(): Audit {
  const faults: LedgerFault[] = []
  const used = new Map<string, number>()
  let expected: Balances = NO_BALANCES

  return {
    order(recorded, history) {
      const key = recorded.intent.key
      try {
        const replayed = replay(recorded, history)
        for (const field of REPLAYED) {
          if (replayed.order[field] !== recorded[field]) {
            const detail = `${key}: ${field} is ${recorded[field]}, its history says ${replayed.order[field]}`
            faults.push({ check: 'order-matches-history', detail })
          }
        }
        expected = applyTransfers(expected, replayed.transfers)
        if (!isLive(replayed.order)) return
        for (const { limit, amount } of recorded.intent.claims) used.set(limit, (used.get(limit) ?? 0) + amount)
      } catch (error) {
        faults.push({ check: 'order-replays', detail: `${key}: ${error instanceof Error ? error.message : error}` })
      }
    },

    finish(books) {
      for (const detail of books.unbalanced) faults.push({ check: 'transfer-sums-to-zero', detail })
      for (const book of BOOK_ACCOUNTS) {
        const balance = books.balances[book]
        const entries = books.entrySums[book] ?? 0
        if (balance !== entries) {
          faults.push({
            check: 'balance-equals-entries',
            detail: `${book} is ${balance}, its entries add up to ${entries}`,
          })
        }
        const due = expected[book] + (books.capitalSums[book] ?? 0)
        if (entries !== due) {
          faults.push({
            check: 'entries-equal-orders',
            detail: `${book} has entries of ${entries}, orders and capital make ${due}`,
          })
        }
      }
      const sum = BOOK_ACCOUNTS.reduce((total, book) => total + books.balances[book], 0)
      if (sum !== 0) faults.push({ check: 'balances-sum-to-zero', detail: `off by ${sum}` })
      for (const limit of new Set([...used.keys(), ...Object.keys(books.used)])) {
        const recorded = books.used[limit] ?? 0
        const due = used.get(limit) ?? 0
        if (recorded !== due) {
          faults.push({
            check: 'limit-equals-claims',
            detail: `${limit} shows ${recorded} used, live orders claim ${due}`,
          })
        }
      }
      return faults
    },
  }
}

function replay(recorded: Order, history: readonly OrderEvent[]): { order: Order; transfers: readonly Transfer[] } {
  const { order: first, transfer } = newOrder(recorded.intent)
  const transfers = [transfer]
  let order = first
  for (const event of history) {
    const next = transition(order, event)
    if (next.kind === 'ignored') continue
    order = next.order
    transfers.push(...next.transfers)
  }
  return { order, transfers }
}

import { applyTransfers, LEDGER_ACCOUNTS, NO_BALANCES } from '../ledger/balances.ts'
import { rowNamed } from '../limits/exposure-change.ts'
import { createLossSums } from '../limits/loss-sums.ts'
import { LOSS_WINDOWS, type WindowLosses, windowFinder } from '../limits/loss-window.ts'
import type { Order, OrderEvent } from '../order/order.ts'
import { isLive } from '../order/order-state.ts'
import type { Balances, LedgerAccount, Transfer } from '../order/transfer.ts'
import type { LedgerFault } from '../ports/store/money.ts'
import type { Timestamp } from '../units/timestamp.ts'
import { createCommissionCheck } from './commission-check.ts'
import { createExposureRows } from './exposure-rows.ts'
import { settlementsOf } from './loss-posting.ts'
import { differences, replayOrder } from './replay.ts'
import { createTransferCheck } from './transfer-check.ts'
import { createWalletCheck, type WalletSum } from './wallet-check.ts'

/** What a store has written down of one account besides its orders. */
export interface RecordedBalances {
  readonly balances: Balances
  /** The sum of all entries in each ledger account. */
  readonly entrySums: Readonly<Record<string, number>>
  /** The sum of the entries that no order made, in each ledger account. */
  readonly capitalSums: Readonly<Record<string, number>>
  /** The same of what is available and reserved, by wallet. */
  readonly walletSums: readonly WalletSum[]
  /** For people: which transfers do not add up to zero, or are not what they are called, and by how much. */
  readonly unbalanced: readonly string[]
  /** How much of each limit is taken, rows of exposure among them; limits of which nothing is taken may be left out. */
  readonly used: Readonly<Record<string, number>>
  /** Of every window. */
  readonly losses: WindowLosses
}

/** An audit under way: every order is shown to it, then the ledger. */
export interface Audit {
  /**
   * Replays what happened to an order and compares it with how it and its money are recorded.
   *
   * @param posted - Its transfers, in the order in which they were posted.
   */
  order(recorded: Order, history: readonly OrderEvent[], posted: readonly Transfer[]): void
  /** Notes what a store has found wrong with how an order is recorded. */
  fault(order: string, what: string): void
  /** Every fault found. */
  finish(recorded: RecordedBalances): readonly LedgerFault[]
}

/**
 * Starts an audit of one account: what the orders' own histories say of money, limits, exposure and losses, held against what is
 * recorded. What is reserved is what the live orders of each market can lose together.
 *
 * Every store uses it, so that all mean the same by a sound ledger.
 *
 * @param timeZone - The one of the account's calendar.
 * @throws InvalidValueError `INVALID_VALUE` when there is no such time zone.
 * @example
 * ```ts
 * const { order } = newOrder(intent)
 * const { account, wallet, decidedAt: at } = intent
 * const deposit = capitalTransfer({ account, wallet, cause: 'owner', amount: money(100_000), at })
 * const balances = applyTransfers(NO_BALANCES, [deposit, ...reservation(intent, 1000, intent.decidedAt)])
 * const audit = createAudit('Europe/London')
 * audit.order(order, [], reservation(intent, 1000, intent.decidedAt))
 * const capitalSums = { available: 100_000, capital: -100_000 }
 * const used = Object.fromEntries(SUMMED_SCOPES.map((scope) => [exposureRow(scope, intent), 1000]))
 * const losses = NO_WINDOW_LOSSES
 * const entrySums = { available: 99_000, reserved: 1000, capital: -100_000 }
 * const walletSums = [
 *   { wallet, ledgerAccount: 'available', isCapital: true, total: 100_000 },
 *   { wallet, ledgerAccount: 'available', isCapital: false, total: -1000 },
 *   { wallet, ledgerAccount: 'reserved', isCapital: false, total: 1000 },
 * ] as const
 * audit.finish({ balances, entrySums, capitalSums, walletSums, unbalanced: [], used, losses }) // []: sound
 * ```
 */
export function createAudit(timeZone: string): Audit {
  const windowsOf = windowFinder(timeZone)
  const faults: LedgerFault[] = []
  const used = new Map<string, number>()
  const exposure = createExposureRows()
  const commission = createCommissionCheck()
  const wallets = createWalletCheck()
  const transferred = createTransferCheck()
  let expected: Balances = NO_BALANCES
  const losses = createLossSums()

  return {
    order(recorded, history, posted) {
      const key = recorded.intent.key
      try {
        const times: Timestamp[] = []
        const { order, transfers } = replayOrder(recorded.intent, history, (before, event) => {
          times.push(before.updatedAt)
          return event
        })
        times.push(order.updatedAt)
        faults.push(...transferred.add({ order, paid: transfers, times }, posted))
        for (const fault of differences(recorded, order)) {
          faults.push({ check: 'order-matches-history', detail: `${key}: ${fault}` })
        }
        expected = applyTransfers(expected, transfers)
        for (const { at, change } of settlementsOf(transfers)) losses.add(windowsOf(at), change)
        commission.add(order)
        wallets.add(order, transfers)
        if (!isLive(order)) return
        exposure.add(order)
        for (const { limit, amount } of recorded.intent.claims) used.set(limit, (used.get(limit) ?? 0) + amount)
      } catch (error) {
        faults.push({ check: 'order-replays', detail: `${key}: ${error instanceof Error ? error.message : error}` })
      }
    },

    fault(order, what) {
      faults.push({ check: 'order-matches-history', detail: `${order}: ${what}` })
    },

    finish(recorded) {
      const live = exposure.rows()
      const atRisk = live.get(rowNamed('account', '')) ?? 0
      const held: Readonly<Partial<Record<LedgerAccount, number>>> = { available: -atRisk, reserved: atRisk }
      faults.push(...transferred.faults(live))
      for (const detail of recorded.unbalanced) faults.push({ check: 'transfer-sums-to-zero', detail })
      for (const name of LEDGER_ACCOUNTS) {
        const balance = recorded.balances[name]
        const entries = recorded.entrySums[name] ?? 0
        if (balance !== entries) {
          faults.push({
            check: 'balance-equals-entries',
            detail: `${name} is ${balance}, its entries add up to ${entries}`,
          })
        }
        const due = expected[name] + (held[name] ?? 0) + (recorded.capitalSums[name] ?? 0)
        if (entries !== due) {
          faults.push({
            check: 'entries-equal-orders',
            detail: `${name} has entries of ${entries}, orders and capital make ${due}`,
          })
        }
      }
      const sum = LEDGER_ACCOUNTS.reduce((total, name) => total + recorded.balances[name], 0)
      if (sum !== 0) faults.push({ check: 'balances-sum-to-zero', detail: `off by ${sum}` })
      const due = new Map([...used, ...live])
      for (const limit of new Set([...due.keys(), ...Object.keys(recorded.used)])) {
        const taken = recorded.used[limit] ?? 0
        const claimed = due.get(limit) ?? 0
        if (taken === claimed) continue
        const check = limit.startsWith('exposure:') ? 'exposure-equals-orders' : 'limit-equals-claims'
        faults.push({ check, detail: `${limit} shows ${taken} used, live orders claim ${claimed}` })
      }
      faults.push(...wallets.faults(recorded.balances, recorded.walletSums))
      for (const detail of commission.faults()) faults.push({ check: 'commission-equals-markets', detail })
      const made = losses.from()
      for (const kind of LOSS_WINDOWS) {
        for (const window of new Set([...Object.keys(recorded.losses[kind]), ...Object.keys(made[kind])])) {
          const [shown, says] = [recorded.losses[kind][window] ?? 0, losses.in(kind, window)]
          if (shown === says) continue
          const detail = `the ${kind} ${window} shows ${shown} lost, settlements make ${says}`
          faults.push({ check: 'losses-equal-settlements', detail })
        }
      }
      return faults
    },
  }
}

import { equityChange } from '../ledger/balances.ts'
import type { EquityChange } from '../ledger/equity.ts'
import { createLossSums, type LossSums } from '../limits/loss-sums.ts'
import type { Windows } from '../limits/loss-window.ts'
import type { Transfer } from '../order/transfer.ts'
import type { Timestamp } from '../units/timestamp.ts'

/** Whether a transfer counts in loss windows. */
export function isSettlement({ kind }: Transfer): boolean {
  return kind === 'settle' || kind === 'correct'
}

/** What settlements and corrections among some transfers brought, as far as loss windows go. */
export function settlementsOf(transfers: readonly Transfer[]): readonly EquityChange[] {
  const found: EquityChange[] = []
  for (const transfer of transfers) {
    if (!isSettlement(transfer)) continue
    found.push({ at: transfer.at, change: equityChange(transfer) })
  }
  return found
}

/**
 * The losses of an account by its settlements and corrections, each counted in the windows of its own time: what a store goes back to
 * when the time zone of an account is changed.
 *
 * @param windowsOf - From `windowFinder`, of the account's time zone.
 * @example
 * ```ts
 * const lost = lossesBy([{ at: timestamp(0), change: money(-500) }], windowFinder('UTC'))
 * lost.from().day // { '1970-01-01': 500 }
 * ```
 */
export function lossesBy(settlements: Iterable<EquityChange>, windowsOf: (at: Timestamp) => Windows): LossSums {
  const sums = createLossSums()
  for (const { at, change } of settlements) sums.add(windowsOf(at), change)
  return sums
}

import { equityChange } from '../ledger/balances.ts'
import type { EquityChange } from '../ledger/equity.ts'
import { afterSettlement, type WindowLosses, type Windows } from '../limits/loss-window.ts'
import type { Transfer } from '../order/transfer.ts'
import type { Timestamp } from '../units/timestamp.ts'

/** What settlements and corrections among some transfers brought, as far as loss windows go. */
export function settlementsOf(transfers: readonly Transfer[]): readonly EquityChange[] {
  const found: EquityChange[] = []
  for (const transfer of transfers) {
    if (transfer.kind !== 'settle' && transfer.kind !== 'correct') continue
    found.push({ at: transfer.at, change: equityChange(transfer) })
  }
  return found
}

/**
 * The losses of an account after some settlements and corrections, each counted in the windows of its own time.
 *
 * From {@link NO_WINDOW_LOSSES} on and over all settlements of an account, in any order, it gives the losses that the account has in this
 * calendar: what a store goes back to when the time zone of an account is changed.
 *
 * @param windowsOf - From `windowFinder`, of the account's time zone.
 * @example
 * ```ts
 * const lost = postedLosses(NO_WINDOW_LOSSES, [{ at: timestamp(0), change: money(-500) }], windowFinder('UTC'))
 * lost.day // { window: '1970-01-01', lost: 500 }
 * ```
 */
export function postedLosses(
  losses: WindowLosses,
  settlements: Iterable<EquityChange>,
  windowsOf: (at: Timestamp) => Windows,
): WindowLosses {
  let next = losses
  for (const { at, change } of settlements) if (change !== 0) next = afterSettlement(next, windowsOf(at), change)
  return next
}

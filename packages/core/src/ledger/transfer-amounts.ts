import type { LedgerAccount, Transfer } from '../order/transfer.ts'
import { add, type Money, ZERO } from '../units/money.ts'

/** What a transfer adds to each ledger account: together nothing. */
export type TransferAmounts = Readonly<Record<LedgerAccount, Money>>

/**
 * What a transfer adds to each ledger account.
 *
 * @example
 * ```ts
 * reservation(intent, 1000, intent.decidedAt).map(amountsOf)
 * // [{ available: -1000, reserved: 1000, capital: 0, result: 0, commission: 0 }]
 * ```
 */
export function amountsOf({ entries }: Pick<Transfer, 'entries'>): TransferAmounts {
  const amounts = { available: ZERO, reserved: ZERO, capital: ZERO, result: ZERO, commission: ZERO }
  for (const { ledgerAccount, amount } of entries) amounts[ledgerAccount] = add(amounts[ledgerAccount], amount)
  return amounts
}

import type { Entry, LedgerAccount, Transfer } from '../order/transfer.ts'
import { add, type Money, ZERO } from '../units/money.ts'
import { LEDGER_ACCOUNTS } from './balances.ts'

/** What a transfer adds to each ledger account: together nothing. */
export type TransferAmounts = Readonly<Record<LedgerAccount, Money>>

/**
 * What a transfer adds to each ledger account.
 *
 * @example
 * ```ts
 * reservation(intent, 1000, intent.decidedAt).map(amountsOf)[0]?.available // -1000
 * ```
 */
export function amountsOf({ entries }: Pick<Transfer, 'entries'>): TransferAmounts {
  const amounts = { available: ZERO, reserved: ZERO, capital: ZERO, result: ZERO, commission: ZERO }
  for (const { ledgerAccount, amount } of entries) amounts[ledgerAccount] = add(amounts[ledgerAccount], amount)
  return amounts
}

/**
 * The entries of a transfer that adds these amounts.
 *
 * @example
 * ```ts
 * const [reserve] = reservation(intent, 1000, intent.decidedAt)
 * reserve && entriesOf(amountsOf(reserve)).length // 2
 * ```
 */
export function entriesOf(amounts: TransferAmounts): readonly Entry[] {
  return LEDGER_ACCOUNTS.filter((ledgerAccount) => amounts[ledgerAccount] !== 0).map((ledgerAccount) => ({
    ledgerAccount,
    amount: amounts[ledgerAccount],
  }))
}

import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { withdrawalTooLarge } from '../errors/store-error.ts'
import { capitalTransfer } from '../ledger/balances.ts'
import type { Balances, Transfer } from '../order/transfer.ts'
import { walletOf } from '../order/wallet-of.ts'
import type { RunStart } from '../ports/store/runs.ts'
import type { AccountKey } from '../units/ids.ts'
import { type Money, negate } from '../units/money.ts'
import type { Timestamp } from '../units/timestamp.ts'

/**
 * Money that is taken from one venue to another: out of the one, then into the other.
 *
 * @throws InvalidValueError `INVALID_VALUE` unless the amount is above zero and the venues are two.
 * @example
 * ```ts
 * moveTransfers(accountKey('DRY_RUN', 'main'), 'shop', 'exchange', money(500), timestamp(0)).length // 2
 * ```
 */
export function moveTransfers(
  account: AccountKey,
  from: string,
  to: string,
  amount: Money,
  at: Timestamp,
): readonly [out: Transfer, into: Transfer] {
  if (!(amount > 0)) throw new InvalidValueError('amount', amount, 'above zero')
  if (from === to) throw new InvalidValueError('to', to, 'another venue than the money comes from')
  return [
    capitalTransfer({ account, wallet: from, cause: 'move', amount: negate(amount), at }),
    capitalTransfer({ account, wallet: to, cause: 'move', amount, at }),
  ]
}

/**
 * Checks that as much can be taken from a venue.
 *
 * @param amount - Negative where it is taken out.
 * @throws StoreError `WITHDRAWAL_TOO_LARGE`
 * @example
 * ```ts
 * checkWithdrawal(balances, 'paper', money(-500))
 * ```
 */
export function checkWithdrawal(balances: Balances, wallet: string, amount: Money): void {
  const available = Math.min(balances.available, walletOf(balances, wallet).available)
  if (amount < 0 && available + amount < 0) throw withdrawalTooLarge(amount, available)
}

/**
 * What is paid in with the start of an account's first run, at each venue.
 *
 * @throws InvalidValueError `INVALID_VALUE` when an amount is negative.
 * @example
 * ```ts
 * openingTransfers({ ...start, openingFunds: { paper: money(0) } }) // []: nothing is paid in
 * ```
 */
export function openingTransfers({ run, openingFunds }: Pick<RunStart, 'run' | 'openingFunds'>): readonly Transfer[] {
  const transfers: Transfer[] = []
  for (const [wallet, amount] of Object.entries(openingFunds)) {
    if (amount < 0) throw new InvalidValueError('opening bankroll', amount, 'zero or more')
    if (amount === 0) continue
    transfers.push(capitalTransfer({ account: run.account, wallet, cause: 'owner', amount, at: run.startedAt }))
  }
  return transfers
}

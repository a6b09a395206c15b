import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { InvariantError } from '../errors/invariant-error.ts'
import type { Balances, LedgerAccount, Transfer } from '../order/transfer.ts'
import type { AccountKey } from '../units/ids.ts'
import { add, type Money, money, negate, ZERO } from '../units/money.ts'
import type { Timestamp } from '../units/timestamp.ts'

/** The ledger accounts of an account, in the order in which they are shown. */
export const LEDGER_ACCOUNTS: readonly LedgerAccount[] = ['available', 'reserved', 'capital', 'result', 'commission']

/** The balances of an account into which nothing was paid. */
export const NO_BALANCES: Balances = { available: ZERO, reserved: ZERO, capital: ZERO, result: ZERO, commission: ZERO }

/**
 * What the owner would have if every open bet were returned.
 *
 * @example
 * ```ts
 * equityOf({ ...NO_BALANCES, available: money(900), reserved: money(100), capital: money(-1000) }) // 1000
 * ```
 */
export function equityOf(balances: Balances): Money {
  return add(balances.available, balances.reserved)
}

/**
 * How much a transfer adds to equity.
 *
 * @example
 * ```ts
 * reservation(intent, 1000, intent.decidedAt).map(equityChange) // [0]: a reservation only moves money
 * ```
 */
export function equityChange(transfer: Transfer): Money {
  let change = 0
  for (const entry of transfer.entries) {
    if (entry.ledgerAccount === 'available' || entry.ledgerAccount === 'reserved') change += entry.amount
  }
  return money(change)
}

/**
 * The balances after some transfers.
 *
 * @throws InvariantError `INVARIANT_BROKEN` when the entries of one do not add up to zero.
 * @throws InvalidValueError `INVALID_VALUE` when a balance would leave the range of safe integers.
 * @example
 * ```ts
 * const deposit = capitalTransfer(accountKey('DRY_RUN', 'main'), money(1000), timestamp(0))
 * applyTransfers(NO_BALANCES, [deposit]) // { available: 1000, reserved: 0, capital: -1000, result: 0, commission: 0 }
 * ```
 */
export function applyTransfers(balances: Balances, transfers: readonly Transfer[]): Balances {
  if (transfers.length === 0) return balances
  const next = { ...balances }
  for (const transfer of transfers) {
    let sum = 0
    for (const entry of transfer.entries) {
      next[entry.ledgerAccount] = add(next[entry.ledgerAccount], entry.amount)
      sum += entry.amount
    }
    if (sum !== 0) throw new InvariantError(`A ${transfer.kind} transfer of ${transfer.account} is off by ${sum}.`)
  }
  return next
}

/**
 * The transfer of a deposit, or of a withdrawal where `amount` is negative.
 *
 * @throws InvalidValueError `INVALID_VALUE` when `amount` is zero.
 * @example
 * ```ts
 * capitalTransfer(accountKey('DRY_RUN', 'main'), money(-250), timestamp(0)).kind // 'withdrawal'
 * ```
 */
export function capitalTransfer(account: AccountKey, amount: Money, at: Timestamp): Transfer {
  if (amount === 0) throw new InvalidValueError('deposit', amount, 'not zero')
  return {
    account,
    kind: amount > 0 ? 'deposit' : 'withdrawal',
    order: null,
    at,
    entries: [
      { ledgerAccount: 'available', amount },
      { ledgerAccount: 'capital', amount: negate(amount) },
    ],
  }
}

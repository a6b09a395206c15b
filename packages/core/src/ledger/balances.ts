import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { InvariantError } from '../errors/invariant-error.ts'
import type { Balances, CapitalCause, LedgerAccount, Transfer, TransferKind } from '../order/transfer.ts'
import { walletOf } from '../order/wallet-of.ts'
import type { AccountKey } from '../units/ids.ts'
import { add, type Money, money, negate, ZERO } from '../units/money.ts'
import type { Timestamp } from '../units/timestamp.ts'

/** The ledger accounts of an account, in the order in which they are shown. */
export const LEDGER_ACCOUNTS: readonly LedgerAccount[] = ['available', 'reserved', 'capital', 'result', 'commission']

/** The balances of an account into which nothing was paid. */
export const NO_BALANCES: Balances = {
  available: ZERO,
  reserved: ZERO,
  capital: ZERO,
  result: ZERO,
  commission: ZERO,
  wallets: {},
}

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
  // It is at another venue in the same moment.
  if (transfer.kind === 'move') return ZERO
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
 * const account = accountKey('DRY_RUN', 'main')
 * const deposit = capitalTransfer({ account, wallet: 'paper', cause: 'owner', amount: money(1000), at: timestamp(0) })
 * applyTransfers(NO_BALANCES, [deposit]).wallets // { paper: { available: 1000, reserved: 0 } }
 * ```
 */
export function applyTransfers(balances: Balances, transfers: readonly Transfer[]): Balances {
  if (transfers.length === 0) return balances
  const next = { ...balances }
  let name: string | null = null
  let wallet = { available: ZERO, reserved: ZERO }
  for (const transfer of transfers) {
    let sum = 0
    // Mostly all of them are at one venue: its wallet is copied once.
    if (transfer.wallet !== name) {
      name = transfer.wallet
      wallet = { ...walletOf(next, name) }
      next.wallets = { ...next.wallets, [name]: wallet }
    }
    for (const { ledgerAccount, amount } of transfer.entries) {
      next[ledgerAccount] = add(next[ledgerAccount], amount)
      if (ledgerAccount === 'available' || ledgerAccount === 'reserved') {
        wallet[ledgerAccount] = add(wallet[ledgerAccount], amount)
      }
      sum += amount
    }
    if (sum !== 0) throw new InvariantError(`A ${transfer.kind} transfer of ${transfer.account} is off by ${sum}.`)
  }
  return next
}

/** Money of an account that changes at one venue without an order. */
export interface CapitalChange {
  readonly account: AccountKey
  /** The name of the venue. */
  readonly wallet: string
  readonly cause: CapitalCause
  /** Negative where it becomes less. */
  readonly amount: Money
  readonly at: Timestamp
}

/**
 * The transfer of money paid in or out, taken to or from another venue, or put right as its venue has it: that is neither the owner's
 * nor a bet's.
 *
 * @throws InvalidValueError `INVALID_VALUE` when `amount` is zero.
 * @example
 * ```ts
 * const account = accountKey('DRY_RUN', 'main')
 * capitalTransfer({ account, wallet: 'paper', cause: 'owner', amount: money(-250), at: timestamp(0) }).kind // 'withdrawal'
 * ```
 */
export function capitalTransfer({ account, wallet, cause, amount, at }: CapitalChange): Transfer {
  if (amount === 0) throw new InvalidValueError('amount', amount, 'not zero')
  const kind = cause === 'owner' ? (amount > 0 ? 'deposit' : 'withdrawal') : cause
  return {
    account,
    wallet,
    kind,
    order: null,
    at,
    entries: [
      { ledgerAccount: 'available', amount },
      { ledgerAccount: cause === 'adjustment' ? 'result' : 'capital', amount: negate(amount) },
    ],
  }
}

/**
 * The change that a transfer without an order was made of.
 */
export function capitalChange({ account, wallet, kind, at, entries }: Transfer): CapitalChange {
  return { account, wallet, cause: causeOf(kind), amount: entries[0]?.amount ?? ZERO, at }
}

/**
 * Why money moved without an order.
 *
 * @example
 * ```ts
 * causeOf('withdrawal') // 'owner'
 * ```
 */
export function causeOf(kind: TransferKind): CapitalCause {
  return kind === 'move' || kind === 'adjustment' ? kind : 'owner'
}

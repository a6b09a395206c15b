import type { AccountKey, DecisionKey } from '../units/ids.ts'
import type { Money } from '../units/money.ts'
import type { Timestamp } from '../units/timestamp.ts'

/**
 * The ledger accounts of one account. Equity is `available + reserved`; `capital` is what the owner put in (negative), `result` what bets
 * brought before commission (negative when they won), `commission` what venues kept.
 */
export type LedgerAccount = 'available' | 'reserved' | 'capital' | 'result' | 'commission'

/** The money of an account at one venue: what is free to be bet there, and what is reserved for orders there. */
export interface WalletBalances {
  readonly available: Money
  readonly reserved: Money
}

/** What the ledger shows. Its five accounts add up to zero, and what is available and reserved at all venues to that of the account. */
export interface Balances extends Readonly<Record<LedgerAccount, Money>> {
  /** By the names of venues; of each that money was ever at. */
  readonly wallets: Readonly<Record<string, WalletBalances>>
}

/** Why the money of an account changed without an order: its owner paid it in or out, took it to another venue, or put right what a venue did. */
export type CapitalCause = 'owner' | 'move' | 'adjustment'

/** Why money moved. */
export type TransferKind =
  | 'deposit'
  | 'withdrawal'
  | 'move'
  | 'adjustment'
  | 'reserve'
  | 'release'
  | 'settle'
  | 'correct'

/** One side of a transfer. */
export interface Entry {
  readonly ledgerAccount: LedgerAccount
  readonly amount: Money
}

/** A movement of money whose entries add up to zero. */
export interface Transfer {
  readonly account: AccountKey
  /** The name of the venue at which the money is. */
  readonly wallet: string
  readonly kind: TransferKind
  readonly order: DecisionKey | null
  readonly at: Timestamp
  readonly entries: readonly Entry[]
}

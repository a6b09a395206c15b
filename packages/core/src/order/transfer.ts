import type { AccountKey, DecisionKey } from '../units/ids.ts'
import type { Money } from '../units/money.ts'
import type { Timestamp } from '../units/timestamp.ts'

/**
 * The ledger accounts of one account. Equity is `available + reserved`; `capital` is what the owner put in (negative), `result` what bets
 * brought before commission (negative when they won), `commission` what venues kept.
 */
export type LedgerAccount = 'available' | 'reserved' | 'capital' | 'result' | 'commission'

/** What the ledger shows. All five add up to zero. */
export type Balances = Readonly<Record<LedgerAccount, Money>>

/** Why money moved. */
export type TransferKind = 'deposit' | 'withdrawal' | 'reserve' | 'release' | 'settle' | 'correct'

/** One side of a transfer. */
export interface Entry {
  readonly ledgerAccount: LedgerAccount
  readonly amount: Money
}

/** A movement of money whose entries add up to zero. */
export interface Transfer {
  readonly account: AccountKey
  readonly kind: TransferKind
  readonly order: DecisionKey | null
  readonly at: Timestamp
  readonly entries: readonly Entry[]
}

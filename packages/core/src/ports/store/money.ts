import type { EquityPoint } from '../../ledger/equity.ts'
import type { Balances } from '../../order/transfer.ts'
import type { AccountKey } from '../../units/ids.ts'
import type { Currency, Money } from '../../units/money.ts'
import type { Timestamp } from '../../units/timestamp.ts'
import type { ByHand } from './audit.ts'

/** A fault in the ledger; none is the promise. */
export interface LedgerFault {
  readonly check: string
  readonly detail: string
}

/** The money of an account, and whether its ledger adds up. */
export interface MoneyReader {
  balances(account: AccountKey): Promise<Balances>
  currency(account: AccountKey): Promise<Currency>
  /** Ascending; starts with the equity at `since`. */
  equity(account: AccountKey, since: Timestamp): Promise<readonly EquityPoint[]>
  /** Checks the ledger: entries add up to zero, balances equal their entries, reserved equals live liabilities, claims equal live orders. */
  verify(account: AccountKey): Promise<readonly LedgerFault[]>
}

/** Where money is paid in and out. */
export interface MoneyStore extends MoneyReader {
  /** Pays money in, or out where `amount` is negative. @throws StoreError `WITHDRAWAL_TOO_LARGE` */
  deposit(account: AccountKey, amount: Money, at: Timestamp, by?: ByHand): Promise<Balances>
}

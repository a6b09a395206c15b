import type { AccountKey } from '../../units/ids.ts'
import type { StoreRecord } from '../record.ts'

/** What an export begins with. */
export interface ArchiveReader {
  /** How the account was opened, and what was paid in and out since, in that order: what an export of it begins with. */
  accountRecords(account: AccountKey): Promise<readonly StoreRecord[]>
}

/** Where accounts from elsewhere are taken in. */
export interface ArchiveStore extends ArchiveReader {
  /**
   * Takes in records of accounts, in the order of an export. What is there already is passed over: by key or id; of money and events, which
   * have neither, as many as the store had with the same content before the call.
   *
   * @returns How many records were written.
   * @throws StoreError `STORE_CORRUPT` when an order is not what its history makes of it; nothing of the call is kept.
   */
  importRecords(records: readonly StoreRecord[]): Promise<number>
}

import type { AccountKey, Timestamp } from '@betting-advisor/core'
import {
  applyTransfers,
  type Balances,
  equityChange,
  postedLosses,
  settlementsOf,
  type Transfer,
  type Windows,
  windowFinder,
} from '@betting-advisor/core/store'
import type { Database } from '../database.ts'
import type { AccountRecord } from './records.ts'

/** What an account is after a change, and the number of the last transfer that it took; `null` when it took none. */
export interface Posted {
  readonly account: AccountRecord
  readonly last: number | null
}

/** Where money moves. */
export interface Ledger {
  /** Posts transfers of an order, or of capital where `order` is `null`, as the account's next version. */
  post(key: AccountKey, account: AccountRecord, transfers: readonly Transfer[], order: number | null): Posted
  /** Writes transfers down; gives the number of each. */
  insert(transfers: readonly Transfer[], order: number | null): readonly number[]
  /** What an account comes to by transfers that are written down elsewhere. */
  after(account: AccountRecord, transfers: readonly Transfer[]): AccountRecord
  /** Writes an account's money, losses and version down. */
  save(key: AccountKey, account: AccountRecord): void
  /** The windows of a time zone's calendar. */
  windows(timeZone: string): (at: Timestamp) => Windows
}

/** Keeps the ledgers of accounts. */
export function createLedger(database: Database): Ledger {
  const calendars = new Map<string, (at: Timestamp) => Windows>()

  function windows(timeZone: string): (at: Timestamp) => Windows {
    let found = calendars.get(timeZone)
    if (found === undefined) {
      found = windowFinder(timeZone)
      calendars.set(timeZone, found)
    }
    return found
  }

  function insert(transfers: readonly Transfer[], order: number | null): readonly number[] {
    return transfers.map((transfer) => {
      const { number } = database.run(
        'INSERT INTO transfer (account, kind, order_number, at, equity_change) VALUES (?, ?, ?, ?, ?)',
        transfer.account,
        transfer.kind,
        order,
        transfer.at,
        equityChange(transfer),
      )
      for (const { ledgerAccount, amount } of transfer.entries) {
        database.run(
          'INSERT INTO entry (transfer, ledger_account, amount) VALUES (?, ?, ?)',
          number,
          ledgerAccount,
          amount,
        )
      }
      return number
    })
  }

  function after(account: AccountRecord, transfers: readonly Transfer[]): AccountRecord {
    const balances: Balances = applyTransfers(account.balances, transfers)
    const settlements = settlementsOf(transfers)
    if (settlements.length === 0) return { ...account, balances }
    return { ...account, balances, losses: postedLosses(account.losses, settlements, windows(account.timeZone)) }
  }

  function save(key: AccountKey, { version, balances, losses }: AccountRecord): void {
    database.run(
      `UPDATE account SET version = ?, available = ?, reserved = ?, capital = ?, result = ?, commission = ?, losses = ? WHERE key = ?`,
      version,
      balances.available,
      balances.reserved,
      balances.capital,
      balances.result,
      balances.commission,
      JSON.stringify(losses),
      key,
    )
  }

  return {
    insert,
    after,
    save,
    windows,
    post(key, account, transfers, order) {
      const last = insert(transfers, order).at(-1) ?? null
      const next = { ...after(account, transfers), version: account.version + 1 }
      save(key, next)
      return { account: next, last }
    },
  }
}

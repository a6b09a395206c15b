import type { AccountKey, Timestamp } from '@betting-advisor/core'
import {
  amountsOf,
  applyTransfers,
  type Balances,
  type EquityChange,
  settlementsOf,
  type Transfer,
  type Windows,
  windowFinder,
} from '@betting-advisor/core/store'
import type { Database } from '../database.ts'
import type { Losses } from './losses.ts'
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
  /** Writes transfers of an account down, and what they bring in its windows; gives the number of each. */
  insert(account: AccountRecord, transfers: readonly Transfer[], order: number | null): readonly number[]
  /** What an account comes to by transfers that are written down elsewhere. */
  after(account: AccountRecord, transfers: readonly Transfer[]): AccountRecord
  /** Writes an account's money and version down. */
  save(key: AccountKey, account: AccountRecord): void
  /** Counts all losses of an account anew, by the calendar of a time zone. */
  recount(key: AccountKey, timeZone: string, settlements: Iterable<EquityChange>): void
  /** The windows of a time zone's calendar. */
  windows(timeZone: string): (at: Timestamp) => Windows
}

const INSERT = `INSERT INTO transfer (account, wallet, kind, order_number, at, available, reserved, capital, result, commission)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

/** Keeps the ledgers of accounts. */
export function createLedger(database: Database, losses: Losses): Ledger {
  const calendars = new Map<string, (at: Timestamp) => Windows>()

  function windows(timeZone: string): (at: Timestamp) => Windows {
    let found = calendars.get(timeZone)
    if (found === undefined) {
      found = windowFinder(timeZone)
      calendars.set(timeZone, found)
    }
    return found
  }

  function insert(
    { timeZone }: AccountRecord,
    transfers: readonly Transfer[],
    order: number | null,
  ): readonly number[] {
    count(transfers[0]?.account, timeZone, settlementsOf(transfers))
    return transfers.map((transfer) => {
      const { account, wallet, kind, at } = transfer
      const { available, reserved, capital, result, commission } = amountsOf(transfer)
      const amounts = [available, reserved, capital, result, commission]
      return database.run(INSERT, account, wallet, kind, order, at, ...amounts).number
    })
  }

  function count(key: AccountKey | undefined, timeZone: string, settlements: Iterable<EquityChange>): void {
    if (key === undefined) return
    for (const { at, change } of settlements) losses.add(key, windows(timeZone)(at), change)
  }

  function after(account: AccountRecord, transfers: readonly Transfer[]): AccountRecord {
    const balances: Balances = applyTransfers(account.balances, transfers)
    return { ...account, balances }
  }

  function save(key: AccountKey, { version, balances }: AccountRecord): void {
    database.run(
      `UPDATE account SET version = ?, available = ?, reserved = ?, capital = ?, result = ?, commission = ?, wallets = ? WHERE key = ?`,
      version,
      balances.available,
      balances.reserved,
      balances.capital,
      balances.result,
      balances.commission,
      JSON.stringify(balances.wallets),
      key,
    )
  }

  return {
    insert,
    after,
    save,
    windows,
    recount(key, timeZone, settlements) {
      losses.clear(key)
      count(key, timeZone, settlements)
    },
    post(key, account, transfers, order) {
      const last = insert(account, transfers, order).at(-1) ?? null
      const next = { ...after(account, transfers), version: account.version + 1 }
      save(key, next)
      return { account: next, last }
    },
  }
}

import type { AccountLimits, StoredLimits } from '../../limits/limits-set.ts'
import type { Lock } from '../../limits/lock.ts'
import type { WindowLosses } from '../../limits/loss-window.ts'
import type { MarketLink } from '../../market/market-link.ts'
import type { Order } from '../../order/order.ts'
import type { SettledOrder } from '../../order/settled-order.ts'
import type { Balances } from '../../order/transfer.ts'
import type { AccountKey, RunId } from '../../units/ids.ts'
import type { Currency, Money } from '../../units/money.ts'
import type { Timestamp } from '../../units/timestamp.ts'
import type { Lease, Peer } from '../coordination.ts'
import type { Run } from '../run.ts'
import type { Halt } from './stops.ts'

/** A run to be opened, with the account that it opens or finds. */
export interface RunStart {
  readonly run: Omit<Run, 'reachedAt' | 'endedAt'>
  readonly currency: Currency
  /** The IANA time zone of the account's calendar, in which its loss windows are counted from now on. */
  readonly timeZone: string
  /**
   * The limits that the account sets itself with this start. A lower one holds at once and everywhere, a higher one after
   * `limitRaiseDelayMs`.
   */
  readonly limits: AccountLimits
  readonly limitRaiseDelayMs: number
  /** Deposited once, when the account is new: how much is at each venue, by its name. */
  readonly openingFunds: Readonly<Record<string, Money>>
  /** How far back settled orders and equity are handed over. */
  readonly since: Timestamp
}

/** Everything an engine needs to go on where the last one stopped. */
export interface Restored {
  readonly account: AccountKey
  readonly balances: Balances
  /** Every order that is not finished, oldest decision first. */
  readonly live: readonly Order[]
  /** Orders that were settled or voided at or after `since`, in the order in which they were. */
  readonly settled: readonly SettledOrder[]
  /** Equity just before the first of `settled`. */
  readonly equityBefore: Money
  /**
   * Oldest first. A store hands over the locks that hold when the run starts; an advisor adds those that ended at or after `since`, which
   * its engine counts from.
   */
  readonly locks: readonly Lock[]
  /**
   * {@link entrySeriesKey} → the highest entry number ever recorded, of the series that have a live order, or one decided or settled at or
   * after `since`: of an older one `begin` tells, where somebody enters it again.
   */
  readonly entries: Readonly<Record<string, number>>
  /** Decision times of orders in the last day before the start, for the rate limit; ascending. */
  readonly recentDecisions: readonly Timestamp[]
  /** Whether the kill switch of this account is on, and why. */
  readonly halt: Halt | null
  readonly limits: StoredLimits
  /** Of the windows that the start lies in, in whichever time zone, and of later ones: from `firstWindows` on. */
  readonly losses: WindowLosses
  /** Which markets are one bet, by id. */
  readonly links: readonly MarketLink[]
  /** The account's version that all of this is of. */
  readonly version: number
}

/** What has changed in an account since a version of it. */
export interface AccountChanges {
  /** Of which the rest of this is; the next question goes on from here. */
  readonly version: number
  readonly balances: Balances
  readonly halt: Halt | null
  /** Those that hold at the moment asked for. */
  readonly locks: readonly Lock[]
  readonly limits: StoredLimits
  /** Of the windows that the moment asked for lies in, in whichever time zone, and of later ones: from `firstWindows` on. */
  readonly losses: WindowLosses
  /** All that there are, by id, where one was made, changed or taken back since; `null` where none was. */
  readonly links: readonly MarketLink[] | null
  /** Orders changed since, each once and as it is now, by version. */
  readonly orders: readonly Order[]
  /** Whether there is more than the question's limit let through; `version` is then that of the last order here. */
  readonly more: boolean
}

/** Which accounts there are, who runs them, and what has changed in them. */
export interface RunReader {
  accounts(): Promise<readonly AccountKey[]>
  runs(account: AccountKey): Promise<readonly Run[]>
  /** Runs of the account that are alive, by the store's own clock where it has one, else at `at`; oldest first. */
  peers(account: AccountKey, at: Timestamp): Promise<readonly Peer[]>
  /** What has changed since a version of the account, at most `limit` orders of it; the locks are those that hold at `at`. */
  changes(query: {
    readonly account: AccountKey
    readonly after: number
    readonly at: Timestamp
    readonly limit: number
  }): Promise<AccountChanges>
}

/** Where runs of accounts are started, lead and end. */
export interface RunStore extends RunReader {
  /**
   * Opens the account if it is new, records the run, and hands over what was. Runs that are not alive any more and have other settings
   * are ended with it.
   *
   * @throws StoreError `RUN_EXISTS`; `CURRENCY_MISMATCH` when the account is kept in another currency; `CLOCK_MISMATCH` when its runs were on
   * a virtual clock and this one is on a real one, or the other way round; `LIMITS_DIFFER` when a run that
   * is alive was started with another `settingsHash`.
   */
  startRun(start: RunStart): Promise<Restored>
  /** The run has reached `at`. */
  heartbeat(run: RunId, at: Timestamp): Promise<void>
  endRun(run: RunId, at: Timestamp): Promise<void>
  /**
   * Says who leads the runs of an account: `run` from now on, where nobody does, where the leader is dead or ended, or where it leads
   * already. To be asked again well before `ttlMs` has passed. Time is the store's own where it has a clock, else `at`. A run that has
   * ended is told who led last, and never leads.
   *
   * @throws StoreError `UNKNOWN_RUN`; `RUN_ENDED` when the run has ended and nobody leads.
   */
  lead(run: RunId, at: Timestamp, ttlMs: number): Promise<Lease>
}

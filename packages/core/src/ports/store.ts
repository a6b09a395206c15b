import type { EquityPoint } from '../ledger/equity.ts'
import type { AccountLimits, StoredLimits } from '../limits/limits-set.ts'
import type { Lock } from '../limits/lock.ts'
import type { WindowLosses } from '../limits/loss-window.ts'
import type { Intent } from '../order/intent.ts'
import type { Order, OrderEvent } from '../order/order.ts'
import type { RejectionCode } from '../order/rejection.ts'
import type { Balances } from '../order/transfer.ts'
import type { AccountKey, DecisionKey, MarketId, RunId } from '../units/ids.ts'
import type { Currency, Money } from '../units/money.ts'
import type { Timestamp } from '../units/timestamp.ts'
import type { AdvisorEvent, StoredEvent } from './advisor-event.ts'
import type { Fence, Leadership, Peer } from './coordination.ts'
import type { StoreRecord } from './record.ts'
import type { Run } from './run.ts'

/** What a run needs to be opened. */
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
  /** Deposited once, when the account is new. */
  readonly openingBankroll: Money
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
  readonly settled: readonly Order[]
  /** Equity just before the first of `settled`. */
  readonly equityBefore: Money
  /**
   * Oldest first. A store hands over the locks that hold when the run starts; an advisor adds those that ended at or after `since`, which
   * its engine counts from.
   */
  readonly locks: readonly Lock[]
  /** {@link entrySeriesKey} → the highest entry number ever recorded. */
  readonly entries: Readonly<Record<string, number>>
  /** Decision times of orders in the last day before the start, for the rate limit; ascending. */
  readonly recentDecisions: readonly Timestamp[]
  /** Whether the kill switch of this account is on, and why. */
  readonly halt: Halt | null
  readonly limits: StoredLimits
  readonly losses: WindowLosses
  /** The account's version that all of this is of. */
  readonly version: number
}

/** The kill switch is on. */
export interface Halt {
  readonly reason: string
  readonly at: Timestamp
}

/** The first of the two steps that it takes to lift the kill switch. */
export interface ResumeTicket {
  readonly account: AccountKey
  /** What {@link Store.resume} must be told, to the letter. */
  readonly code: string
  /** The halt that it lifts: one that comes later makes the ticket void. */
  readonly halt: Halt
  readonly expiresAt: Timestamp
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
  readonly losses: WindowLosses
  /** Orders changed since, each once and as it is now, by version. */
  readonly orders: readonly Order[]
  /** Whether there is more than the question's limit let through; `version` is then that of the last order here. */
  readonly more: boolean
}

/** The store's answer to an intent. */
export type BeginResult =
  | { readonly kind: 'reserved'; readonly order: Order; readonly balances: Balances }
  | { readonly kind: 'exists'; readonly order: Order }
  | { readonly kind: 'denied'; readonly code: RejectionCode; readonly detail: string }

/** The store's answer to an order event: applied, or not applicable to the order as it stands there. */
export type AdvanceResult =
  | { readonly kind: 'changed'; readonly order: Order; readonly balances: Balances }
  | { readonly kind: 'ignored'; readonly order: Order; readonly detail: string }

/** The store's answer to a bet that was found at a venue. */
export type AdoptResult =
  | { readonly kind: 'adopted'; readonly order: Order; readonly balances: Balances }
  /** It is known by its reference; nothing was changed. */
  | { readonly kind: 'exists'; readonly order: Order }

/** Which orders to list. */
export interface OrderQuery {
  readonly account: AccountKey
  readonly states?: readonly Order['state'][]
  readonly strategy?: string
  /** Only orders decided at or after. */
  readonly since?: Timestamp
  /** Only orders decided before. */
  readonly until?: Timestamp
  readonly market?: MarketId
  /** At most this many, newest first. @default 200, at most 10000 */
  readonly limit?: number
  /** Only orders that come after this one in the listing. */
  readonly after?: DecisionKey
}

/** A fault in the books; none is the promise. */
export interface LedgerFault {
  readonly check: string
  readonly detail: string
}

/** What anyone may read while an engine runs; of an account that no run has opened, `UNKNOWN_ACCOUNT` is thrown. */
export interface StoreReader {
  accounts(): Promise<readonly AccountKey[]>
  runs(account: AccountKey): Promise<readonly Run[]>
  balances(account: AccountKey): Promise<Balances>
  currency(account: AccountKey): Promise<Currency>
  /** How the account was opened, and what was paid in and out since, in that order: what an export of it begins with. */
  accountRecords(account: AccountKey): Promise<readonly StoreRecord[]>
  orders(query: OrderQuery): Promise<readonly Order[]>
  order(key: DecisionKey): Promise<Order | null>
  /** Everything that ever happened to an order, oldest first. */
  history(key: DecisionKey): Promise<readonly OrderEvent[]>
  /** Ascending; starts with the equity at `since`. */
  equity(account: AccountKey, since: Timestamp): Promise<readonly EquityPoint[]>
  locks(account: AccountKey): Promise<readonly Lock[]>
  /** Events with an id above `after`, ascending, without gaps. */
  events(query: {
    readonly account: AccountKey
    readonly after: number
    readonly limit: number
    readonly types?: readonly AdvisorEvent['type'][]
  }): Promise<readonly StoredEvent[]>
  /** The id of the newest event, 0 when there is none. */
  lastEventId(account: AccountKey): Promise<number>
  /** Rejected advice at or after `since`, counted by code. */
  rejections(account: AccountKey, since: Timestamp): Promise<Readonly<Record<string, number>>>
  /** What has changed since a version of the account, at most `limit` orders of it; the locks are those that hold at `at`. */
  changes(query: {
    readonly account: AccountKey
    readonly after: number
    readonly at: Timestamp
    readonly limit: number
  }): Promise<AccountChanges>
  /** The limits that the account has set itself, as they are at `at`. */
  limits(account: AccountKey, at: Timestamp): Promise<StoredLimits>
  /** Runs of the account that are alive, by the store's own clock where it has one, else at `at`; oldest first. */
  peers(account: AccountKey, at: Timestamp): Promise<readonly Peer[]>
  /** Checks the books: entries add up to zero, balances equal their entries, reserved equals live liabilities, claims equal live orders. */
  verify(account: AccountKey): Promise<readonly LedgerFault[]>
}

/** What may be done beside the engines of a store: everything may be read, and trading be halted and resumed. */
export type StoreControl = StoreReader & Pick<Store, 'setHalt' | 'askResume' | 'resume'> & AsyncDisposable

/** Where money, orders and events are kept. Every method is one atomic step that is durable once it resolves, where the store is durable at all. */
export interface Store extends StoreReader, AsyncDisposable {
  readonly specification: 1
  /** For people, without secrets: `SQLite ./data/advisor.db`. */
  readonly description: string
  /** Whether what it holds survives the process. */
  readonly durable: boolean
  /**
   * Opens the account if it is new, records the run, and hands over what was.
   *
   * @throws StoreError `RUN_EXISTS`; `CURRENCY_MISMATCH` when the account is kept in another currency; `LIMITS_DIFFER` when a run that
   * is alive was started with another `settingsHash`.
   */
  startRun(start: RunStart): Promise<Restored>
  /** The run has reached `at`. */
  heartbeat(run: RunId, at: Timestamp): Promise<void>
  endRun(run: RunId, at: Timestamp): Promise<void>
  /**
   * Records the intent, reserves its liability and takes its claims, or does nothing. Denies while a lock or the kill switch holds, and
   * where a claim, an exposure, a loss limit, the rate or the funds have no room, asked in that order (`refusalOf`). An order that adds
   * nothing to a market's exposure passes the limits on exposure and loss.
   */
  begin(intent: Intent): Promise<BeginResult>
  /**
   * Applies an event to an order by the rules of `transition`, moving money, claims and exposure with it.
   *
   * @throws StoreError `UNKNOWN_ORDER`; `FENCED` when the pass of a leader is not valid any more.
   */
  advance(key: DecisionKey, event: OrderEvent, fence?: Fence): Promise<AdvanceResult>
  /**
   * Records a bet that was found at a venue: its liability is reserved and its claims and exposure are taken whatever the limits say, and
   * `history` is applied to it. Whoever asked for that much risk before is over its limits then, and gets no more.
   *
   * @throws StoreError `FENCED`
   */
  adopt(intent: Intent, history: readonly OrderEvent[], fence?: Fence): Promise<AdoptResult>
  /**
   * Sets a lock, and gives back the one that holds: where one of its kind holds already for that strategy and market, that one stays; a
   * cool-off or a cooldown that would end later makes it longer.
   */
  setLock(lock: Lock): Promise<Lock>
  /** Ends a lock now; `false` when it had ended or never was. @throws StoreError `LOCK_FIXED` for a cool-off. */
  liftLock(account: AccountKey, id: string, at: Timestamp): Promise<boolean>
  /** Sets the limits of the account: lower ones at once, higher ones `raiseDelayMs` later; gives back what holds. */
  setLimits(account: AccountKey, limits: AccountLimits, at: Timestamp, raiseDelayMs: number): Promise<StoredLimits>
  /** Turns the kill switch on: `begin` denies in every process from now on. */
  setHalt(account: AccountKey, halt: Halt): Promise<void>
  /** The first step to lift the kill switch; it holds on. @throws StoreError `RESUME_REFUSED` when it is not on. */
  askResume(account: AccountKey, at: Timestamp): Promise<ResumeTicket>
  /**
   * The second step: lifts the kill switch.
   *
   * @throws StoreError `RESUME_REFUSED` when the code is not that of the last ticket, the ticket has expired, or the account was
   * halted again since.
   */
  resume(account: AccountKey, code: string, at: Timestamp): Promise<void>
  /**
   * Says who leads the runs of an account: `run` from now on, where nobody does, where the leader is dead or ended, or where it leads
   * already. To be asked again well before `ttlMs` has passed. Time is the store's own where it has a clock, else `at`. A run that has
   * ended is told who led last, and never leads.
   *
   * @throws StoreError `UNKNOWN_RUN`; `RUN_ENDED` when the run has ended and nobody leads.
   */
  lead(run: RunId, at: Timestamp, ttlMs: number): Promise<Leadership>
  /** Pays money in, or out where `amount` is negative. @throws StoreError `WITHDRAWAL_TOO_LARGE` */
  deposit(account: AccountKey, amount: Money, at: Timestamp): Promise<Balances>
  /** Keeps events, in order, each under a new id. */
  append(events: readonly AdvisorEvent[]): Promise<readonly StoredEvent[]>
  /**
   * Takes in records of accounts, in the order of an export. What is there already is passed over: by key or id; of money and events, which
   * have neither, as many as the store had with the same content before the call.
   *
   * @returns How many records were written.
   * @throws StoreError `STORE_CORRUPT` when an order is not what its history makes of it; nothing of the call is kept.
   */
  importRecords(records: readonly StoreRecord[]): Promise<number>
  close(): Promise<void>
}

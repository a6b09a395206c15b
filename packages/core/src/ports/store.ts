import type { AdvisorEvent, StoredEvent } from '../engine/advisor-event.ts'
import type { Balances } from '../ledger/transfer.ts'
import type { Intent } from '../order/intent.ts'
import type { Order, OrderEvent } from '../order/order.ts'
import type { Lock } from '../risk/lock.ts'
import type { RejectionCode } from '../risk/rejection.ts'
import type { AccountKey, DecisionKey, RunId } from '../units/ids.ts'
import type { Currency, Money } from '../units/money.ts'
import type { Timestamp } from '../units/timestamp.ts'

/** One run of an advisor. */
export interface Run {
  readonly id: RunId
  readonly account: AccountKey
  readonly startedAt: Timestamp
  /** The latest moment this run is known to have reached, on its own clock. */
  readonly reachedAt: Timestamp
  readonly endedAt: Timestamp | null
  readonly clock: 'real' | 'virtual'
  readonly source: 'venue' | 'emulator' | 'recording'
  readonly seed: string | null
  /** `name@version` of each strategy. */
  readonly strategies: readonly string[]
  /** A hash of the risk settings, so that a paper record can be held against what goes live. */
  readonly settingsHash: string
}

/** What a run needs to be opened. */
export interface RunStart {
  readonly run: Omit<Run, 'reachedAt' | 'endedAt'>
  readonly currency: Currency
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
  readonly halt: { readonly reason: string; readonly at: Timestamp } | null
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

/** Which orders to list. */
export interface OrderQuery {
  readonly account: AccountKey
  readonly states?: readonly Order['state'][]
  readonly strategy?: string
  /** Only orders decided at or after. */
  readonly since?: Timestamp
  /** At most this many, newest first. @default 200, at most 10000 */
  readonly limit?: number
  /** Only orders that come after this one in the listing. */
  readonly after?: DecisionKey
}

/** A point of the equity curve: equity just after a settlement, deposit or withdrawal. */
export interface EquityPoint {
  readonly at: Timestamp
  readonly equity: Money
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
  /** Checks the books: entries add up to zero, balances equal their entries, reserved equals live liabilities, claims equal live orders. */
  verify(account: AccountKey): Promise<readonly LedgerFault[]>
}

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
   * @throws StoreError `RUN_EXISTS`, or `CURRENCY_MISMATCH` when the account is kept in another currency.
   */
  startRun(start: RunStart): Promise<Restored>
  /** The run has reached `at`. */
  heartbeat(run: RunId, at: Timestamp): Promise<void>
  endRun(run: RunId, at: Timestamp): Promise<void>
  /** Records the intent, reserves its liability and takes its claims, or does nothing. Denies while a lock or the kill switch holds. */
  begin(intent: Intent): Promise<BeginResult>
  /** Applies an event to an order by the rules of `transition`, moving money and claims with it. @throws StoreError `UNKNOWN_ORDER` */
  advance(key: DecisionKey, event: OrderEvent): Promise<AdvanceResult>
  setLock(lock: Lock): Promise<void>
  /** Ends a lock now; `false` when it had ended or never was. */
  liftLock(account: AccountKey, id: string, at: Timestamp): Promise<boolean>
  /** The kill switch: while on, `begin` denies in every process. */
  setHalt(account: AccountKey, halt: { readonly reason: string; readonly at: Timestamp } | null): Promise<void>
  /** Pays money in, or out where `amount` is negative. @throws StoreError `WITHDRAWAL_TOO_LARGE` */
  deposit(account: AccountKey, amount: Money, at: Timestamp): Promise<Balances>
  /** Keeps events, in order, each under a new id. */
  append(events: readonly AdvisorEvent[]): Promise<readonly StoredEvent[]>
  close(): Promise<void>
}

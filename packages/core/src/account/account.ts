import type { AccountLimits } from '../limits/limits-set.ts'
import type { Lock } from '../limits/lock.ts'
import type { WindowLosses, Windows } from '../limits/loss-window.ts'
import type { Intent } from '../order/intent.ts'
import type { Order } from '../order/order.ts'
import type { Balances } from '../order/transfer.ts'
import type { AccountChanges } from '../ports/store/runs.ts'
import type { Halt } from '../ports/store/stops.ts'
import type { AccountRisk, ExposureRisk, TradingCondition } from '../risk/gate.ts'
import type { StrategyReadings } from '../risk/protections.ts'
import type { BreakerLevel } from '../risk/trading-breakers.ts'
import type { Day } from '../units/day.ts'
import type { DecisionKey, MarketId } from '../units/ids.ts'
import type { Money } from '../units/money.ts'
import type { Timestamp } from '../units/timestamp.ts'
import type { EntryNumbers } from './entry-numbers.ts'
import type { Asked } from './exposure-risk.ts'
import type { LockNews } from './lock-mirror.ts'

/** What a moment of an account's life looks like from outside; asking changes nothing. */
export interface AccountView {
  readonly halt: string | null
  readonly locks: readonly Lock[]
  readonly balances: Balances
  /** The version of the account that it is of, as far as everything up to it is known here. */
  readonly version: number
  /** What was lost in the windows of the account's calendar. */
  readonly losses: WindowLosses
  order(key: DecisionKey): Order | undefined
  ordersIn(market: MarketId): readonly Order[]
  liveOrders(): Iterable<Order>
  /** All that controls ask about the account, and whether it may trade at a venue of this name; without one, whether at any. */
  risk(at: Timestamp, venue?: string): AccountRisk
  /** Available money at a venue of this name, less provisional holds there. */
  freeAt(venue: string): Money
  /** Of {@link AccountView.risk} only whether the account may trade. */
  tradingState(at: Timestamp, venue?: string): TradingCondition
  /** What live orders can lose, in minor units, under the names of a store's rows, such as `exposure:event:theodds:ab12`. */
  exposures(): Readonly<Record<string, number>>
  /** The limits on exposure and loss that hold: of the engine's own and the account's the lower ones. */
  limits(at: Timestamp): AccountLimits
  breakers(at: Timestamp): readonly BreakerLevel[]
  day(at: Timestamp): Day
  equity(): Money
  /** The highest equity within the look-back, as if what is deposited now had been there all the time. */
  peak(at: Timestamp): Money
}

/** What a version of an order is to the picture of its account. */
export interface OrderChange {
  /** Whether it is newer than all that was known of the order. */
  readonly isNews: boolean
  /** Whether the order was live until now and has ended with it. */
  readonly ended: boolean
  /** Whether it was settled or returned with it. */
  readonly settled: boolean
}

/** What was done to the account elsewhere. */
export interface ElsewhereNews {
  readonly halt: 'halted' | 'resumed' | null
  readonly locks: LockNews
}

/** The engine's own picture of one account: what the store said last, and what it has decided since. */
export interface AccountMirror extends AccountView {
  readonly entries: EntryNumbers
  setHalt(halt: Halt): void
  resume(): void
  /** A venue and the ledger are being compared, for this reason; `null` when they agree. */
  setReconciling(venue: string, reason: string | null): void
  /** Nothing new may be ordered at a venue, or anywhere, for this reason; `null` when this cause is over. */
  setPaused(venue: string | null, cause: string, reason: string | null): void
  /** Takes a provisional hold, so that the next signal of the same tick sees it. */
  hold(intent: Intent): void
  /** The store has an order where something was held. */
  confirm(key: DecisionKey): void
  /** The store has had an order of the decision before, however long ago: it counts where something was held, and the next one after `entry`. */
  exists(key: DecisionKey, order: Order, entry: number, at: Timestamp): void
  /** The store has refused what was held: the entry never was. */
  deny(key: DecisionKey): void
  /** What an order would add to what can be lost. */
  exposureOf(asked: Asked, at: Timestamp): ExposureRisk
  /** Whether an order would take risk off its market. */
  reduces(asked: Asked): boolean
  /** The windows of the account's calendar that a moment lies in. */
  windows(at: Timestamp): Windows
  /** By how much a live order raises what its market can lose. */
  changeOf(order: Order): number
  /** Takes in a version of an order, as of `at`; one that is no news changes nothing. */
  store(order: Order, balances: Balances | null, at: Timestamp): OrderChange
  /** Takes in what the store says of all but orders, after the orders were stored. Gives what was done elsewhere. */
  sync(changes: AccountChanges, at: Timestamp): ElsewhereNews
  /** A settled bet is about to be corrected: how it was until now. */
  recall(order: Order): void
  setLock(lock: Lock): void
  /** The lock that holds for the same kind, strategy and market. */
  lockLike(lock: Lock): Lock | undefined
  /** Ends the locks that are over at `at`, and gives them back. */
  expireLocks(at: Timestamp): readonly Lock[]
  liftLock(id: string, at: Timestamp): Lock | null
  /** What the protections of single strategies watch. */
  strategies(): Iterable<StrategyReadings>
}

import type { AccountLimits } from '../limits/limits-set.ts'
import type { Lock, LockKind } from '../limits/lock.ts'
import type { CircuitBreakerSnapshot } from '../ports/circuit-breaker-snapshot.ts'
import type { FeedStatus } from '../ports/price-source.ts'
import type { TradingState } from '../risk/trading-state.ts'
import type { AccountKey, RunId } from '../units/ids.ts'
import type { Mode } from '../units/mode.ts'
import type { Currency, Money } from '../units/money.ts'
import type { Timestamp } from '../units/timestamp.ts'
import type { EventBacklog } from './event-buffer.ts'

/** A trading breaker: how near it is to firing. */
export interface TradingBreakerStatus {
  readonly kind: LockKind
  readonly level: 'ok' | 'warning' | 'locked'
  /** Current value, warning level and limit: losses in a row, a fraction of the peak, or minor units. */
  readonly value: number
  readonly warnAt: number | null
  readonly limit: number
  readonly lock: Lock | null
}

/** How it stands with one venue. */
export interface VenueStatus {
  readonly name: string
  /** Whether its bets are on paper: it is simulated, be it as the twin of a real one, or an emulator's. */
  readonly isPaper: boolean
  /** Whether new orders may go there; what holds for the account holds here as well. */
  readonly tradingState: TradingState
  /** Why it is not `ACTIVE`. */
  readonly haltReason: string | null
  /** What is free to be bet there, and what is reserved for orders there. */
  readonly available: Money
  readonly reserved: Money
  /**
   * What the venue said that it held, if every open bet were returned, when it was asked last, to be held against what is available and
   * reserved; `null` where it has not been asked, or does not tell.
   */
  readonly told: { readonly balance: Money; readonly at: Timestamp } | null
  /** Orders there that live, and how many of them are of unknown outcome. */
  readonly openBets: number
  readonly unresolved: number
  /** What stops new orders there when too many in a row are not taken; one of {@link AdvisorStatus.breakers}. */
  readonly breaker: CircuitBreakerSnapshot
}

/** How a run ended: in order, or by a fault that `run()` throws. */
export interface RunEnd {
  readonly reason: string
  readonly failed: boolean
}

/** How an advisor is doing, at one moment of its own clock. */
export interface AdvisorStatus {
  readonly account: AccountKey
  readonly mode: Mode
  readonly run: RunId
  readonly version: string
  readonly clock: 'real' | 'virtual'
  readonly source: 'venue' | 'emulator' | 'recording'
  /** Now, by the advisor's clock. */
  readonly now: Timestamp
  readonly startedAt: Timestamp
  /** With several venues, `RECONCILING` or `PAUSED` only where new orders can go to none of them. */
  readonly tradingState: TradingState
  /** Why it is not `ACTIVE`. */
  readonly haltReason: string | null
  /** Each venue, in the order in which the advisor was given them. */
  readonly venues: readonly VenueStatus[]
  /** How the run has ended, or why it is ending; `null` while it goes on. Then `tradingState` is `HALTED`. */
  readonly ended: RunEnd | null
  readonly currency: Currency
  readonly available: Money
  readonly reserved: Money
  /** The most that all open orders together can lose, where a venue nets less than what is reserved for them. */
  readonly exposure: Money
  readonly equity: Money
  /** What the owner has put in. */
  readonly deposited: Money
  /** Peak equity within the look-back of so many milliseconds, and the fraction lost since. */
  readonly peakLookbackMs: number
  readonly peakEquity: Money
  readonly drawdown: number
  /** Profit settled today, in the account's time zone. */
  readonly profitToday: Money
  readonly openBets: number
  readonly maxOpenBets: number
  /** Orders whose outcome is unknown: they page a human. */
  readonly unresolved: number
  readonly markets: number
  /** Events that wait to be kept, and how many of this run were dropped because too many did. */
  readonly events: EventBacklog
  readonly breakers: readonly CircuitBreakerSnapshot[]
  readonly tradingBreakers: readonly TradingBreakerStatus[]
  /** All that hold, also those of one strategy or market, and a cool-off. */
  readonly locks: readonly Lock[]
  /** The limits on exposure and loss that hold: of this engine's and the account's own the lower ones. */
  readonly limits: AccountLimits
  readonly feeds: readonly FeedStatus[]
  readonly strategies: readonly string[]
}

import type { RiskLimits } from '../risk/risk-limits.ts'
import type { Mode } from '../units/mode.ts'
import type { Currency, Money } from '../units/money.ts'
import type { DatabaseAddress } from './database-address.ts'
import type { Secret } from './secret.ts'

/** Where a bot runs. `production` means JSON logs, a monitor token, no emulator and no store in memory. */
export type Environment = 'development' | 'test' | 'staging' | 'production'

/** How important a log line must be to be written. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/**
 * All settings of a bot's core, checked; a program adds the groups of other packages that it has. Amounts are {@link Money} in the account's currency, durations milliseconds.
 *
 * Every one has a name in the environment; docs/settings.md lists them with their ranges.
 */
export interface Settings {
  readonly env: Environment
  readonly mode: Exclude<Mode, 'BACKTEST'>
  /** From which every random choice of a demo or a generated backtest follows. */
  readonly seed: string
  readonly account: {
    readonly name: string
    readonly currency: Currency
    /** The IANA time zone in which a day of this account begins. */
    readonly timeZone: string
    /** What a new account is opened with: on paper any amount, with real money what the venue holds of it. */
    readonly bankroll: Money
    /** How long a raised limit waits with `MODE=LIVE`; on paper it holds at once. */
    readonly limitRaiseDelayMs: number
  }
  readonly database: DatabaseAddress
  readonly log: { readonly level: LogLevel; readonly format: 'pretty' | 'json' }
  /** How orders travel to their venues: what tells how long one that nobody has an answer to may still arrive. */
  readonly orders: {
    /** `relayed` where a proxy, a tunnel or a relay lies between and passes orders on by itself: then no time proves anything. */
    readonly path: 'direct' | 'relayed'
    /** How long after its decision an order may leave at the latest, in real milliseconds: what stood still meanwhile bets no more. */
    readonly sendDeadlineMs: number
    /**
     * How long an order may still arrive whose process is gone and whose connection was not reset, in milliseconds: a system goes on
     * sending what was written for a quarter of an hour.
     */
    readonly orphanDeliveryMs: number
    /** How long after a result the word of a venue that settles by its own is waited for before people are called, in milliseconds. */
    readonly settlementOverdueMs: number
  }
  readonly http: { readonly timeoutMs: number }
  /** When the circuit breaker of a service opens, and for how long. */
  readonly circuitBreaker: { readonly maxFailures: number; readonly resetMs: number }
  /** The share of the full Kelly stake that is staked. */
  readonly staking: { readonly kellyFraction: number }
  /** `drawdownLockMs` is `null`: with real time, a drawdown locks until a person lifts it. */
  readonly risk: RiskLimits
  /**
   * Where `risk.dailyLossLimit` was given as a share of the bankroll: that share, in (0, 1], and the amount it came to. Spread into new settings
   * it is a share of their bankroll, unless they have another amount there.
   */
  readonly dailyLossShare: { readonly share: number; readonly amount: Money } | null
  /** How many days of paper trading a strategy needs before it may bet real money. */
  readonly paperTrading: { readonly daysRequired: number }
  readonly backtest: {
    readonly days: number
    readonly bankroll: Money
    readonly gamesPerDay: number
    /** How long a drawdown locks in virtual time, that is in backtests and demos. */
    readonly drawdownLockMs: number
    /**
     * The limits of a backtest: `risk`, with that and, where the loss of a day is a share, with one of this bankroll.
     */
    readonly limits: RiskLimits
  }
  /** What this environment lets a bot do. */
  readonly permits: { readonly emulator: boolean; readonly memoryStore: boolean }
  /** What looks like a mistake without being one for certain, such as a misspelt variable; `settingsFromEnv` has told its logger. */
  readonly warnings: readonly string[]
}

/** Settings that follow from others and cannot be given. */
interface Derived {
  readonly log: 'format'
  readonly risk: 'drawdownLockMs'
  readonly backtest: 'limits'
}

type Given<Part> = Part extends string | number | null | Secret | Currency | DatabaseAddress
  ? Part
  : { readonly [Name in keyof Part]?: Given<Part[Name]> | undefined }

/** Settings as they are given in code: any of {@link Settings}, in the same units; what is left out has its default. */
export type SettingsInput = {
  readonly [Name in Exclude<keyof Settings, 'permits' | 'warnings'>]?:
    | Given<Name extends keyof Derived ? Omit<Settings[Name], Derived[Name]> : Settings[Name]>
    | undefined
}

import type { ExposureScope } from '../order/intent.ts'
import type { Money } from '../units/money.ts'

/** The overround for each selection that the prices of a large field may well have. */
export const PLAUSIBLE_OVERROUND_PER_SELECTION = 0.03

/** How much risk an account takes, and when it stops. */
export interface RiskLimits {
  /** Prices asked must lie in [minOdds, maxOdds]. */
  readonly minOdds: number
  readonly maxOdds: number
  /** Least expected profit per unit staked. */
  readonly minEdge: number
  /** Highest expected profit per unit staked that is believed: above it the price is taken for a palpable error. */
  readonly maxEdge: number
  /**
   * Between which overrounds for each winner the prices behind a fair probability are believed; of many selections also up to
   * 0.03 for each.
   */
  readonly referenceOverround: { readonly least: number; readonly most: number }
  /** Most of the equity that one order may put at risk, in [0, 1]. */
  readonly maxStakeFraction: number
  /** Most that one order may put at risk. */
  readonly maxStakeAbsolute: Money
  /** Most orders that may be live at once. */
  readonly maxOpenBets: number
  /** Most that may be lost in one day of the account's time zone, live liabilities counted as lost; `null`: no such limit. */
  readonly dailyLossLimit: Money | null
  /** The same for a week and a month. */
  readonly weeklyLossLimit: Money | null
  readonly monthlyLossLimit: Money | null
  /** Most that the live orders on one selection, market, event, of one strategy, at one venue and in all may lose; `null`: no such limit. */
  readonly exposure: Readonly<Record<ExposureScope, Money | null>>
  /** How long a strategy pauses after each bet that it loses; 0: not at all. */
  readonly cooldownMs: number
  /** Prices seen at most this long before the start of their event, in milliseconds, count as a close. */
  readonly closeWithinMs: number
  /** A strategy is locked when the mean CLV of its latest `bets` settled bets that have a close is below `-limit`; a limit of 0: never. */
  readonly lowClv: { readonly limit: number; readonly bets: number; readonly lockMs: number }
  /** At most this many orders in any window of this length. */
  readonly rateLimit: { readonly orders: number; readonly windowMs: number }
  /** What is taken off a size that is told in another currency, since its rate moves until the order is there; in [0, 1). */
  readonly fxMargin: number
  /** The oldest a quote may be, when deciding and when sending. */
  readonly maxQuoteAgeMs: number
  /** Losses in a row that lock (`null`: none do), and those that warn (0: none do), among at most `maxRecentLossesCheck` latest bets. */
  readonly consecutiveLossLimit: number | null
  readonly consecutiveLossWarn: number
  readonly maxRecentLossesCheck: number
  readonly lossStreakLockMs: number
  /** Fractions of the peak equity lost that lock (`null`: none does), and that warn (0: none does). */
  readonly maxDrawdownFraction: number | null
  readonly drawdownWarnFraction: number
  /** How far back the peak is looked for. */
  readonly peakLookbackMs: number
  /** How long a drawdown locks; `null`: until a person lifts it. */
  readonly drawdownLockMs: number | null
}

/**
 * The same limits with every protection off that is not part of the strategy itself: what the bare strategy would do.
 *
 * @example
 * ```ts
 * const bare = withoutProtections(settings.risk)
 * bare.minEdge === settings.risk.minEdge // true
 * bare.maxDrawdownFraction // null
 * ```
 */
export function withoutProtections(limits: RiskLimits): RiskLimits {
  return {
    ...limits,
    maxOpenBets: Number.MAX_SAFE_INTEGER,
    dailyLossLimit: null,
    weeklyLossLimit: null,
    monthlyLossLimit: null,
    exposure: { selection: null, market: null, event: null, strategy: null, venue: null, account: null },
    cooldownMs: 0,
    lowClv: { ...limits.lowClv, limit: 0 },
    rateLimit: { orders: Number.POSITIVE_INFINITY, windowMs: limits.rateLimit.windowMs },
    consecutiveLossLimit: null,
    consecutiveLossWarn: 0,
    maxDrawdownFraction: null,
    drawdownWarnFraction: 0,
  }
}

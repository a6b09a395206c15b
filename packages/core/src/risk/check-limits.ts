import { type Check, type Complete, having, nullable, valuesThat } from '../units/shape.ts'
import type { RiskLimits } from './risk-limits.ts'

// A limit that is missing would compare as NaN and stop nothing.
const aBound = valuesThat('a number', (value) => typeof value === 'number' && !Number.isNaN(value))
const aLeast = valuesThat('a number, at least 0', (value) => typeof value === 'number' && value >= 0)

/** Limits of which none is missing. */
export const riskLimits: Check = having('limits of risk, as defineSettings gives them in settings.risk', {
  minOdds: aLeast,
  maxOdds: aLeast,
  minEdge: aBound,
  maxEdge: aBound,
  referenceOverround: having('bounds of an overround', { least: aBound, most: aBound } satisfies Complete<
    RiskLimits['referenceOverround']
  >),
  maxStakeFraction: aLeast,
  maxStakeAbsolute: aLeast,
  maxOpenBets: aLeast,
  dailyLossLimit: nullable(aLeast),
  weeklyLossLimit: nullable(aLeast),
  monthlyLossLimit: nullable(aLeast),
  exposure: having('limits of exposure', {
    selection: nullable(aLeast),
    market: nullable(aLeast),
    event: nullable(aLeast),
    strategy: nullable(aLeast),
    venue: nullable(aLeast),
    account: nullable(aLeast),
  } satisfies Complete<RiskLimits['exposure']>),
  cooldownMs: aLeast,
  closeWithinMs: aLeast,
  lowClv: having('when a low closing line value locks', {
    limit: aLeast,
    bets: aLeast,
    lockMs: aLeast,
  } satisfies Complete<RiskLimits['lowClv']>),
  rateLimit: having('orders in a window', { orders: aLeast, windowMs: aLeast } satisfies Complete<
    RiskLimits['rateLimit']
  >),
  fxMargin: valuesThat('a number in [0, 1)', (value) => typeof value === 'number' && value >= 0 && value < 1),
  maxQuoteAgeMs: aLeast,
  consecutiveLossLimit: nullable(aLeast),
  consecutiveLossWarn: aLeast,
  maxRecentLossesCheck: aLeast,
  lossStreakLockMs: aLeast,
  maxDrawdownFraction: nullable(aLeast),
  drawdownWarnFraction: aLeast,
  peakLookbackMs: aLeast,
  drawdownLockMs: nullable(aLeast),
} satisfies Complete<RiskLimits>)

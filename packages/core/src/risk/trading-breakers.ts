import type { Lock, LockKind } from '../limits/lock.ts'
import type { Day } from '../units/day.ts'
import type { AccountKey } from '../units/ids.ts'
import { type Currency, formatMoney, money } from '../units/money.ts'
import { after, type Timestamp } from '../units/timestamp.ts'
import type { RiskLimits } from './risk-limits.ts'

/** The figures that trading breakers watch. */
export interface BreakerReadings {
  /** Losses in a row. */
  readonly streak: number
  /** Fraction of the peak equity lost, in [0, 1] and above where more than all is lost. */
  readonly drawdown: number
  /** Loss settled today in minor units; 0 on a winning day. */
  readonly lossToday: number
}

/** A trading breaker of the whole account. */
export type BreakerKind = Extract<LockKind, 'loss-streak' | 'drawdown' | 'day-loss'>

/** How near a trading breaker is to firing. */
export interface BreakerLevel {
  readonly kind: BreakerKind
  readonly value: number
  readonly warnAt: number | null
  readonly limit: number
  readonly level: 'ok' | 'warning' | 'locked'
}

/** Holds the readings against the limits; what has no limit is no breaker. */
export function breakerLevels(readings: BreakerReadings, limits: RiskLimits): readonly BreakerLevel[] {
  return [
    ...level('loss-streak', readings.streak, limits.consecutiveLossWarn, limits.consecutiveLossLimit),
    ...level('drawdown', readings.drawdown, limits.drawdownWarnFraction, limits.maxDrawdownFraction),
    ...level('day-loss', readings.lossToday, 0, limits.dailyLossLimit),
  ]
}

/** @param warn - 0 for no warning. */
function level(kind: BreakerKind, value: number, warn: number, limit: number | null): readonly BreakerLevel[] {
  if (limit === null) return []
  const warnAt = warn > 0 ? warn : null
  const state =
    value > 0 && value >= limit ? 'locked' : warnAt !== null && value > 0 && value >= warnAt ? 'warning' : 'ok'
  return [{ kind, value, warnAt, limit, level: state }]
}

/** The lock that a breaker writes when it fires. */
export function lockFor(
  breaker: BreakerLevel,
  account: AccountKey,
  at: Timestamp,
  day: Day,
  limits: RiskLimits,
  currency: Currency,
): Lock {
  return {
    id: `${account}:${breaker.kind}:${at}`,
    account,
    kind: breaker.kind,
    strategy: null,
    market: null,
    reason: breakerText(breaker, currency),
    from: at,
    until: untilFor(breaker.kind, at, day, limits),
  }
}

function untilFor(kind: BreakerKind, at: Timestamp, day: Day, limits: RiskLimits): Timestamp | null {
  switch (kind) {
    case 'loss-streak':
      return after(at, limits.lossStreakLockMs)
    case 'drawdown':
      return limits.drawdownLockMs === null ? null : after(at, limits.drawdownLockMs)
    case 'day-loss':
      return day.end
  }
}

/** A breaker's reading and its limit, for people. */
export function breakerText({ kind, value, limit }: BreakerLevel, currency: Currency): string {
  switch (kind) {
    case 'loss-streak':
      return `${value} losses in a row, limit ${limit}`
    case 'drawdown':
      return `equity is ${(value * 100).toFixed(1)} % below its peak, limit ${(limit * 100).toFixed(1)} %`
    case 'day-loss':
      return `${formatMoney(money(value), currency)} lost today, limit ${formatMoney(money(limit), currency)}`
  }
}

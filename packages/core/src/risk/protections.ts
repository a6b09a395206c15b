import type { Lock } from '../limits/lock.ts'
import type { AccountKey } from '../units/ids.ts'
import { after, type Timestamp } from '../units/timestamp.ts'
import type { RiskLimits } from './risk-limits.ts'

/** What the protections of one strategy watch, counted since the last lock of each kind ended. */
export interface StrategyReadings {
  readonly strategy: string
  /** When it last lost a bet; `null` when it has not. */
  readonly lostAt: Timestamp | null
  /** Of its latest settled bets, as many as count, with a known closing line: how many, and their mean CLV. */
  readonly clv: { readonly bets: number; readonly mean: number }
}

/** The pause after a lost bet, `null` when none is due at `at`. */
export function cooldownLock(
  { strategy, lostAt }: StrategyReadings,
  account: AccountKey,
  at: Timestamp,
  { cooldownMs }: RiskLimits,
): Lock | null {
  if (lostAt === null || cooldownMs <= 0) return null
  const until = after(lostAt, cooldownMs)
  if (until <= at) return null
  const reason = `${strategy} lost a bet and pauses for ${minutes(cooldownMs)}`
  return { ...scoped('cooldown', strategy, account, at), reason, until }
}

/** The lock of a strategy whose bets are worse than the closing line, `null` when they are not. */
export function lowClvLock(
  { strategy, clv }: StrategyReadings,
  account: AccountKey,
  at: Timestamp,
  { lowClv: { limit, bets, lockMs } }: RiskLimits,
): Lock | null {
  if (limit <= 0 || clv.bets < bets || clv.mean >= -limit) return null
  const reason = `the latest ${bets} bets of ${strategy} were ${percent(-clv.mean)} worse than the closing line, limit ${percent(limit)}`
  return { ...scoped('low-clv', strategy, account, at), reason, until: after(at, lockMs) }
}

/** The break that the owner of an account asks for. */
export function coolOffLock(account: AccountKey, at: Timestamp, until: Timestamp, reason: string): Lock {
  return {
    id: `${account}:cool-off:${at}`,
    account,
    kind: 'cool-off',
    strategy: null,
    market: null,
    reason,
    from: at,
    until,
  }
}

/**
 * The lock by which a person stops what is new at one venue, until it is lifted.
 *
 * @param venue - Its name.
 * @example
 * ```ts
 * const lock = pauseLock(accountKey('LIVE', 'main'), 'exchange', at, 'it pays late')
 * lock.venue // 'exchange'
 * ```
 */
export function pauseLock(account: AccountKey, venue: string, at: Timestamp, reason: string): Lock {
  const id = `${account}:pause:${venue}:${at}`
  return { id, account, kind: 'pause', strategy: null, market: null, venue, reason, from: at, until: null }
}

function scoped(kind: 'cooldown' | 'low-clv', strategy: string, account: AccountKey, from: Timestamp) {
  return { id: `${account}:${kind}:${strategy}:${from}`, account, kind, strategy, market: null, from }
}

function minutes(milliseconds: number): string {
  return `${Number((milliseconds / 60_000).toFixed(1))} min`
}

function percent(fraction: number): string {
  return `${(fraction * 100).toFixed(2)} %`
}

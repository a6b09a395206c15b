import type { AccountKey, RunId } from '../units/ids.ts'
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
  /** A hash of the risk settings, so that a paper record can be held against what goes live; `form:hash`, or no form at all. */
  readonly settingsHash: string
}

/**
 * Whether two hashes say that risk settings differ: only those of one form can be held against each other, and a release that hashes
 * other settings has a form of its own.
 *
 * @example
 * ```ts
 * settingsDiffer('2:aa', '2:bb') // true
 * settingsDiffer('2:aa', 'bb') // false
 * ```
 */
export function settingsDiffer(one: string, other: string): boolean {
  return formOf(one) === formOf(other) && one !== other
}

function formOf(hash: string): string {
  return hash.slice(0, hash.indexOf(':') + 1)
}

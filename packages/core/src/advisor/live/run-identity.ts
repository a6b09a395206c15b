import type { Strategy } from '../../engine/strategy.ts'
import { sha256Hex } from '../../numerics/sha256.ts'
import type { RiskLimits } from '../../risk/risk-limits.ts'

/** Raised with every change of what is hashed, so that the hash of another release is not taken for that of other settings. */
const FORM = 2

/**
 * A short hash of risk limits and of the calendar in which they are counted: the same for the same, on paper as with real money, in whatever
 * order they were written down.
 *
 * How long a drawdown locks is left out: it depends on the clock, not on the risk that is taken.
 */
export function settingsHash({ drawdownLockMs: _, ...limits }: RiskLimits, timeZone: string): string {
  return `${FORM}:${sha256Hex(JSON.stringify(sorted({ ...limits, timeZone }))).slice(0, 16)}`
}

/** The strategies of a run by name and version, as a run records them. */
export function strategyNames(strategies: readonly Pick<Strategy, 'name' | 'version'>[]): readonly string[] {
  return strategies.map(({ name, version }) => `${name}@${version}`)
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  return Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, part]) => [name, sorted(part)])
}

import type { Random } from '@betting-advisor/core/simulation'
import type { StreamCure } from './stream-fault.ts'

/** How long to wait before connecting again, in milliseconds. */
export interface ReconnectPatience {
  /** After the first fault. */
  readonly firstMs: number
  /** At most, however often it fails: what the venue is back after is not longer than this. */
  readonly longestMs: number
  /** At least, where the venue says that there were too many connections or markets; grows to ten times as long. */
  readonly refusedMs: number
}

const GROWTH = 2
const MOST_GROWN = 10
/** A venue that refuses token after token is not asked for one twice a second. */
const LOGINS_IN_A_ROW = 2

/**
 * How long to wait before the next attempt: twice as long after each fault in a row, and less by a chance of up to half, so that many
 * who lost a venue together do not all come back together.
 *
 * @param faults - How many in a row, from 1.
 */
export function reconnectDelay(
  faults: number,
  cure: StreamCure,
  { firstMs, longestMs, refusedMs }: ReconnectPatience,
  random: Random,
): number {
  const grown = GROWTH ** Math.min(faults - 1, MOST_GROWN)
  const isRefused = cure === 'wait' || cure === 'narrow' || (cure === 'log-in' && faults > LOGINS_IN_A_ROW)
  const longest = isRefused ? refusedMs * MOST_GROWN : longestMs
  const least = isRefused ? refusedMs : 0
  const delay = Math.min((isRefused ? refusedMs : firstMs) * grown, longest)
  return Math.max(least, Math.round(delay * (1 - random() / 2)))
}

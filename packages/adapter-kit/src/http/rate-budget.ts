import { type Clock, InvalidValueError } from '@betting-advisor/core'
import { createElapsed } from '@betting-advisor/core/venue'

/** How often a service may be asked. */
export interface RateBudgetSettings {
  readonly clock: Clock
  /** Requests a second in the long run, above 0. */
  readonly perSecond: number
  /** How many may go at once after a rest, at least 1; 1 by default. */
  readonly burst?: number
}

/** Meters the requests of one scope that a service counts. */
export interface RateBudget {
  /**
   * Reserves the next free place, in the order of asking.
   *
   * @param maxWaitMs - The longest acceptable wait, in milliseconds; 0 to go now or not at all.
   * @returns How long to wait before sending, in milliseconds; `null` when that would be too long, and then nothing is reserved.
   */
  reserve(maxWaitMs: number): number | null
  /** Gives out no place for a while, because the service asked for it. */
  pause(milliseconds: number): void
}

/**
 * A rate budget: a leaky bucket (the generic cell rate algorithm, ITU-T I.371, 1993).
 *
 * @throws InvalidValueError `INVALID_VALUE` when a setting is out of range.
 * @example
 * ```ts
 * const budget = createRateBudget({ clock, perSecond: 20, burst: 5 })
 * const wait = budget.reserve(1000)
 * ```
 */
export function createRateBudget({ clock, perSecond, burst = 1 }: RateBudgetSettings): RateBudget {
  if (!(perSecond > 0)) throw new InvalidValueError('perSecond', perSecond, 'above 0')
  if (!(burst >= 1)) throw new InvalidValueError('burst', burst, 'at least 1')
  const elapsed = createElapsed(clock)
  const interval = 1000 / perSecond
  const tolerance = (burst - 1) * interval
  /** When the bucket will have leaked empty; a place is free from `tolerance` before that. */
  let empty = Number.NEGATIVE_INFINITY
  let pausedUntil = Number.NEGATIVE_INFINITY
  return {
    reserve(maxWaitMs) {
      const now = elapsed()
      const wait = Math.max(empty - tolerance - now, pausedUntil - now, 0)
      if (wait > maxWaitMs) return null
      empty = Math.max(empty, now + wait) + interval
      return wait
    },
    pause(milliseconds) {
      pausedUntil = Math.max(pausedUntil, elapsed() + milliseconds)
    },
  }
}

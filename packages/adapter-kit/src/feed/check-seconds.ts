import { InvalidValueError } from '@betting-advisor/core'

/**
 * Checks a number of seconds of a setting: at least `least`, at most a day.
 *
 * @throws InvalidValueError `INVALID_VALUE`.
 * @example
 * ```ts
 * checkSeconds('pollSeconds', 60, 1)
 * ```
 */
export function checkSeconds(name: string, seconds: number, least: number): void {
  if (seconds >= least && seconds <= 86_400) return
  throw new InvalidValueError(name, seconds, `a number of seconds from ${least} to 86400`)
}

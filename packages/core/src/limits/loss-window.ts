import type { LossWindow } from '../order/intent.ts'
import { dayFinder } from '../units/day.ts'
import type { Money } from '../units/money.ts'
import { DAY, type Timestamp, timestamp } from '../units/timestamp.ts'

/**
 * The losses of an account by the names of windows, such as `2026-08-08`, `2026-W32` and `2026-08`, in minor units; negative where more was
 * won. A window in which nothing was settled, or nothing came of it, is left out. Later windows have greater names.
 */
export type WindowLosses = Readonly<Record<LossWindow, Readonly<Record<string, Money>>>>

/** The windows in which a moment lies. */
export type Windows = Readonly<Record<LossWindow, string>>

/** Where nothing was ever settled. */
export const NO_WINDOW_LOSSES: WindowLosses = { day: {}, week: {}, month: {} }

/** Every kind of window, the shortest first: the order in which they are asked. */
export const LOSS_WINDOWS: readonly LossWindow[] = ['day', 'week', 'month']

/**
 * A function that tells which day, ISO week and month of a time zone a moment belongs to.
 *
 * @param timeZone - An IANA name such as `Europe/London`.
 * @throws InvalidValueError `INVALID_VALUE` when there is no such time zone.
 * @example
 * ```ts
 * windowFinder('Europe/London')(timestamp(Date.UTC(2026, 7, 8, 12))) // { day: '2026-08-08', week: '2026-W32', month: '2026-08' }
 * ```
 */
export function windowFinder(timeZone: string): (at: Timestamp) => Windows {
  const dayOf = dayFinder(timeZone)
  let last: Windows | undefined
  return (at) => {
    const { name } = dayOf(at)
    if (last?.day !== name) last = { day: name, week: isoWeek(name), month: name.slice(0, 7) }
    return last
  }
}

/** The ISO 8601 week of a calendar day: the one of its Thursday. */
function isoWeek(day: string): string {
  const noon = Date.parse(`${day}T12:00:00Z`)
  const weekday = (new Date(noon).getUTCDay() + 6) % 7
  const thursday = timestamp(noon + (3 - weekday) * DAY)
  const year = new Date(thursday).getUTCFullYear()
  const week = Math.floor((thursday - Date.UTC(year, 0, 1)) / (7 * DAY)) + 1
  return `${year}-W${String(week).padStart(2, '0')}`
}

const utcWindows = windowFinder('UTC')

/**
 * The first windows of which a store hands over losses at a moment: in no time zone does it lie in an earlier one.
 *
 * @example
 * ```ts
 * firstWindows(timestamp(Date.UTC(2026, 7, 8, 12))).day // '2026-08-07'
 * ```
 */
export function firstWindows(at: Timestamp): Windows {
  return utcWindows(timestamp(at - DAY))
}

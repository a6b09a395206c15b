import type { LossWindow } from '../order/intent.ts'
import { dayFinder } from '../units/day.ts'
import { type Money, money, ZERO } from '../units/money.ts'
import { DAY, type Timestamp, timestamp } from '../units/timestamp.ts'

/** What was lost in one window of an account's calendar. */
export interface WindowLoss {
  /** Such as `2026-08-08`, `2026-W32` or `2026-08`; empty where nothing was ever settled. Later windows have greater names. */
  readonly window: string
  /** In minor units; negative where more was won. */
  readonly lost: Money
}

/** The losses of an account by the window that was the latest when something was last settled. */
export type WindowLosses = Readonly<Record<LossWindow, WindowLoss>>

/** The windows in which a moment lies. */
export type Windows = Readonly<Record<LossWindow, string>>

/** Where nothing was ever settled. */
export const NO_WINDOW_LOSSES: WindowLosses = {
  day: { window: '', lost: ZERO },
  week: { window: '', lost: ZERO },
  month: { window: '', lost: ZERO },
}

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

/**
 * The losses of an account after a settlement or a correction: one of a window that is over by then belongs to nothing that is still
 * counted. In whatever order settlements come, the outcome is the same.
 *
 * @param profit - What it brought, in minor units; negative where it lost.
 */
export function afterSettlement(losses: WindowLosses, windows: Windows, profit: number): WindowLosses {
  const next = (kind: LossWindow): WindowLoss => {
    const { window, lost } = losses[kind]
    if (windows[kind] < window) return losses[kind]
    return { window: windows[kind], lost: money((windows[kind] === window ? lost : 0) - profit) }
  }
  return { day: next('day'), week: next('week'), month: next('month') }
}

/** What was lost, as of a decision that is made in these windows; 0 where more was won, or the last settlement lies in an earlier one. */
export function lostIn(losses: WindowLosses, windows: Windows, kind: LossWindow): number {
  const { window, lost } = losses[kind]
  return window >= windows[kind] ? Math.max(0, lost) : 0
}

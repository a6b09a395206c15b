import { type Timestamp, timestamp } from '@betting-advisor/core'

const DAY = 86_400_000

const clockInLondon = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
})

/** How far clocks in London are ahead of UTC at a moment, in milliseconds. */
function offsetAt(moment: number): number {
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {}
  for (const { type, value } of clockInLondon.formatToParts(moment)) parts[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
  return Date.UTC(year, month - 1, day, hour, minute, second) - moment
}

/**
 * The moment at which clocks in London show a date and time.
 *
 * Where they show it twice (the last Sunday of October) it is the first time, and where they skip it (the last Sunday of March)
 * it is as long after the skip as the time says: what Temporal calls `compatible`.
 *
 * @param date - `yyyy-mm-dd`.
 * @param minutes - Minutes since midnight on the clock.
 */
export function londonTime(date: string, minutes: number): Timestamp {
  const wall = Date.parse(`${date}T00:00:00Z`) + minutes * 60_000
  const before = offsetAt(wall - DAY)
  const after = offsetAt(wall + DAY)
  const early = wall - before
  const late = wall - after
  if (before === after || offsetAt(early) === before) return timestamp(early)
  return timestamp(offsetAt(late) === after ? late : early)
}

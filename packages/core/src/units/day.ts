import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { DAY, HOUR, MINUTE, type Timestamp, timestamp } from './timestamp.ts'

/** The next day has begun for certain before this has passed of it; no zone has ever skipped more of a day but a whole one. */
const SHORTEST_DAY = 20 * HOUR

/** How many days of a time zone are remembered: three years. */
const MOST_KNOWN = 1_100

/** One calendar day of a time zone. */
export interface Day {
  /** `2026-08-08`. */
  readonly name: string
  /** Its first moment and the first of the next day: 23, 24 or 25 hours apart where clocks change. */
  readonly start: Timestamp
  readonly end: Timestamp
}

/** Finding a day is the same for everyone, and making a calendar is slow. */
const finders = new Map<string, (at: Timestamp) => Day>()

/**
 * A function that tells which day of a time zone a moment belongs to; it remembers the last one, so that asking along a stream
 * costs two comparisons.
 *
 * @param timeZone - An IANA name such as `Europe/London`.
 * @throws InvalidValueError `INVALID_VALUE` when there is no such time zone.
 * @example
 * ```ts
 * dayFinder('Europe/London')(timestamp(Date.UTC(2026, 7, 8, 23, 30))).name // '2026-08-09'
 * ```
 */
export function dayFinder(timeZone: string): (at: Timestamp) => Day {
  const known = finders.get(timeZone)
  if (known !== undefined) return known
  const finder = timeZone === 'UTC' ? createUtcDayFinder() : createDayFinder(timeZone)
  finders.set(timeZone, finder)
  return finder
}

/** UTC needs no calendar of `Intl`, whose making is slow at the start of a process. */
function createUtcDayFinder(): (at: Timestamp) => Day {
  let last: Day | undefined
  return (at) => {
    if (last !== undefined && at >= last.start && at < last.end) return last
    const start = timestamp(Math.floor(at / DAY) * DAY)
    last = { name: new Date(start).toISOString().slice(0, 10), start, end: timestamp(start + DAY) }
    return last
  }
}

function createDayFinder(timeZone: string): (at: Timestamp) => Day {
  const format = dayFormat(timeZone)
  const nameOf = (at: number): string => format.format(new Date(at))
  /** By the UTC day of a moment in it: who plays the past again asks for the same days again. */
  const known = new Map<number, Day>()
  let last: Day | undefined
  return (at) => {
    if (last !== undefined && at >= last.start && at < last.end) return last
    const utcDay = Math.floor(at / DAY)
    const before = known.get(utcDay)
    if (before !== undefined && at >= before.start && at < before.end) {
      last = before
      return last
    }
    const name = nameOf(at)
    const within = (moment: number) => nameOf(moment) === name
    const start =
      last !== undefined && at < last.end + SHORTEST_DAY && at >= last.end ? last.end : firstMoment(at, within, -1)
    const usualEnd = timestamp(start + DAY)
    const end = within(usualEnd - MINUTE) && !within(usualEnd) ? usualEnd : firstMoment(at, within, 1)
    last = { name, start, end }
    if (known.size >= MOST_KNOWN) known.clear()
    known.set(utcDay, last)
    return last
  }
}

function dayFormat(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  } catch {
    throw new InvalidValueError('time zone', timeZone, 'an IANA name such as Europe/London')
  }
}

/** The boundary of the run of moments around `at` that `within` holds for: its first (−1), or the first beyond it (1). */
function firstMoment(at: number, within: (moment: number) => boolean, direction: -1 | 1): Timestamp {
  // Offsets and their changes are whole minutes for every zone since 1972, so minutes are searched.
  let inside = Math.floor(at / MINUTE) * MINUTE
  let outside = inside
  while (within(outside)) outside += direction * HOUR
  while (Math.abs(outside - inside) > MINUTE) {
    const middle = Math.floor((inside + outside) / 2 / MINUTE) * MINUTE
    if (within(middle)) inside = middle
    else outside = middle
  }
  return timestamp(direction === -1 ? inside : outside)
}

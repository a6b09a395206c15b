/** Whether the day or the month is written first. */
export type DateOrder = 'day-first' | 'month-first'

/** A date as it is written, before it is known which number is the day. */
export interface WrittenDate {
  /** The first and the second of day and month, as they stand. */
  readonly first: number
  readonly second: number
  readonly year: number
  /** The year stands first, and so does the month before the day. */
  readonly isYearFirst: boolean
  /** How it is written, but for the order of day and month. */
  readonly shape: string
}

/** The first season on football-data.co.uk is 1993/94: two digits from 93 on are of the last century. */
const FIRST_YEAR = 93
/** The first league was founded in 1888; two digits reach up to 2092. */
const YEARS = { from: 1888, to: 2092 }

const DAY_OR_MONTH_FIRST = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{2}|\d{4})(?: 00:00(?::00(?:\.0+)?)?)?$/
const YEAR_FIRST = /^(\d{4})([/.-])(\d{2})\2(\d{2})(?:[ T]00:00(?::00(?:\.0+)?)?Z?)?$/

/** Reads a date in numbers, such as `20/01/24`, `20.01.2024` or `2024-01-20`; `null` where it is none that a calendar knows. */
export function readDate(text: string): WrittenDate | null {
  const [, iso = '', , isoMonth = '', isoDay = ''] = YEAR_FIRST.exec(text) ?? []
  if (iso !== '') {
    const written = { first: Number(isoMonth), second: Number(isoDay), year: Number(iso) }
    return exists(written.year, written.first, written.second)
      ? { ...written, isYearFirst: true, shape: 'the year first' }
      : null
  }
  const [, first = '', sign = '', second = '', digits = ''] = DAY_OR_MONTH_FIRST.exec(text) ?? []
  if (digits === '') return null
  const century = Number(digits) >= FIRST_YEAR ? 1900 : 2000
  const year = digits.length === 4 ? Number(digits) : Number(digits) + century
  const shape = `the year last, in ${digits.length} digits, after "${sign}"`
  const written = { first: Number(first), second: Number(second), year, isYearFirst: false, shape }
  return dayOf(written, 'day-first') === null && dayOf(written, 'month-first') === null ? null : written
}

/** The order that a date proves, because the other is no day of the calendar; `null` where it could be either. */
export function provenOrder(written: WrittenDate): DateOrder | null {
  if (written.isYearFirst || written.first === written.second) return null
  if (dayOf(written, 'month-first') === null) return 'day-first'
  return dayOf(written, 'day-first') === null ? 'month-first' : null
}

/** Whether a date is one day or another, depending on the order. */
export function isAmbiguous(written: WrittenDate): boolean {
  return !written.isYearFirst && written.first !== written.second && provenOrder(written) === null
}

/** The day as `yyyy-mm-dd` when read in an order; `null` where that is none. */
export function dayOf(written: WrittenDate, order: DateOrder): string | null {
  const { first, second, year, isYearFirst } = written
  const [month, day] = isYearFirst || order === 'month-first' ? [first, second] : [second, first]
  return exists(year, month, day) ? `${year}-${pad(month)}-${pad(day)}` : null
}

function exists(year: number, month: number, day: number): boolean {
  if (year < YEARS.from || year > YEARS.to || month < 1 || month > 12 || day < 1) return false
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate()
}

function pad(value: number): string {
  return String(value).padStart(2, '0')
}

/** Minutes since midnight of `hh:mm` or `hh:mm:ss`; `null` where it is neither. */
export function readTime(text: string): number | null {
  const [, hours, minutes] = /^([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?$/.exec(text) ?? []
  return hours === undefined ? null : Number(hours) * 60 + Number(minutes)
}

/** How a date is written in a file. */
export type DateFormat = 'dd/mm/yy' | 'dd/mm/yyyy'

/** A calendar date and how it was written. */
export interface WrittenDate {
  /** `yyyy-mm-dd`. */
  readonly date: string
  readonly format: DateFormat
}

/** The first season on football-data.co.uk is 1993/94: two digits from 93 on are of the last century. */
const FIRST_YEAR = 93

/** Reads `dd/mm/yy` or `dd/mm/yyyy`; `null` where it is neither, or no day of the calendar. */
export function readDate(text: string): WrittenDate | null {
  const [, day = '', month = '', year = ''] = /^(\d{1,2})\/(\d{1,2})\/(\d{2}|\d{4})$/.exec(text) ?? []
  if (year === '') return null
  const full = year.length === 4 ? Number(year) : Number(year) + (Number(year) >= FIRST_YEAR ? 1900 : 2000)
  const date = `${full}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const moment = Date.parse(`${date}T00:00:00Z`)
  // A day past the end of its month is either refused or carried into the next one, depending on the engine.
  if (Number.isNaN(moment) || new Date(moment).toISOString().slice(0, 10) !== date) return null
  return { date, format: year.length === 4 ? 'dd/mm/yyyy' : 'dd/mm/yy' }
}

/** Minutes since midnight of `hh:mm` or `hh:mm:ss`; `null` where it is neither. */
export function readTime(text: string): number | null {
  const [, hours, minutes] = /^([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?$/.exec(text) ?? []
  return hours === undefined ? null : Number(hours) * 60 + Number(minutes)
}

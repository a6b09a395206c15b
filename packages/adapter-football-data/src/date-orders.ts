import type { Report } from './diagnostic.ts'
import { type DateOrder, dayOf, isAmbiguous, provenOrder, type WrittenDate } from './wall-date.ts'

/** A row's line and its date, where it has one. */
export interface DatedRow {
  readonly line: number
  readonly date: WrittenDate | null
}

/** Finds the day of a date; `null` where nothing tells which of two it is. */
export type DayReader = (written: WrittenDate) => string | null

/** The first line that proves each order. */
type Proofs = Partial<Record<DateOrder, number>>

/**
 * Finds out for each part of a file (what stands under one heading) whether days or months come first: what its own rows prove, or
 * else those of the whole file. Where rows prove both, a date that could be two days is none; where no row proves anything, the day
 * comes first, as football-data.co.uk writes it.
 */
export function dayReaders(parts: readonly (readonly DatedRow[])[], report: Report): readonly DayReader[] {
  const whole: Proofs = {}
  const proven = parts.map((rows) => {
    const proofs: Proofs = {}
    for (const { line, date } of rows) {
      const order = date === null ? null : provenOrder(date)
      if (order === null) continue
      proofs[order] ??= line
      whole[order] ??= line
    }
    return proofs
  })
  let assumed: number | null = null
  const readers = parts.map((rows, index): DayReader => {
    const own = proven[index] ?? {}
    const proofs = isEmpty(own) ? whole : own
    const { 'day-first': dayFirst, 'month-first': monthFirst } = proofs
    if (dayFirst !== undefined && monthFirst !== undefined) {
      if (proofs === own) report('DATE_ORDERS_MIXED', monthFirst, mixed(dayFirst, monthFirst))
      return (written) => (isAmbiguous(written) ? null : either(written))
    }
    if (monthFirst !== undefined) {
      if (rows.length > 0) report('DATE_ORDER_AMERICAN', rows[0]?.line ?? monthFirst, american(monthFirst))
      return (written) => dayOf(written, 'month-first')
    }
    if (dayFirst === undefined) assumed ??= rows.find(({ date }) => date !== null && isAmbiguous(date))?.line ?? null
    return (written) => dayOf(written, 'day-first')
  })
  if (assumed !== null) {
    report('DATE_ORDER_ASSUMED', assumed, 'no date has a day after the twelfth, so they are read with the day first')
  }
  return readers
}

function either(written: WrittenDate): string | null {
  return dayOf(written, 'day-first') ?? dayOf(written, 'month-first')
}

function isEmpty(proofs: Proofs): boolean {
  return proofs['day-first'] === undefined && proofs['month-first'] === undefined
}

const mixed = (dayFirst: number, monthFirst: number) =>
  `line ${dayFirst} has the day first and line ${monthFirst} the month: dates that could be either are left out`

const american = (line: number) => `dates are read with the month first, as line ${line} shows`

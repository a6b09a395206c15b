import { after, HOUR, timestamp } from '@betting-advisor/core'
import { isRead } from './column-notes.ts'
import type { Columns } from './columns.ts'
import type { DayReader } from './date-orders.ts'
import type { Report, SeasonDiagnosticCode } from './diagnostic.ts'
import { londonTime } from './london-time.ts'
import { readPrices } from './prices.ts'
import { quoted } from './quoted.ts'
import { type Outcome, readRow } from './row.ts'
import type { FootballMatch, FullTimeResult } from './season.ts'
import type { FilledRow, Section } from './sections.ts'
import type { WrittenDate } from './wall-date.ts'

/** What the files of one reading share. */
export interface FileReading {
  /** Minutes after midnight, and as it is written. */
  readonly defaultKickOff: { readonly minutes: number; readonly text: string }
  /** Prefixes that were named: they are read even where nobody knows them. */
  readonly named: ReadonlySet<string>
  /** Where each match of all files was first seen, and how it ended there. */
  readonly seen: Map<string, { readonly where: string; readonly score: string }>
  readonly report: Report
}

/** The dates of a section's rows by line, and what tells their days. */
export interface SectionDates {
  readonly written: ReadonlyMap<number, WrittenDate>
  readonly dayOf: DayReader
}

/** Reads what stands under one heading. */
export function readSection(
  file: string,
  { columns, rows }: Section,
  { dayOf, written }: SectionDates,
  reading: FileReading,
): readonly FootballMatch[] {
  const { defaultKickOff, report } = reading
  const matches: FootballMatch[] = []
  const untimed: number[] = []
  let shape: string | null = null
  for (const row of rows) {
    const match = readMatch(file, row, columns, { dayOf, date: written.get(row.line) ?? null }, reading, untimed)
    if (match === null) continue
    const next: string | null = written.get(row.line)?.shape ?? shape
    if (shape !== null && next !== shape)
      report('DATE_FORMATS_MIXED', row.line, `the date is written with ${next}, those before with ${shape}`)
    shape = next
    matches.push(match)
  }
  if (untimed[0] !== undefined) {
    report(
      'KICK_OFF_ASSUMED',
      untimed[0],
      `matches without a time (${untimed.length}) are taken to start at ${defaultKickOff.text}`,
    )
  }
  return matches
}

/** Prices are read only when the match itself can be used. */
function readMatch(
  file: string,
  row: FilledRow,
  columns: Columns,
  dates: { readonly dayOf: DayReader; readonly date: WrittenDate | null },
  reading: FileReading,
  untimed: number[],
): FootballMatch | null {
  const { line, cells } = row
  const { defaultKickOff, named, seen, report } = reading
  const refuse = (code: SeasonDiagnosticCode, message: string): null => {
    report(code, line, message, 'row')
    return null
  }
  if (cells.length < columns.needed)
    return refuse('SHORT_ROW', `the row has ${cells.length} cells, a match needs ${columns.needed}`)
  const read = readRow(cells, columns)
  const dateText = quoted(cells[columns.at.date] ?? '')
  if (dates.date === null || 'problems' in read) {
    const problems = 'problems' in read ? read.problems : []
    const dated = dates.date === null ? [`the date must be a day such as 20/01/2024, was ${dateText}`] : []
    return refuse('INVALID_ROW', [...dated, ...problems].join('; '))
  }
  if (read.outcome === null) return refuse('NO_RESULT', 'the match has no result')
  const date = dates.dayOf(dates.date)
  if (date === null) return refuse('DATE_AMBIGUOUS', `${dateText} could be two days`)
  const { division, home, away, time, outcome } = read
  const score = `${outcome.homeGoals}-${outcome.awayGoals}`
  if (winnerOf(outcome) !== outcome.result)
    return refuse('RESULT_CONTRADICTED', `the result is ${outcome.result} and the score ${score}`)
  const key = JSON.stringify([division, date, home, away])
  const first = seen.get(key)
  if (first !== undefined) {
    const other = first.score === score ? '' : `, with another score (${first.score}; here ${score})`
    return refuse('DUPLICATE_MATCH', `${home} v ${away} on ${date} stands already in ${first.where}${other}`)
  }
  seen.set(key, { where: `${file} line ${line}`, score })
  if (time === null) untimed.push(line)
  const kickOff = londonTime(date, time ?? defaultKickOff.minutes)
  const decidedAt = timestamp(Math.min(londonTime(date, 0), after(kickOff, -HOUR)))
  const match = { file, line, division, date, home, away, decidedAt, kickOff, ...outcome }
  return { ...match, ...pricesOf(row, columns, named, report) }
}

function winnerOf({ homeGoals, awayGoals }: Outcome): FullTimeResult {
  return homeGoals > awayGoals ? 'H' : homeGoals < awayGoals ? 'A' : 'D'
}

function pricesOf(
  { line, cells }: FilledRow,
  columns: Columns,
  named: ReadonlySet<string>,
  report: Report,
): Pick<FootballMatch, 'before' | 'closing'> {
  if (cells.slice(columns.width).some((cell) => cell !== '')) {
    report('LONG_ROW', line, `the row has more cells than its heading names (${columns.width})`, 'prices')
    return { before: [], closing: [] }
  }
  if (cells.length < columns.priced) {
    report('SHORT_ROW', line, `the row ends after ${cells.length} cells, its prices need ${columns.priced}`, 'prices')
  }
  const prices = (kind: 'before' | 'closing') =>
    readPrices(
      cells,
      columns[kind].filter((each) => isRead(each, named)),
      (code, message) => report(code, line, message, 'prices'),
    )
  return { before: prices('before'), closing: prices('closing') }
}

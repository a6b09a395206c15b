import { type Columns, findColumns, isHeading } from './columns.ts'
import type { Report } from './diagnostic.ts'
import { FootballDataError } from './football-data-error.ts'
import { quoted } from './quoted.ts'
import type { Row } from './rows.ts'

const REMEDY = 'Give a season file of football-data.co.uk, with its heading.'

/** A row that can be read. */
export interface FilledRow {
  readonly line: number
  readonly cells: readonly string[]
}

/** What stands under one heading. */
export interface Section {
  readonly line: number
  readonly columns: Columns
  readonly rows: readonly FilledRow[]
}

/**
 * Parts a file at its headings: files that were put together have several, each with columns of its own.
 *
 * @throws FootballDataError `FOOTBALL_DATA_COLUMNS_MISSING` when its first heading lacks what every match needs.
 */
export function sectionsOf(file: string, rows: readonly Row[], report: Report): readonly Section[] {
  const sections: { line: number; columns: Columns; rows: FilledRow[] }[] = []
  let current: FilledRow[] | null = null
  for (const { line, cells } of rows) {
    if (cells === null) {
      report('INVALID_ROW', line, 'a quote is never closed', 'row')
    } else if (cells.every((cell) => cell === '')) {
      report('BLANK_ROW', line, 'the row is blank', 'row')
    } else if (isHeading(cells)) {
      const columns = findColumns(cells)
      if ('missing' in columns) {
        if (sections.length === 0) throw missingColumns(file, columns.missing)
        report('HEADING_UNUSABLE', line, `this heading lacks ${columns.missing.join(', ')}: what follows is left out`)
        current = null
        continue
      }
      if (sections.length > 0) report('HEADING_REPEATED', line, 'a further heading: what follows is read by it')
      current = []
      sections.push({ line, columns, rows: current })
    } else if (current === null) {
      const where = sections.length === 0 ? 'stands before any heading' : 'stands under a heading that lacks columns'
      report('INVALID_ROW', line, `${quoted(cells.join(' '))} ${where}`, 'row')
    } else {
      current.push({ line, cells })
    }
  }
  if (sections.length === 0) throw noHeading(file, rows)
  return sections
}

function missingColumns(file: string, missing: readonly string[]): FootballDataError {
  return new FootballDataError('FOOTBALL_DATA_COLUMNS_MISSING', file, `columns are missing: ${missing.join(', ')}.`, {
    remedy: REMEDY,
  })
}

function noHeading(file: string, rows: readonly Row[]): FootballDataError {
  const first = rows.find(({ cells }) => cells?.some((cell) => cell !== ''))?.cells?.join(' ')
  if (first === undefined)
    return new FootballDataError('FOOTBALL_DATA_MALFORMED', file, 'the file is empty.', { remedy: REMEDY })
  const begins = first.startsWith('<')
    ? `It begins like a web page: ${quoted(first)}.`
    : `It begins with ${quoted(first)}.`
  return new FootballDataError(
    'FOOTBALL_DATA_COLUMNS_MISSING',
    file,
    `no line is a heading with the columns Date, HomeTeam (HT, Home) and AwayTeam (AT, Away). ${begins}`,
    { remedy: REMEDY },
  )
}

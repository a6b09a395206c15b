import { InvalidValueError } from '@betting-advisor/core'
import { CsvError, parse } from 'csv-parse/sync'
import { type Columns, findColumns, type Prefixes } from './columns.ts'
import { FootballDataError } from './football-data-error.ts'
import { londonTime } from './london-time.ts'
import { readPrices, readRow } from './row.ts'
import type { FootballMatch, SeasonData, SeasonDiagnostic, SeasonFile, SeasonOptions } from './season.ts'
import { venueOfPrefix } from './venues.ts'
import { type DateFormat, readTime } from './wall-date.ts'

interface CsvRow {
  readonly line: number
  readonly cells: readonly string[]
}

/** What one reading has gathered so far. */
interface Reading {
  readonly prefixes: Prefixes
  /** Minutes after midnight. */
  readonly defaultKickOff: number
  readonly matches: FootballMatch[]
  readonly diagnostics: SeasonDiagnostic[]
  /** Where each match was first seen. */
  readonly seen: Map<string, string>
}

/**
 * Reads season files of football-data.co.uk: matches with their results and the prices of two bookmakers.
 *
 * Dates are `dd/mm/yy` or `dd/mm/yyyy`, told apart row by row; times are UK wall time. Rows and prices that can't be used are
 * left out and reported with file and line.
 *
 * @throws FootballDataError when a file as a whole can't be used, naming it and what it lacks.
 * @throws InvalidValueError `INVALID_VALUE` when `defaultKickOff` is not a time.
 * @example
 * ```ts
 * const text = 'Div,Date,HomeTeam,AwayTeam,FTHG,FTAG,FTR,PSH,PSD,PSA,B365H,B365D,B365A\nX0,01/05/2020,Reds,Blues,2,1,H,2,3.5,4,2.1,3.4,3.9'
 * const seasons = readSeasons([{ name: 'X0.csv', text }], { close: null })
 * seasons.matches[0]?.result // 'H'
 * ```
 */
export function readSeasons(files: readonly SeasonFile[], options: SeasonOptions = {}): SeasonData {
  const { sharp = 'PS', book = 'B365', close = 'PSC', defaultKickOff = '15:00' } = options
  const minutes = readTime(defaultKickOff)
  if (minutes === null) throw new InvalidValueError('defaultKickOff', defaultKickOff, 'a time such as 15:00')
  const reading: Reading = {
    prefixes: { sharp, book, close },
    defaultKickOff: minutes,
    matches: [],
    diagnostics: [],
    seen: new Map(),
  }
  for (const file of files) readFile(file, reading)
  return {
    matches: reading.matches,
    diagnostics: reading.diagnostics,
    venues: {
      sharp: venueOfPrefix(sharp),
      book: venueOfPrefix(book),
      close: close === null ? null : venueOfPrefix(close.slice(0, -1)),
    },
  }
}

function readFile({ name, text }: SeasonFile, reading: Reading): void {
  const [heading, ...rows] = parseCsv(name, text)
  if (heading === undefined) {
    throw new FootballDataError('FOOTBALL_DATA_MALFORMED', name, 'the file is empty.')
  }
  const columns = findColumns(
    name,
    heading.cells.map((cell) => cell.trim()),
    reading.prefixes,
  )
  let format: DateFormat | null = null
  for (const row of rows) {
    const report = (
      code: SeasonDiagnostic['code'],
      message: string,
      skipped: SeasonDiagnostic['skipped'] = 'row',
    ): void => {
      reading.diagnostics.push({ file: name, line: row.line, code, message, skipped })
    }
    const match = readMatch(name, row, columns, reading, report)
    if (match === null) continue
    if (format !== null && format !== match.format) {
      report('DATE_FORMATS_MIXED', `the date is written ${match.format}, those before ${format}`, 'nothing')
    }
    format = match.format
    reading.matches.push(match.match)
  }
}

function parseCsv(name: string, text: string): readonly CsvRow[] {
  const rows: CsvRow[] = []
  try {
    parse(text, {
      bom: true,
      relax_column_count: true,
      relax_quotes: true,
      on_record: (cells: readonly string[], { lines }) => {
        rows.push({ line: lines, cells })
        return null
      },
    })
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause
    throw new FootballDataError('FOOTBALL_DATA_MALFORMED', name, `it is not valid CSV: ${cause.message}.`, { cause })
  }
  return rows
}

type Report = (code: SeasonDiagnostic['code'], message: string, skipped?: SeasonDiagnostic['skipped']) => void

function readMatch(
  file: string,
  { line, cells }: CsvRow,
  columns: Columns,
  { prefixes, defaultKickOff, seen }: Reading,
  report: Report,
): { readonly match: FootballMatch; readonly format: DateFormat } | null {
  if (cells.every((cell) => cell.trim() === '')) {
    report('BLANK_ROW', 'the row is blank')
    return null
  }
  if (cells.length < columns.width) {
    report('SHORT_ROW', `the row has ${cells.length} cells, at least ${columns.width} are needed`)
    return null
  }
  const row = readRow(cells, columns)
  if ('problems' in row) {
    report('INVALID_ROW', row.problems.join('; '))
    return null
  }
  const { division, home, away, homeGoals, awayGoals, result } = row
  const { date, format } = row.date
  const shown = homeGoals > awayGoals ? 'H' : homeGoals < awayGoals ? 'A' : 'D'
  if (shown !== result) {
    report('RESULT_CONTRADICTED', `FTR is ${result} and the score ${homeGoals}-${awayGoals}`)
    return null
  }
  const key = JSON.stringify([division, date, home, away])
  const first = seen.get(key)
  if (first !== undefined) {
    report('DUPLICATE_MATCH', `${home} v ${away} on ${date} stands already in ${first}`)
    return null
  }
  seen.set(key, `${file} line ${line}`)
  const prices = (where: Columns['close'], prefix: string | null) => {
    if (where === null || prefix === null) return null
    const read = readPrices(cells, where, prefix)
    if ('prices' in read) return read.prices
    report(read.code, read.message, 'prices')
    return null
  }
  const match: FootballMatch = {
    file,
    line,
    division,
    date,
    home,
    away,
    decidedAt: londonTime(date, 0),
    kickOff: londonTime(date, row.time ?? defaultKickOff),
    homeGoals,
    awayGoals,
    result,
    sharp: prices(columns.sharp, prefixes.sharp),
    book: prices(columns.book, prefixes.book),
    close: prices(columns.close, prefixes.close),
  }
  return { match, format }
}

import { commaLine, reportColumns } from './column-notes.ts'
import { isHeading } from './columns.ts'
import { dayReaders } from './date-orders.ts'
import { decode } from './decode.ts'
import type { Report } from './diagnostic.ts'
import { FootballDataError } from './football-data-error.ts'
import { quoted } from './quoted.ts'
import { type FileReading, readSection } from './read-match.ts'
import { countRows } from './row-counts.ts'
import { rowsOf } from './rows.ts'
import type { FootballMatch, SeasonFile } from './season.ts'
import { type Section, sectionsOf } from './sections.ts'
import { readDate, type WrittenDate } from './wall-date.ts'

/** A file's matches, and the prefixes under which it has prices. */
export interface ReadFile {
  readonly matches: readonly FootballMatch[]
  readonly line: number
  readonly prefixes: { readonly before: ReadonlySet<string>; readonly closing: ReadonlySet<string> }
}

/**
 * Reads one season file.
 *
 * @throws FootballDataError when it can't be used as a whole.
 */
export function readSeasonFile(file: SeasonFile, reading: FileReading): ReadFile {
  const { name } = file
  const counted = countRows(reading.report)
  const { rows, delimiter } = rowsOf(textOf(file, reading.report), isHeading)
  const sections = sectionsOf(name, rows, counted.report)
  const dates = sections.map((section) => datesOf(section))
  const days = dayReaders(
    sections.map(({ rows: filled }, index) =>
      filled.map(({ line }) => ({ line, date: dates[index]?.get(line) ?? null })),
    ),
    reading.report,
  )
  const matches = sections.flatMap((section, index) => {
    reportColumns(section, reading.named, reading.report)
    const dayOf = days[index]
    const written = dates[index]
    if (dayOf === undefined || written === undefined) return []
    return readSection(name, section, { dayOf, written }, { ...reading, report: counted.report })
  })
  const comma = commaLine(sections)
  if (comma !== null) {
    reading.report(
      'DECIMAL_COMMA',
      comma,
      `numbers are read with a decimal comma (cells are parted by ${quoted(delimiter)})`,
    )
  }
  if (matches.length === 0 && !counted.hasDuplicates()) {
    throw new FootballDataError(
      'FOOTBALL_DATA_NO_MATCHES',
      name,
      `not one of its rows can be used. ${counted.summary()}`,
      {
        remedy: 'Give a season with results: fixtures to come are none.',
      },
    )
  }
  const prefixes = (kind: 'before' | 'closing') =>
    new Set(sections.flatMap(({ columns }) => columns[kind].map(({ prefix }) => prefix)))
  return {
    matches,
    line: sections[0]?.line ?? 1,
    prefixes: { before: prefixes('before'), closing: prefixes('closing') },
  }
}

function textOf(file: SeasonFile, report: Report): string {
  const { text, assumed } =
    file.bytes === undefined ? { text: file.text, assumed: null } : decode(file.name, file.bytes)
  if (assumed !== null) report('ENCODING_ASSUMED', 1, `it is read as ${assumed}`)
  if (text.includes('\0')) {
    throw new FootballDataError('FOOTBALL_DATA_MALFORMED', file.name, 'its text holds zero characters.', {
      remedy: 'It may be UTF-16 that was read as something else: give the bytes of the file.',
    })
  }
  const lost = text.indexOf('\uFFFD')
  if (lost !== -1) {
    const line = text.slice(0, lost).split(/\r\n|\n|\r/).length
    report('CHARACTERS_LOST', line, 'characters were lost when it was decoded: give the bytes of the file')
  }
  return text
}

function datesOf({ columns, rows }: Section): ReadonlyMap<number, WrittenDate> {
  const dates = new Map<number, WrittenDate>()
  for (const { line, cells } of rows) {
    const date = readDate(cells[columns.at.date] ?? '')
    if (date !== null) dates.set(line, date)
  }
  return dates
}

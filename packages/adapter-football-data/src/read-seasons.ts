import { InvalidValueError } from '@betting-advisor/core'
import { checkPrefixes } from './check-prefixes.ts'
import { type ChoiceFile, chooseVenues } from './choose-venues.ts'
import type { Report, SeasonDiagnostic } from './diagnostic.ts'
import { readSeasonFile } from './read-file.ts'
import type { FileReading } from './read-match.ts'
import type { SeasonData, SeasonFile, SeasonOptions } from './season.ts'
import { readTime } from './wall-date.ts'

/**
 * Reads season files of football-data.co.uk: matches with their results and the prices of every bookmaker, before the close and at it.
 *
 * Files may be of one season, of several put together, or of a league outside the main ones; parted by commas, semicolons, tabs or
 * bars; in UTF-8, UTF-16 or Windows-1252. Times are UK wall time. Rows and prices that can't be used are left out, and what had to be
 * assumed is said, with file and line.
 *
 * @throws FootballDataError `FOOTBALL_DATA_MALFORMED`, `FOOTBALL_DATA_COLUMNS_MISSING` or `FOOTBALL_DATA_NO_MATCHES` when a file as a
 * whole can't be used; `FOOTBALL_DATA_COLUMNS_MISSING` or `FOOTBALL_DATA_LOOK_AHEAD` when prices are asked for that no file has or that
 * nobody knew in time.
 * @throws InvalidValueError `INVALID_VALUE` when `defaultKickOff` is not a time.
 * @example
 * ```ts
 * const text = 'Div,Date,HomeTeam,AwayTeam,FTHG,FTAG,FTR,PSH,PSD,PSA,B365H,B365D,B365A\nX0,20/05/2020,Reds,Blues,2,1,H,2,3.5,4,2.1,3.4,3.9'
 * const seasons = readSeasons([{ name: 'X0.csv', text }], { close: null })
 * seasons.matches[0]?.result // 'H'
 * ```
 */
export function readSeasons(files: readonly SeasonFile[], options: SeasonOptions = {}): SeasonData {
  const { sharp, bookmakers = [], close, defaultKickOff = '15:00' } = options
  const minutes = readTime(defaultKickOff)
  if (minutes === null) throw new InvalidValueError('defaultKickOff', defaultKickOff, 'a time such as 15:00')
  const diagnostics: { readonly index: number; readonly said: SeasonDiagnostic }[] = []
  const seen: FileReading['seen'] = new Map()
  const named = new Set(bookmakers)
  if (sharp !== undefined) named.add(sharp)
  if (close !== undefined && close !== null) named.add(close.slice(0, -1))
  const read = files.map((file, index): ChoiceFile => {
    const report: Report = (code, line, message, skipped = 'nothing') => {
      diagnostics.push({ index, said: { file: file.name, line, code, message, skipped } })
    }
    const reading = { defaultKickOff: { minutes, text: defaultKickOff }, named, seen, report }
    return { ...readSeasonFile(file, reading), report }
  })
  const [first] = files
  if (first !== undefined) checkPrefixes(first.name, read, options)
  const venues = chooseVenues(read, options)
  return {
    matches: read.flatMap(({ matches }) => matches),
    diagnostics: diagnostics.sort((a, b) => a.index - b.index || a.said.line - b.said.line).map(({ said }) => said),
    venues,
  }
}

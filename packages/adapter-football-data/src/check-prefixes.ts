import { venueOfPrefix } from './bookmakers.ts'
import { isClosing } from './columns.ts'
import { FootballDataError } from './football-data-error.ts'
import { quoted } from './quoted.ts'
import type { ReadFile } from './read-file.ts'
import type { SeasonOptions } from './season.ts'

/**
 * Refuses prefixes that would let a strategy see closing prices, and those that no file has.
 *
 * @throws FootballDataError `FOOTBALL_DATA_LOOK_AHEAD` or `FOOTBALL_DATA_COLUMNS_MISSING`
 */
export function checkPrefixes(
  name: string,
  files: readonly ReadFile[],
  { sharp, bookmakers, close }: SeasonOptions,
): void {
  const before = [...new Set(files.flatMap(({ prefixes }) => [...prefixes.before]))]
  const closing = [...new Set(files.flatMap(({ prefixes }) => [...prefixes.closing]))]
  const venues = new Set(before.map(venueOfPrefix))
  for (const prefix of [...(sharp === undefined ? [] : [sharp]), ...(bookmakers ?? [])]) {
    if (venues.has(venueOfPrefix(prefix))) continue
    if (closing.includes(prefix) || isClosing(prefix, before)) throw lookAhead(name, prefix)
    throw missing(name, prefix, before, closing)
  }
  if (close === undefined || close === null || isClosing(close, before)) return
  if (!before.includes(close)) throw missing(name, close, before, closing)
  throw new FootballDataError('FOOTBALL_DATA_LOOK_AHEAD', name, `${close} are not closing prices.`, {
    remedy: closing.includes(`${close}C`) ? `Measure against those under ${close}C.` : 'Leave the close out with null.',
  })
}

function lookAhead(name: string, prefix: string): FootballDataError {
  return new FootballDataError(
    'FOOTBALL_DATA_LOOK_AHEAD',
    name,
    `${prefix} are closing prices, which nobody knows before the match.`,
    { remedy: `Decide at the prices under ${prefix.slice(0, -1)}.` },
  )
}

function missing(
  name: string,
  prefix: string,
  before: readonly string[],
  closing: readonly string[],
): FootballDataError {
  const list = (prefixes: readonly string[]) =>
    prefixes.length === 0 ? 'none' : prefixes.map((each) => quoted(each).slice(1, -1)).join(', ')
  return new FootballDataError(
    'FOOTBALL_DATA_COLUMNS_MISSING',
    name,
    `no file has prices under ${quoted(prefix)}. There are, before the close: ${list(before)}; at the close: ${list(closing)}.`,
    { remedy: 'Name prefixes of prices that the files have.' },
  )
}

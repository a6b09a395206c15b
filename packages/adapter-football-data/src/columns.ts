import { FootballDataError } from './football-data-error.ts'

/** The columns that every match needs. */
const NEEDED = ['Div', 'Date', 'HomeTeam', 'AwayTeam', 'FTHG', 'FTAG', 'FTR'] as const

/** Where the prices of one prefix stand: home, draw, away. */
export type PriceColumns = readonly [home: number, draw: number, away: number]

/** Where to find things in a row; −1 for a `Time` that the file does not have. */
export interface Columns {
  readonly at: Readonly<Record<(typeof NEEDED)[number] | 'Time', number>>
  readonly sharp: PriceColumns
  readonly book: PriceColumns
  readonly close: PriceColumns | null
  /** How many cells a row must have at least. */
  readonly width: number
}

/** The prefixes of the prices that are asked for. */
export interface Prefixes {
  readonly sharp: string
  readonly book: string
  readonly close: string | null
}

/** Every prefix under which a heading has prices for home win, draw and away win. */
function pricePrefixes(heading: readonly string[]): readonly string[] {
  const names = new Set(heading)
  return [...names]
    .filter((name) => name.length > 1 && name.endsWith('H'))
    .map((name) => name.slice(0, -1))
    .filter((prefix) => names.has(`${prefix}D`) && names.has(`${prefix}A`))
}

/**
 * Finds the columns of one file.
 *
 * @throws FootballDataError `FOOTBALL_DATA_COLUMNS_MISSING` or `FOOTBALL_DATA_LOOK_AHEAD`
 */
export function findColumns(file: string, heading: readonly string[], prefixes: Prefixes): Columns {
  const known = pricePrefixes(heading)
  const missing: string[] = NEEDED.filter((name) => !heading.includes(name))
  for (const prefix of [prefixes.sharp, prefixes.book, prefixes.close]) {
    if (prefix !== null && !known.includes(prefix)) missing.push(`${prefix}H/D/A`)
  }
  if (missing.length > 0) {
    const offered = known.length === 0 ? 'It has no prices at all.' : `It has prices under ${known.join(', ')}.`
    throw new FootballDataError(
      'FOOTBALL_DATA_COLUMNS_MISSING',
      file,
      `columns are missing: ${[...new Set(missing)].join(', ')}. ${offered}`,
      { remedy: 'Give a season file of football-data.co.uk and prefixes of prices that it has.' },
    )
  }
  refuseLookAhead(file, known, prefixes)
  const find = (name: string) => heading.indexOf(name)
  const prices = (prefix: string): PriceColumns => [find(`${prefix}H`), find(`${prefix}D`), find(`${prefix}A`)]
  const at = {
    Div: find('Div'),
    Date: find('Date'),
    Time: find('Time'),
    HomeTeam: find('HomeTeam'),
    AwayTeam: find('AwayTeam'),
    FTHG: find('FTHG'),
    FTAG: find('FTAG'),
    FTR: find('FTR'),
  }
  const sharp = prices(prefixes.sharp)
  const book = prices(prefixes.book)
  const close = prefixes.close === null ? null : prices(prefixes.close)
  const width = Math.max(...Object.values(at), ...sharp, ...book, ...(close ?? [])) + 1
  return { at, sharp, book, close, width }
}

/** Closing prices carry a `C` after the prefix that the same bookmaker has before the close. */
function isClosing(prefix: string, known: readonly string[]): boolean {
  return prefix.endsWith('C') && known.includes(prefix.slice(0, -1))
}

function refuseLookAhead(file: string, known: readonly string[], { sharp, book, close }: Prefixes): void {
  for (const prefix of [sharp, book]) {
    if (!isClosing(prefix, known)) continue
    throw new FootballDataError(
      'FOOTBALL_DATA_LOOK_AHEAD',
      file,
      `${prefix} are closing prices, which nobody knows before the match.`,
      { remedy: `Decide at the prices under ${prefix.slice(0, -1)}.` },
    )
  }
  if (close !== null && !isClosing(close, known)) {
    throw new FootballDataError('FOOTBALL_DATA_LOOK_AHEAD', file, `${close} are not closing prices.`, {
      remedy: known.includes(`${close}C`) ? `Measure against those under ${close}C.` : 'Leave the close out with null.',
    })
  }
}

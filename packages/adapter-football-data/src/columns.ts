import type { VenueId } from '@betting-advisor/core'
import { comparePrefixes, isKnownPrefix, venueOfPrefix } from './bookmakers.ts'

/** The names under which a file may have what every match needs; of several, the first. */
const NAMES = {
  date: ['Date'],
  home: ['HomeTeam', 'HT', 'Home'],
  away: ['AwayTeam', 'AT', 'Away'],
  homeGoals: ['FTHG', 'HG'],
  awayGoals: ['FTAG', 'AG'],
  result: ['FTR', 'Res'],
} as const

/** What every match needs besides its division. */
export type MatchField = keyof typeof NAMES

/** Where the prices of one prefix stand in a row. */
export interface PriceColumns {
  readonly prefix: string
  /** The prefix that the same bookmaker has before the close. */
  readonly own: string
  readonly venue: VenueId
  /** Whether the notes of football-data.co.uk explain the prefix. */
  readonly known: boolean
  /** Home, draw, away. */
  readonly cells: readonly [home: number, draw: number, away: number]
}

/** Where to find things in a row. */
export interface Columns {
  readonly at: Readonly<Record<MatchField, number>>
  /** `Div`, or `Country` and `League`. */
  readonly division: readonly number[]
  /** −1 where there is none. */
  readonly time: number
  /** Whether prices without a mark of the close are known to be of before: in files of leagues outside the main ones they are not. */
  readonly saysWhen: boolean
  /** Prices before the close, and at the close; each prefix as often as bookmakers have one. */
  readonly before: readonly PriceColumns[]
  readonly closing: readonly PriceColumns[]
  /** How many cells a row must have at least to say anything of a match. */
  readonly needed: number
  /** How many it must have to hold all prices too, and how many the heading has names for. */
  readonly priced: number
  readonly width: number
  /** Names that stand over several columns, of which the first is read. */
  readonly repeated: readonly string[]
}

/** Whether cells are a heading: dates, and a home and an away team. */
export function isHeading(cells: readonly string[]): boolean {
  return (['date', 'home', 'away'] as const).every((field) => NAMES[field].some((name) => cells.includes(name)))
}

/** The columns under a heading, or the names of those that it lacks. */
export function findColumns(heading: readonly string[]): Columns | { readonly missing: readonly string[] } {
  const find = (names: readonly string[]) => heading.indexOf(names.find((name) => heading.includes(name)) ?? '\0')
  const at: Record<MatchField, number> = {
    date: find(NAMES.date),
    home: find(NAMES.home),
    away: find(NAMES.away),
    homeGoals: find(NAMES.homeGoals),
    awayGoals: find(NAMES.awayGoals),
    result: find(NAMES.result),
  }
  const saysWhen = heading.includes('Div')
  const division = saysWhen ? [heading.indexOf('Div')] : divisionOf(heading)
  const missing = Object.values(NAMES).flatMap((names) => (find(names) === -1 ? [names.join(' or ')] : []))
  if (division.length === 0) missing.unshift('Div or League')
  if (missing.length > 0) return { missing }
  const time = heading.indexOf('Time')
  const { before, closing } = pricesOf(heading)
  const needed = Math.max(...Object.values(at), ...division) + 1
  const priced = Math.max(needed, ...[...before, ...closing].flatMap(({ cells }) => cells.map((cell) => cell + 1)))
  const width = heading.findLastIndex((name) => name !== '') + 1
  const read = new Set([...Object.values(at), ...division, ...[...before, ...closing].flatMap(({ cells }) => cells)])
  const repeated = [...read].map((index) => heading[index] ?? '').filter((name) => isRepeated(heading, name))
  return { at, division, time, saysWhen, before, closing, needed, priced, width, repeated }
}

function divisionOf(heading: readonly string[]): readonly number[] {
  if (!heading.includes('League')) return []
  return ['Country', 'League'].map((name) => heading.indexOf(name)).filter((index) => index !== -1)
}

function isRepeated(heading: readonly string[], name: string): boolean {
  return heading.indexOf(name) !== heading.lastIndexOf(name)
}

/** Every prefix under which a heading has prices for home win, draw and away win. */
function pricesOf(heading: readonly string[]): Pick<Columns, 'before' | 'closing'> {
  const names = new Set(heading)
  const prefixes = [...names]
    .filter((name) => name.length > 1 && name.endsWith('H'))
    .map((name) => name.slice(0, -1))
    .filter((prefix) => names.has(`${prefix}D`) && names.has(`${prefix}A`))
    .sort(comparePrefixes)
  const columns = (prefix: string, own: string): PriceColumns => ({
    prefix,
    own,
    venue: venueOfPrefix(own),
    known: isKnownPrefix(own),
    cells: [heading.indexOf(`${prefix}H`), heading.indexOf(`${prefix}D`), heading.indexOf(`${prefix}A`)],
  })
  return {
    before: prefixes.filter((prefix) => !isClosing(prefix, prefixes)).map((prefix) => columns(prefix, prefix)),
    closing: prefixes
      .filter((prefix) => isClosing(prefix, prefixes))
      .map((prefix) => columns(prefix, prefix.slice(0, -1))),
  }
}

/**
 * Whether a prefix is one of closing prices: these carry a `C` after the prefix that the same bookmaker has before the close, which
 * must be a known one or stand beside it.
 */
export function isClosing(prefix: string, beside: readonly string[]): boolean {
  const own = prefix.slice(0, -1)
  return prefix.endsWith('C') && !isKnownPrefix(prefix) && own !== '' && (isKnownPrefix(own) || beside.includes(own))
}

import { type VenueId, venueId } from '@betting-advisor/core'

/**
 * What a prefix of price columns stands for: a bookmaker that takes bets at these prices; an exchange, whose winnings bear a commission
 * that its prices do not show; or a summary of many bookmakers, with whom nobody can bet.
 */
export type PriceKind = 'bookmaker' | 'exchange' | 'summary'

/** The prefixes that the notes of football-data.co.uk explain; of two for one bookmaker the earlier here is preferred. */
const KNOWN: readonly (readonly [prefix: string, venue: string, kind?: PriceKind])[] = [
  ['1XB', '1xbet'],
  ['Avg', 'market-average', 'summary'],
  ['B365', 'bet365'],
  ['BF', 'betfair-sportsbook'],
  ['BFD', 'betfred'],
  ['BFE', 'betfair-exchange', 'exchange'],
  ['BMGM', 'betmgm'],
  ['BS', 'blue-square'],
  ['BW', 'bwin'],
  ['BbAv', 'betbrain-average', 'summary'],
  ['BbMx', 'betbrain-maximum', 'summary'],
  ['CL', 'coral'],
  ['GB', 'gamebookers'],
  ['IW', 'interwetten'],
  ['LB', 'ladbrokes'],
  ['Max', 'market-maximum', 'summary'],
  ['PS', 'pinnacle'],
  ['P', 'pinnacle'],
  ['SB', 'sportingbet'],
  ['SJ', 'stan-james'],
  ['SO', 'sporting-odds'],
  ['SY', 'stanleybet'],
  ['VC', 'betvictor'],
  ['BV', 'betvictor'],
  ['WH', 'william-hill'],
]

const PLACES = new Map(KNOWN.map(([prefix], index) => [prefix, index]))

function known(prefix: string): (typeof KNOWN)[number] | undefined {
  const place = PLACES.get(prefix)
  return place === undefined ? undefined : KNOWN[place]
}

const EXCHANGES: ReadonlySet<string> = new Set(KNOWN.flatMap(([, venue, kind]) => (kind === 'exchange' ? [venue] : [])))

/** Whether a venue is an exchange. */
export function isExchange(venue: VenueId): boolean {
  return EXCHANGES.has(venue)
}

/** Whether the notes of football-data.co.uk explain a prefix. */
export function isKnownPrefix(prefix: string): boolean {
  return PLACES.has(prefix)
}

/** What a prefix stands for; an unknown one is taken for a bookmaker. */
export function kindOfPrefix(prefix: string): PriceKind {
  return known(prefix)?.[2] ?? 'bookmaker'
}

/** Orders prefixes so that whatever the order of columns, the same one of two for a bookmaker comes first. */
export function comparePrefixes(a: string, b: string): number {
  const [first, second] = [PLACES.get(a) ?? KNOWN.length, PLACES.get(b) ?? KNOWN.length]
  return first - second || (a < b ? -1 : a > b ? 1 : 0)
}

/** Orders venues by name, whatever the language of the machine. */
export function compareVenues(a: VenueId, b: VenueId): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/**
 * The venue that a prefix of price columns stands for; an unknown prefix stands for itself, in lower case.
 *
 * @throws InvalidValueError `INVALID_VALUE` when empty.
 * @example
 * ```ts
 * venueOfPrefix('B365') // 'bet365'
 * ```
 */
export function venueOfPrefix(prefix: string): VenueId {
  return venueId(known(prefix)?.[1] ?? prefix.toLowerCase())
}

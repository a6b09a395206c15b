import { type Timestamp, timestamp } from '@betting-advisor/core'
import { REGIONS } from './bookmaker-regions.ts'
import { Refusal } from './refusal.ts'

const FEATURED = ['h2h', 'spreads', 'totals', 'outrights', 'h2h_lay', 'outrights_lay']

/** A market that exists, but only for one event at a time: props, alternates, periods. */
const ADDITIONAL =
  /^(alternate_|team_totals|btts|draw_no_bet|double_chance|h2h_3_way|player_|batter_|pitcher_|corners_1x2$|correct_score|halftime_fulltime$|to_qualify$)|^(h2h|spreads|totals)_(q[1-4]|h[12]|p[1-3]|s[1-5]|1st_[1357]_innings)$/

/** How moments and prices are written. */
export interface Formats {
  readonly date: 'iso' | 'unix'
  readonly odds: 'decimal' | 'american'
}

/** Which events are asked for. */
export interface EventChoice {
  readonly ids: ReadonlySet<string> | null
  readonly from: Timestamp | null
  readonly to: Timestamp | null
}

/** Which bookmakers are asked for, and how many regions that costs. */
export type Bookmakers =
  | { readonly regions: readonly string[]; readonly cost: number }
  | { readonly keys: ReadonlySet<string>; readonly cost: number }

function listOf(query: URLSearchParams, name: string): readonly string[] | null {
  const text = query.get(name)
  if (text === null || text === '') return null
  return [...new Set(text.split(',').map((part) => part.trim()))]
}

function invalid(code: string, message: string): never {
  throw new Refusal(422, code, message)
}

export function formatsOf(query: URLSearchParams): Formats {
  const date = query.get('dateFormat') ?? 'iso'
  const odds = query.get('oddsFormat') ?? 'decimal'
  if (date !== 'iso' && date !== 'unix') return invalid('INVALID_DATE_FORMAT', 'Invalid dateFormat. Use iso or unix')
  if (odds !== 'decimal' && odds !== 'american') {
    return invalid('INVALID_ODDS_FORMAT', 'Invalid oddsFormat. Use decimal or american')
  }
  return { date, odds }
}

export function eventChoiceOf(query: URLSearchParams): EventChoice {
  const ids = listOf(query, 'eventIds')
  if (ids?.some((id) => !/^[0-9a-f]{32}$/.test(id)) === true) invalid('INVALID_EVENT_IDS', 'Invalid eventIds parameter')
  const from = momentOf(query, 'commenceTimeFrom', 'INVALID_COMMENCE_TIME_FROM')
  const to = momentOf(query, 'commenceTimeTo', 'INVALID_COMMENCE_TIME_TO')
  if (from !== null && to !== null && from >= to) {
    invalid('INVALID_COMMENCE_TIME_RANGE', 'commenceTimeFrom must be before commenceTimeTo')
  }
  return { ids: ids === null ? null : new Set(ids), from, to }
}

function momentOf(query: URLSearchParams, name: string, code: string): Timestamp | null {
  const text = query.get(name)
  if (text === null || text === '') return null
  const milliseconds = Date.parse(text)
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) || Number.isNaN(milliseconds)) {
    return invalid(code, `Invalid ${name} parameter. The format must be YYYY-MM-DDTHH:MM:SSZ`)
  }
  return timestamp(milliseconds)
}

/** @param isKnown - Whether a bookmaker exists. */
export function bookmakersOf(query: URLSearchParams, isKnown: (key: string) => boolean): Bookmakers {
  const keys = listOf(query, 'bookmakers')
  if (keys !== null) {
    const unknown = keys.filter((key) => !isKnown(key))
    if (unknown.length > 0) invalid('INVALID_BOOKMAKERS', `Invalid bookmakers: ${unknown.join(',')}`)
    return { keys: new Set(keys), cost: Math.ceil(keys.length / 10) }
  }
  const regions = listOf(query, 'regions')
  if (regions === null) return invalid('MISSING_REGION', 'Missing regions parameter')
  const unknown = regions.filter((region) => !REGIONS.some((known) => known === region))
  if (unknown.length > 0) invalid('INVALID_REGION', `Invalid regions: ${unknown.join(',')}`)
  return { regions, cost: regions.length }
}

export function marketsOf(query: URLSearchParams): readonly string[] {
  const markets = listOf(query, 'markets') ?? ['h2h']
  const additional = markets.filter((market) => ADDITIONAL.test(market))
  if (additional.length > 0) {
    invalid('INVALID_MARKET', `Markets not supported by this endpoint: ${additional.join(', ')}`)
  }
  const unknown = markets.filter((market) => !FEATURED.includes(market))
  if (unknown.length > 0) invalid('INVALID_MARKET', `Invalid markets: ${unknown.join(', ')}`)
  return markets
}

export function daysFromOf(query: URLSearchParams): number | null {
  const text = query.get('daysFrom')
  if (text === null || text === '') return null
  if (!/^[123]$/.test(text)) return invalid('INVALID_SCORES_DAYS_FROM', 'Invalid daysFrom parameter. Use 1, 2 or 3')
  return Number(text)
}

const FLAGS: Readonly<Record<string, string>> = {
  includeLinks: 'INVALID_INCLUDE_LINKS',
  includeSids: 'INVALID_INCLUDE_SIDS',
  includeBetLimits: 'INVALID_INCLUDE_BET_LIMITS',
  includeRotationNumbers: 'INVALID_INCLUDE_ROTATION_NUMBERS',
}

/** Which of the `include…` switches are on. */
export function flagsOf(query: URLSearchParams): ReadonlySet<string> {
  const on = new Set<string>()
  for (const [name, code] of Object.entries(FLAGS)) {
    const text = query.get(name) ?? 'false'
    if (text !== 'true' && text !== 'false') invalid(code, `Invalid ${name} parameter. Use true or false`)
    if (text === 'true') on.add(name)
  }
  return on
}

export function allSportsOf(query: URLSearchParams): boolean {
  const text = query.get('all') ?? 'false'
  if (text !== 'true' && text !== 'false')
    invalid('INVALID_ALL_SPORTS_PARAM', 'Invalid all parameter. Use true or false')
  return text === 'true'
}

import type { OneOrMore } from '@betting-advisor/core/venue'
import { MarketQueryError } from './query-error.ts'
import type { SportName } from './sports.ts'

/** Which markets of the exchange are meant, in a person's words: those that meet all that is said. What is left out does not matter. */
export interface MarketQuery {
  /**
   * By the exchange's name (`horse-racing`, `Horse Racing`, `Tennis`) or number. `createCatalogue` asks for a number that is not known anyway;
   * filters made without asking know horse racing, greyhound racing, football, both rugbys, boxing, darts, basketball and a few more.
   */
  readonly sport?: SportName | OneOrMore<SportName>
  /** ISO 3166 codes of two letters; what has none counts as GB at the exchange. */
  readonly countries?: OneOrMore<string>
  /** The exchange's codes, such as `WIN`, `MATCH_ODDS` and `OVER_UNDER_25`. */
  readonly types?: OneOrMore<string>
  /** By name, or by the exchange's number. */
  readonly competitions?: OneOrMore<string>
  /** By the exchange's numbers. */
  readonly events?: OneOrMore<string>
  /** Race courses, as the exchange calls them. */
  readonly venues?: OneOrMore<string>
  /** Words of the names of events. */
  readonly name?: string
  /** Those that start from now on within so many hours, above 0 and at most 8,784; with `inPlay: true`, those that have started as well. */
  readonly withinHours?: number
  /** Only those that are in play now, or only those that are not. */
  readonly inPlay?: boolean
  /** Only those that are to go in play, or only those that are not. */
  readonly turnsInPlay?: boolean
  /** Only those with a starting price, or only those without. */
  readonly startingPrice?: boolean
}

const LISTS = ['countries', 'types', 'competitions', 'events', 'venues'] as const
const FLAGS = ['inPlay', 'turnsInPlay', 'startingPrice'] as const
const KNOWN: readonly string[] = [...LISTS, ...FLAGS, 'sport', 'name', 'withinHours']
const FORMS: Readonly<Partial<Record<(typeof LISTS)[number], readonly [form: RegExp, what: string]>>> = {
  countries: [/^[A-Z]{2}$/, 'two capital letters, such as GB'],
  types: [/^[A-Z0-9_-]{1,64}$/, 'a code of the exchange’s, such as MATCH_ODDS'],
  events: [/^\d{1,15}$/, 'a number of the exchange’s'],
}
const LONGEST_TEXT = 200
const MOST_HOURS = 8_784

/** The sports of a query, in a list. */
export function sportsOf({ sport }: MarketQuery): readonly string[] {
  return sport === undefined ? [] : typeof sport === 'string' ? [sport] : sport
}

/**
 * Whether a query says what it seems to: to the exchange an empty list, or a field that it does not know, means everything.
 *
 * @throws MarketQueryError `INVALID_QUERY`
 */
export function checkQuery(query: MarketQuery): void {
  for (const name of Object.keys(query)) {
    if (!KNOWN.includes(name)) throw invalid(name, 'is not known', `Use ${KNOWN.join(', ')}.`)
  }
  for (const name of LISTS) {
    const list = query[name]
    if (list !== undefined) checkTexts(name, list, FORMS[name])
  }
  if (query.sport !== undefined) checkTexts('sport', sportsOf(query))
  for (const name of FLAGS) {
    const flag = query[name]
    if (flag !== undefined && typeof flag !== 'boolean') throw invalid(name, 'is neither true nor false', LEAVE_OUT)
  }
  const { name, withinHours } = query
  if (name !== undefined) {
    checkTexts('name', [name])
    if (name.startsWith('*')) throw invalid('name', 'begins with *', 'The exchange takes * only after a letter.')
  }
  if (withinHours !== undefined && !(withinHours > 0 && withinHours <= MOST_HOURS))
    throw invalid('withinHours', 'is no number of hours', `Use a number above 0 and at most ${MOST_HOURS}.`)
}

const LEAVE_OUT = 'Leave it out where it does not matter.'

function checkTexts(name: string, list: readonly string[], form?: readonly [form: RegExp, what: string]): void {
  if (!Array.isArray(list) || list.length === 0) throw invalid(name, 'is no list with something in it', LEAVE_OUT)
  for (const each of list) {
    if (typeof each !== 'string' || each.trim() === '' || each.length > LONGEST_TEXT)
      throw invalid(name, 'holds an empty or too long text', LEAVE_OUT)
    if (form !== undefined && !form[0].test(each))
      throw invalid(name, `holds ${JSON.stringify(each)}`, `Each is ${form[1]}.`)
  }
}

function invalid(name: string, what: string, remedy: string): MarketQueryError {
  return new MarketQueryError('INVALID_QUERY', `In a query for markets, ${name} ${what}.`, remedy)
}

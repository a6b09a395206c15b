import {
  after,
  eventId,
  HOUR,
  type Market,
  type MarketResult,
  type MarketUpdate,
  marketId,
  type SelectionId,
  type SelectionRole,
  selectionId,
  type Timestamp,
  type VenueId,
  type VenuePrices,
  wonBy,
} from '@betting-advisor/core'
import { type VenueTerms, venueTerms } from '@betting-advisor/core/venue'
import { isExchange } from './bookmakers.ts'
import type { BookmakerPrices, FootballMatch, FullTimeResult, SeasonData } from './season.ts'

/** What happens in a backtest over seasons: prices before the match, prices at the close, how it ended. */
export type FootballDataEvent =
  | { readonly type: 'market'; readonly at: Timestamp; readonly update: MarketUpdate }
  | { readonly type: 'closing'; readonly at: Timestamp; readonly update: MarketUpdate }
  | { readonly type: 'result'; readonly at: Timestamp; readonly result: MarketResult }

/** What is not in the files. */
export interface FootballDataTerms {
  /** What an exchange keeps of net winnings, in [0, 1): its prices are those before it. @default 0.05 */
  readonly exchangeCommission?: number
}

/** A result is known this long after kick-off. */
const RESULT_AFTER = 2 * HOUR

const order: readonly FullTimeResult[] = ['H', 'D', 'A']
const ROLES = { H: 'home', D: 'draw', A: 'away' } as const satisfies Record<FullTimeResult, SelectionRole>

/**
 * The match-odds market of one match.
 *
 * @example
 * ```ts
 * const { matches } = readSeasons(files)
 * const markets = matches.map(marketOf)
 * ```
 */
export function marketOf(match: FootballMatch): Market {
  const id = `football-data:${[match.division, match.date, match.home, match.away].map(withoutSlash).join('/')}`
  return {
    id: marketId(`${id}/h2h`),
    event: {
      id: eventId(id),
      competition: match.division,
      name: `${match.home} v ${match.away}`,
      home: match.home,
      away: match.away,
      startsAt: match.kickOff,
    },
    kind: 'h2h',
    outcome: 'winner',
    selections: order.map((letter) => {
      const id = selectionOf(match, letter)
      return { id, name: id, role: ROLES[letter], line: null }
    }),
    winners: 1,
    line: null,
  }
}

/** Some teams have a slash in their names, which would let two matches have one id. */
function withoutSlash(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('/', '%2F')
}

function selectionOf(match: FootballMatch, letter: FullTimeResult): SelectionId {
  return selectionId(letter === 'H' ? match.home : letter === 'A' ? match.away : 'Draw')
}

/** What venues showed at a moment, in the order in which the venues are named. */
function quotes(
  at: Timestamp,
  venues: readonly VenueId[],
  known: readonly BookmakerPrices[],
  exchange: VenueTerms,
): readonly VenuePrices[] {
  return [...new Set(venues)].flatMap((venue): readonly VenuePrices[] => {
    const prices = known.find((each) => each.venue === venue)?.prices
    if (prices === undefined) return []
    const shown = { venue, side: 'back', quotedAt: at, freshness: 'live', prices } as const
    return [isExchange(venue) ? { ...shown, terms: exchange } : shown]
  })
}

/**
 * The events of a backtest over seasons, in the order in which they happen, and within a moment in file order.
 *
 * At 00:00 Europe/London of the match day, or an hour before an earlier kick-off, the prices before the close are known, at kick-off
 * those at the close, and two hours later the result: whoever decides at the first can't have seen the others. Shown are the prices
 * of the reference and of the bookmakers to bet with, `seasons.venues`; a match without any of them before the close has no events.
 *
 * @throws InvalidValueError `INVALID_VALUE` when the commission is not in [0, 1).
 * @example
 * ```ts
 * const seasons = readSeasons(files)
 * const events = footballDataEvents(seasons)
 * ```
 */
export function footballDataEvents(
  { matches, venues }: SeasonData,
  { exchangeCommission = 0.05 }: FootballDataTerms = {},
): readonly FootballDataEvent[] {
  const exchange = venueTerms({ commission: exchangeCommission })
  const events: FootballDataEvent[] = []
  for (const match of matches) {
    const market = marketOf(match)
    const open = (type: 'market' | 'closing', at: Timestamp, shown: readonly VenuePrices[]): void => {
      if (shown.length === 0) return
      events.push({ type, at, update: { market, status: 'open', inPlay: false, receivedAt: at, venues: shown } })
    }
    const { decidedAt, kickOff } = match
    const before = quotes(decidedAt, [venues.sharp, ...venues.bookmakers], match.before, exchange)
    if (before.length === 0) continue
    open('market', decidedAt, before)
    open('closing', kickOff, quotes(kickOff, venues.closing, match.closing, exchange))
    events.push({
      type: 'result',
      at: after(kickOff, RESULT_AFTER),
      result: wonBy(market, [selectionOf(match, match.result)], `${match.homeGoals}-${match.awayGoals}`),
    })
  }
  // Sorting is stable, so what happens at one moment stays in file order.
  return events.sort((a, b) => a.at - b.at)
}

import type { SelectionRole } from '@betting-advisor/core'
import {
  listOfPrices,
  type MarketOffer,
  type OfferedEvent,
  type OfferedSelection,
  type PricesByVenue,
} from './market-offer.ts'

/** A match between two sides. */
export interface OfferedMatch extends OfferedEvent {
  readonly home: string
  readonly away: string
}

function matchOf({ id, competition, startsAt, home, away }: OfferedMatch) {
  return { id, competition, startsAt, home, away, name: `${home} v ${away}` }
}

function side(name: string, role: SelectionRole): OfferedSelection {
  return { id: name, name, role, line: null }
}

const signed = (line: number): string => `${line > 0 ? '+' : ''}${line}`

/**
 * Who wins a match: home, draw and away in this order, or home and away with `draw: false`.
 *
 * @example
 * ```ts
 * matchOdds({
 *   id: '17', competition: 'soccer_epl', startsAt: '2026-08-08T15:00:00Z', home: 'Arsenal', away: 'Chelsea',
 *   prices: { pinnacle: [2.1, 3.4, 3.6] },
 * })
 * ```
 */
export function matchOdds(
  match: OfferedMatch & {
    /** Whether a draw can be bet on; `true` by default. */
    readonly draw?: boolean
    readonly prices: PricesByVenue
  },
): MarketOffer {
  const [home, away] = [side(match.home, 'home'), side(match.away, 'away')]
  return {
    event: matchOf(match),
    kind: 'h2h',
    outcome: 'winner',
    line: null,
    winners: 1,
    selections: match.draw === false ? [home, away] : [home, side('Draw', 'draw'), away],
    prices: listOfPrices(match.prices),
  }
}

/**
 * Over and under a total, in this order.
 *
 * @example
 * ```ts
 * totals({
 *   id: '17', competition: 'soccer_epl', startsAt: '2026-08-08T15:00:00Z', home: 'Arsenal', away: 'Chelsea',
 *   line: 2.5, prices: { pinnacle: [1.9, 2] },
 * })
 * ```
 */
export function totals(match: OfferedMatch & { readonly line: number; readonly prices: PricesByVenue }): MarketOffer {
  const { line } = match
  return {
    event: matchOf(match),
    kind: 'totals',
    outcome: 'total',
    line,
    winners: 1,
    selections: [
      { id: `Over ${line}`, name: 'Over', role: 'over', line },
      { id: `Under ${line}`, name: 'Under', role: 'under', line },
    ],
    prices: listOfPrices(match.prices),
  }
}

/**
 * Home and away with a handicap, in this order; `line` is the home team's.
 *
 * @example
 * ```ts
 * handicap({
 *   id: '17', competition: 'soccer_epl', startsAt: '2026-08-08T15:00:00Z', home: 'Arsenal', away: 'Chelsea',
 *   line: -1.5, prices: { pinnacle: [2.4, 1.6] },
 * })
 * ```
 */
export function handicap(match: OfferedMatch & { readonly line: number; readonly prices: PricesByVenue }): MarketOffer {
  const { home, away, line } = match
  const selection = (name: string, role: SelectionRole, own: number) => ({
    ...side(name, role),
    id: `${name} ${signed(own)}`,
    line: own,
  })
  return {
    event: matchOf(match),
    kind: 'spreads',
    outcome: 'handicap',
    line,
    winners: 1,
    selections: [selection(home, 'home', line), selection(away, 'away', 0 - line)],
    prices: listOfPrices(match.prices),
  }
}

/**
 * Who wins among many: a tournament, a race.
 *
 * @example
 * ```ts
 * outright({
 *   id: 'masters', competition: 'golf', startsAt: '2026-04-09T12:00:00Z', name: 'Masters',
 *   runners: ['Woods', 'McIlroy'], prices: { pinnacle: [7, 9] },
 * })
 * ```
 */
export function outright(
  event: OfferedEvent & {
    readonly name: string
    readonly runners: readonly string[]
    /** How many of them win; 1 by default. */
    readonly winners?: number
    readonly prices: PricesByVenue
  },
): MarketOffer {
  const { id, competition, startsAt, name, runners, winners = 1, prices } = event
  return {
    event: { id, competition, startsAt, name, home: null, away: null },
    kind: 'outrights',
    outcome: 'winner',
    line: null,
    winners,
    selections: runners.map((runner) => ({ id: runner, name: runner, line: null })),
    prices: listOfPrices(prices),
  }
}

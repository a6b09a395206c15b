import { listOfPrices, type MarketOffer, type OfferedEvent, type PricesByVenue } from './market-offer.ts'

/** A match between two sides. */
export interface OfferedMatch extends OfferedEvent {
  readonly home: string
  readonly away: string
}

function matchOf({ id, competition, startsAt, home, away }: OfferedMatch) {
  return { id, competition, startsAt, home, away, name: `${home} v ${away}` }
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
  const names = match.draw === false ? [match.home, match.away] : [match.home, 'Draw', match.away]
  return {
    event: matchOf(match),
    kind: 'h2h',
    outcome: 'winner',
    line: null,
    winners: 1,
    selections: names.map((name) => ({ id: name, name, line: null })),
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
    selections: ['Over', 'Under'].map((name) => ({ id: `${name} ${line}`, name, line })),
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
  const selection = (name: string, own: number) => ({ id: `${name} ${signed(own)}`, name, line: own })
  return {
    event: matchOf(match),
    kind: 'spreads',
    outcome: 'handicap',
    line,
    winners: 1,
    selections: [selection(home, line), selection(away, 0 - line)],
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

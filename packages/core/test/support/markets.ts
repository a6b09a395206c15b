import {
  after,
  allVoid,
  currency,
  eventId,
  HOUR,
  type Market,
  type MarketResult,
  type MarketUpdate,
  MINUTE,
  marketId,
  money,
  price,
  type RiskLimits,
  type Side,
  selectionId,
  type Timestamp,
  timestamp,
  type VenuePrices,
  venueId,
  wonBy,
} from '@betting-advisor/core'
import type { VenueTerms } from '@betting-advisor/core/venue'

/** When tests happen: a Saturday noon in winter, where London keeps UTC. */
export const NOON = timestamp(Date.UTC(2026, 0, 10, 12))

export const GBP = currency('GBP')

/** Limits wide enough that nothing but what a test narrows can stop a bet. */
export const WIDE: RiskLimits = {
  minOdds: 1.01,
  maxOdds: 1000,
  minEdge: 0,
  maxEdge: Number.POSITIVE_INFINITY,
  referenceOverround: { least: -1, most: Number.POSITIVE_INFINITY },
  maxStakeFraction: 1,
  maxStakeAbsolute: money(100_000_000),
  maxOpenBets: 500,
  dailyLossLimit: money(100_000_000),
  weeklyLossLimit: null,
  monthlyLossLimit: null,
  exposure: { selection: null, market: null, event: null, strategy: null, venue: null, account: null },
  cooldownMs: 0,
  fxMargin: 0.02,
  closeWithinMs: 10 * MINUTE,
  lowClv: { limit: 0, bets: 20, lockMs: 24 * HOUR },
  rateLimit: { orders: 1000, windowMs: MINUTE },
  maxQuoteAgeMs: MINUTE,
  consecutiveLossLimit: 20,
  consecutiveLossWarn: 20,
  maxRecentLossesCheck: 20,
  lossStreakLockMs: 24 * HOUR,
  maxDrawdownFraction: 0.9,
  drawdownWarnFraction: 0.9,
  peakLookbackMs: 30 * 24 * HOUR,
  drawdownLockMs: null,
}

/** A match of Home and Away that starts an hour after noon unless said otherwise. */
export function matchOdds(id = 'm1', { startsAt = after(NOON, HOUR) }: { startsAt?: Timestamp } = {}): Market {
  return {
    id: marketId(id),
    event: {
      id: eventId(`event ${id}`),
      competition: 'league',
      name: 'Home v Away',
      home: 'Home',
      away: 'Away',
      startsAt,
    },
    kind: 'h2h',
    outcome: 'winner',
    selections: [
      { id: selectionId('Home'), name: 'Home', role: 'home', line: null },
      { id: selectionId('Away'), name: 'Away', role: 'away', line: null },
    ],
    winners: 1,
    line: null,
  }
}

/** What bookmakers show: for each its prices of Home and Away. */
export type Shown = Readonly<Record<string, readonly (number | null)[]>>

/** Prices as a venue shows them. */
export function shownBy(
  venue: string,
  prices: readonly (number | null)[],
  at: Timestamp,
  rest: { side?: Side; freshness?: VenuePrices['freshness'] } = {},
): VenuePrices {
  return {
    venue: venueId(venue),
    side: 'back',
    quotedAt: at,
    freshness: 'live',
    prices: prices.map((value) => (value === null ? null : price(value))),
    ...rest,
  }
}

/** News of a market, quoted as it arrives. */
export function news(
  market: Market,
  at: Timestamp,
  shown: Shown,
  rest: Partial<Pick<MarketUpdate, 'status' | 'inPlay' | 'states'>> & { readonly terms?: VenueTerms } = {},
): MarketUpdate {
  const { terms, ...state } = rest
  const own = terms === undefined ? {} : { terms }
  const venues = Object.entries(shown).map(([venue, prices]) => ({ ...shownBy(venue, prices, at), ...own }))
  return { market, status: 'open', inPlay: false, receivedAt: at, venues, ...state }
}

/** How a market ended: a winner by name, or `null` when bets are returned. */
export function ended(market: Market, winner: string | null): MarketResult {
  if (winner === null) return allVoid(market.id)
  // Also one that the market does not have, as a source may say.
  const names = new Set([...market.selections.map(({ id }) => id), selectionId(winner)])
  return wonBy({ ...market, selections: [...names].map((id) => ({ id })) }, [selectionId(winner)])
}

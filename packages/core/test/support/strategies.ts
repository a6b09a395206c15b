import {
  type Desk,
  flatStake,
  type MarketView,
  type Money,
  money,
  type Signal,
  type Strategy,
  selectionId,
  venueId,
} from '@betting-advisor/core'

/** Asks for a bet on Home with `venue` on every piece of news, for so many minor units. */
export function backHome(stake = 1000, rest: Partial<Strategy> & { venue?: string } = {}): Strategy {
  const { venue = 'book', ...parts } = rest
  return {
    name: 'back-home',
    version: '1',
    onMarket: (market, desk) => void desk.signal(orderSignal(market, stake, venue)),
    ...parts,
  }
}

/** Asks for a bet on Home and one on Away, all or none, on every piece of news that comes while it has none there. */
export function bothSides(
  stakes: { readonly home?: number; readonly away?: number } = {},
  venues: { readonly home?: string; readonly away?: string } = {},
): Strategy {
  return {
    name: 'both-sides',
    version: '1',
    maxEntriesPerMarket: 2,
    onMarket(market, desk) {
      const away = orderSignal(market, stakes.away ?? 1000, venues.away)
      if (desk.orders(market.market.id).length > 0) return
      desk.signalTogether([
        orderSignal(market, stakes.home ?? 1000, venues.home),
        { ...away, selection: selectionId('Away') },
      ])
    },
  }
}

/** A plain order signal for a backer's stake on Home. */
export function orderSignal({ market }: MarketView, stake: number, venue = 'book'): Extract<Signal, { stake: Money }> {
  return {
    kind: 'order',
    market: market.id,
    selection: selectionId('Home'),
    venue: venueId(venue),
    side: 'back',
    stake: money(stake),
  }
}

/** A value signal on Home with a flat stake. */
export function valueSignal(
  { market }: MarketView,
  fairProbability: number,
  stake = 1000,
  fairOverround: number | null = null,
): Signal {
  return {
    kind: 'value',
    market: market.id,
    selection: selectionId('Home'),
    venue: venueId('book'),
    side: 'back',
    fairProbability,
    fairSource: 'a test',
    fairOverround,
    staking: flatStake(money(stake)),
  }
}

/** Asks for whatever `signal` makes of the news. */
export function asking(signal: (market: MarketView, desk: Desk) => Signal | null, name = 'asking'): Strategy {
  return {
    name,
    version: '1',
    onMarket(market, desk) {
      const asked = signal(market, desk)
      if (asked !== null) desk.signal(asked)
    },
  }
}

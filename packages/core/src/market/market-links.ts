import type { EventId, MarketId, SelectionId } from '../units/ids.ts'
import type { Market } from './market.ts'
import type { LinkedMarket, MarketLink } from './market-link.ts'

/** Which markets are one bet, by market. */
export interface MarketLinks {
  readonly size: number
  /** Takes the place of all that were there before. */
  replace(links: readonly MarketLink[]): void
  /** The links that a market is in, in their order: of one event, and no two of the same selection. */
  of(market: MarketId): readonly MarketLink[]
}

/** An index of links. */
export function createMarketLinks(): MarketLinks {
  let byMarket: ReadonlyMap<MarketId, readonly MarketLink[]> = new Map()
  return {
    get size() {
      return byMarket.size
    },
    replace(links) {
      const pairs = links.flatMap((link) => link.markets.map(({ market }) => ({ market, link })))
      byMarket = new Map(
        [...Map.groupBy(pairs, ({ market }) => market)].map(([market, all]) => [market, all.map(({ link }) => link)]),
      )
    },
    of: (market) => byMarket.get(market) ?? NO_LINKS,
  }
}

const NO_LINKS: readonly MarketLink[] = []

/** The event that a bet on a market counts under: that of its links, where it is in any. */
export function eventOfLinks([link]: readonly MarketLink[], { event }: Market): EventId {
  return link?.event ?? event.id
}

/**
 * By place among the selections of one market of links, the place of the same outcome among those of another; −1 where that is not linked,
 * or not there any more.
 */
export function linkedPlaces(links: readonly MarketLink[], from: Market, to: Market): readonly number[] {
  const places = new Map(to.selections.map(({ id }, place) => [id, place]))
  const same = new Map<SelectionId, number>()
  for (const link of links) {
    const there = selectionsIn(link, to.id)
    for (const [index, id] of selectionsIn(link, from.id).entries()) {
      const other = there[index]
      const place = other === undefined ? undefined : places.get(other)
      if (place !== undefined) same.set(id, place)
    }
  }
  return from.selections.map(({ id }) => same.get(id) ?? -1)
}

/** The other markets of the links that a market is in, in the order of the links and each once. */
export function othersIn(links: readonly MarketLink[], market: MarketId): readonly MarketId[] {
  const all = new Set(links.flatMap(({ markets }) => markets.map((each) => each.market)))
  all.delete(market)
  return [...all]
}

const NONE: LinkedMarket['selections'] = []

function selectionsIn({ markets }: MarketLink, id: MarketId): LinkedMarket['selections'] {
  return markets.find(({ market }) => market === id)?.selections ?? NONE
}

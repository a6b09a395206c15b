import type { EventId, MarketId } from '../units/ids.ts'
import type { Market } from './market.ts'
import type { LinkedMarket, MarketLink } from './market-link.ts'

/** Which markets are one bet, by market. */
export interface MarketLinks {
  readonly size: number
  /** Takes the place of all that were there before. */
  replace(links: readonly MarketLink[]): void
  /** The link that a market is in. */
  of(market: MarketId): MarketLink | undefined
}

/** An index of links, in which each market is in one at most. */
export function createMarketLinks(): MarketLinks {
  let byMarket: ReadonlyMap<MarketId, MarketLink> = new Map()
  return {
    get size() {
      return byMarket.size
    },
    replace(links) {
      byMarket = new Map(links.flatMap((link) => link.markets.map(({ market }) => [market, link] as const)))
    },
    of: (market) => byMarket.get(market),
  }
}

/** The event that a bet on a market counts under: that of its link, where it is in one. */
export function eventOfLink(link: MarketLink | undefined, { event }: Market): EventId {
  return link?.event ?? event.id
}

/**
 * By place among the selections of one market of a link, the place of the same outcome among those of another; −1 where that is not linked,
 * or not there any more.
 */
export function linkedPlaces(link: MarketLink, from: Market, to: Market): readonly number[] {
  const [here, there] = [selectionsIn(link, from.id), selectionsIn(link, to.id)]
  const places = new Map(to.selections.map(({ id }, place) => [id, place]))
  return from.selections.map(({ id }) => {
    const same = there[here.indexOf(id)]
    return same === undefined ? -1 : (places.get(same) ?? -1)
  })
}

const NONE: LinkedMarket['selections'] = []

function selectionsIn({ markets }: MarketLink, id: MarketId): LinkedMarket['selections'] {
  return markets.find(({ market }) => market === id)?.selections ?? NONE
}

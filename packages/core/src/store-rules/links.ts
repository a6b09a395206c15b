import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { linkConflict } from '../errors/store-error.ts'
import type { MarketLink } from '../market/market-link.ts'
import type { EventId, MarketId } from '../units/ids.ts'

/**
 * Checks a link against those that are there: a market may be in several, such as one for each of its handicaps, where each links other
 * selections of it and all are of one event.
 *
 * @throws InvalidValueError `INVALID_VALUE`; StoreError `LINK_CONFLICT`
 * @example
 * ```ts
 * const sides = (market) => ({ market: marketId(market), selections: [selectionId('home'), selectionId('away')] })
 * const account = accountKey('LIVE', 'main')
 * checkLink({ account, id: 'l1', event: eventId('e1'), markets: [sides('m1'), sides('m2')] }, [])
 * ```
 */
export function checkLink(link: MarketLink, others: Iterable<MarketLink>): void {
  const { id, markets } = link
  if (id === '') throw new InvalidValueError('id of a link', id, 'a name')
  const linked = new Map(markets.map(({ market, selections }) => [market, new Set(selections)]))
  if (markets.length < 2 || linked.size < markets.length) {
    throw new InvalidValueError('markets of a link', markets.length, 'two or more, none of them twice')
  }
  const count = markets[0]?.selections.length ?? 0
  for (const { market, selections } of markets) {
    if (count === 0 || selections.length !== count || new Set(selections).size < count) {
      throw new InvalidValueError(
        `selections of ${market}`,
        selections.length,
        `${count}, as of each, none of them twice`,
      )
    }
  }
  for (const other of others) {
    if (other.id === id) continue
    for (const { market, selections } of other.markets) {
      const here = linked.get(market)
      if (here === undefined) continue
      if (other.event !== link.event || selections.some((selection) => here.has(selection)))
        throw linkConflict(id, other.id, market)
    }
  }
}

/** The event of the links that a market is in; `undefined` where it is in none. */
export function linkedEvent(links: Iterable<MarketLink>, market: MarketId): EventId | undefined {
  for (const link of links) if (link.markets.some((each) => each.market === market)) return link.event
  return undefined
}

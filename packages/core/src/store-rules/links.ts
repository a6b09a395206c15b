import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { linkConflict } from '../errors/store-error.ts'
import type { MarketLink } from '../market/market-link.ts'
import type { EventId, MarketId } from '../units/ids.ts'

/**
 * Checks a link against those that are there.
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
  const names = new Set(markets.map(({ market }) => market))
  if (markets.length < 2 || names.size < markets.length) {
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
    const shared = other.id === id ? undefined : other.markets.find(({ market }) => names.has(market))
    if (shared !== undefined) throw linkConflict(id, other.id, shared.market)
  }
}

/** The event of the link that a market is in; `undefined` where it is in none. */
export function linkedEvent(links: Iterable<MarketLink>, market: MarketId): EventId | undefined {
  for (const link of links) if (link.markets.some((each) => each.market === market)) return link.event
  return undefined
}

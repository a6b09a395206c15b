import { aText, type Complete, having, listOf } from '../units/shape.ts'
import type { MarketLink } from './market-link.ts'

/** A link as a caller without types may give it. */
export const aLink = having('a link of markets', {
  id: aText,
  event: aText,
  markets: listOf(
    'markets',
    having('a market of a link', {
      market: aText,
      selections: listOf('selections', aText),
    } satisfies Complete<MarketLink['markets'][number]>),
  ),
} satisfies Complete<Omit<MarketLink, 'account'>>)

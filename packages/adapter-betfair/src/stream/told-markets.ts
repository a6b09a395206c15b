import type { Market, MarketId, MarketResult, MarketUpdate, Timestamp, VenueId } from '@betting-advisor/core'
import { type MarketAtVenue, marketAtVenue } from '@betting-advisor/core/venue'
import type { DescribeMarket } from '../markets/describe-market.ts'
import type { TermsOf } from '../markets/terms.ts'
import { marketStatus } from './exchange-book.ts'
import { exchangeResult } from './exchange-result.ts'
import { exchangeState } from './exchange-state.ts'
import type { BooksTurn, KeptMarket } from './market-books.ts'

/** What is made of the definitions of markets: news of them, and how they ended. */
export interface ToldMarkets {
  /** The news that a message brings. */
  news(turn: BooksTurn, receivedAt: Timestamp): readonly MarketUpdate[]
  /** News of markets of which more is known by now than when they were told, such as their names. */
  described(markets: Iterable<KeptMarket>, receivedAt: Timestamp): readonly MarketUpdate[]
  /** The results that have become known since it was last asked. */
  results(): readonly MarketResult[]
}

/** What it is told with. */
export interface ToldMarketsSettings {
  readonly venue: VenueId
  readonly describe: DescribeMarket
  readonly termsOf: TermsOf
}

const NO_NEWS: readonly MarketUpdate[] = []
const NO_RESULTS: readonly MarketResult[] = []

export function createToldMarkets({ venue, describe, termsOf }: ToldMarketsSettings): ToldMarkets {
  const known = new Map<MarketId, Market>()
  let results: MarketResult[] = []

  function update(kept: KeptMarket, isGone: boolean, receivedAt: Timestamp): MarketUpdate | null {
    const { id, market: name, definition } = kept
    const market = describe(id, definition, known.get(name) ?? null)
    if (market === null) return null
    known.set(name, market)
    const state =
      isGone || definition === null
        ? unknownState(id)
        : exchangeState(venue, id, definition, market, termsOf(definition))
    const { status, inPlay } = state
    if (status === 'closed') known.delete(name)
    return { market, status, inPlay, receivedAt, venues: [], states: [state] }
  }

  /** Nothing may be bet on where the venue tells nothing. */
  function unknownState(id: string): MarketAtVenue {
    return marketAtVenue({ venue, id, status: 'suspended' })
  }

  return {
    news({ told, gone }, receivedAt) {
      if (told.length === 0 && gone.length === 0) return NO_NEWS
      const updates: MarketUpdate[] = []
      for (const kept of told) {
        const { definition } = kept
        if (definition !== null && marketStatus(definition.status) === 'closed') {
          const result = exchangeResult(kept.id, definition)
          if (result !== null) results.push(result)
        }
        const news = update(kept, false, receivedAt)
        if (news !== null) updates.push(news)
      }
      for (const kept of gone) {
        const news = update(kept, true, receivedAt)
        known.delete(kept.market)
        if (news !== null) updates.push(news)
      }
      return updates
    },
    described(markets, receivedAt) {
      const updates: MarketUpdate[] = []
      for (const kept of markets) {
        const before = known.get(kept.market)
        const market = describe(kept.id, kept.definition, before ?? null)
        if (market === null || market === before) continue
        const news = update(kept, false, receivedAt)
        if (news !== null) updates.push(news)
      }
      return updates
    },
    results() {
      if (results.length === 0) return NO_RESULTS
      const told = results
      results = []
      return told
    },
  }
}

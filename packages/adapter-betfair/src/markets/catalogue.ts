import {
  type Clock,
  type Currency,
  currency,
  type Logger,
  type Market,
  silentLogger,
  type Timestamp,
} from '@betting-advisor/core'
import type { BetfairClient } from '../api/client.ts'
import type { MarketProjection } from '../api/wire/enums.ts'
import type { MarketCatalogue } from '../api/wire/market-catalogue.ts'
import type { MarketFilter } from '../api/wire/requests.ts'
import type { NamedMarkets } from '../stream/market-choice.ts'
import { type DescribeMarket, describeByDefinition, marketOf } from './describe-market.ts'
import { learnNames, type NameClient } from './learn-names.ts'
import { factsOfCatalogue, factsOfDefinition, withNames } from './market-facts.ts'
import { apiMarketFilter, type KnownNames } from './market-filter.ts'
import { checkQuery, type MarketQuery } from './market-query.ts'
import { exchangeTerms, type TermsOf } from './terms.ts'

/** What a catalogue is made of. */
export interface CatalogueSettings {
  readonly client: NameClient & Pick<BetfairClient, 'listMarketCatalogue' | 'session' | 'breakers'>
  readonly clock: Clock
  /** Which markets are meant. */
  readonly query: MarketQuery
  /** The most markets that are named, those that start first; at most 1000. @default 200 */
  readonly maxMarkets?: number
  /** How often a feed asks, in milliseconds. @default 60_000 */
  readonly everyMs?: number
  /** That of the account, in which its least stakes are told. @default those of the venue's traits count */
  readonly account?: Currency
  /** What is taken off the commission of this account, in [0, 1], where a market allows it. @default 0 */
  readonly discount?: number
  /** Of the sizes on the stream. @default GBP */
  readonly currency?: Currency
  /** In which language names are told, such as `en`. @default that of the account */
  readonly locale?: string
  readonly logger?: Logger
}

/** Markets of the exchange that a query means: for a feed to subscribe to, by name. */
export interface Catalogue {
  /** For `createMarketFeed({ markets })`, or for its `whenTooMany` beside a filter. */
  readonly markets: NamedMarkets
  /** For `createMarketFeed({ describe })`. */
  readonly describe: DescribeMarket
  /** For `createMarketFeed({ termsOf })`. */
  readonly termsOf: TermsOf
  /** Those that were named last, those that start first before others; without a word of the stream, how many win is not known. */
  known(): readonly Market[]
  /** When the exchange last told them; `null` where it has not. */
  readonly toldAt: Timestamp | null
}

const MOST = 1_000
const ALL: readonly MarketProjection[] = [
  ...(['COMPETITION', 'EVENT', 'EVENT_TYPE', 'MARKET_START_TIME'] as const),
  ...(['MARKET_DESCRIPTION', 'RUNNER_DESCRIPTION'] as const),
]

/**
 * Names and describes the markets that a query means. One that was named stays so until it is over, also when it starts or the query does not
 * mean it any more: bets may be open there.
 *
 * @throws MarketQueryError `INVALID_QUERY`; from `markets.ids` `UNKNOWN_SPORT` and `UNKNOWN_COMPETITION`.
 * @example
 * ```ts
 * await using session = createBetfairSession({ appKey: 'k', username: 'me', password: 'secret', clock: createSystemClock() })
 * await using client = createBetfairClient({ session, clock: createSystemClock() })
 * const query = { sport: 'horse-racing', countries: ['GB'], types: ['WIN'], withinHours: 2 } as const
 * const catalogue = createCatalogue({ client, clock: createSystemClock(), query })
 * catalogue.known() // []
 * ```
 */
export function createCatalogue(settings: CatalogueSettings): Catalogue {
  const { client, clock, query, maxMarkets = 200, everyMs = 60_000, logger = silentLogger } = settings
  const { account, discount = 0, currency: told = currency('GBP') } = settings
  checkQuery(query)
  const most = Math.min(MOST, maxMarkets)
  const locale = settings.locale === undefined ? {} : { locale: settings.locale }
  const { jurisdiction } = client.session.access
  const termsOf = exchangeTerms({
    ...{ currency: told, discount },
    ...(account !== undefined && { account: { currency: account, jurisdiction } }),
  })
  let names: KnownNames | null = null
  let entries: ReadonlyMap<string, MarketCatalogue> = new Map()
  let toldAt: Timestamp | null = null

  async function list(
    filter: MarketFilter,
    marketProjection: readonly MarketProjection[],
    signal: AbortSignal,
  ): Promise<readonly MarketCatalogue[]> {
    const request = { filter, marketProjection, sort: 'FIRST_TO_START', maxResults: most, ...locale } as const
    const answer = await client.listMarketCatalogue(request, signal)
    const { count, examples } = answer.leftOut
    if (count > 0) logger.warn({ count, examples }, 'markets of the catalogue cannot be read and are left out')
    toldAt = answer.receivedAt
    return answer.value
  }

  async function ids(signal: AbortSignal): Promise<readonly string[]> {
    const learnt = names ?? (await learnNames(client, query, signal))
    const filter = apiMarketFilter(query, clock.now(), learnt)
    // A name that was not known may be known next time.
    names = learnt
    const meant = await list(filter, ['MARKET_START_TIME'], signal)
    const asked = [...new Set([...entries.keys(), ...meant.map(({ marketId }) => marketId)])]
    // A filter without a market would fit every one that there is.
    const found = asked.length === 0 ? [] : await list({ marketIds: asked }, ALL, signal)
    const inOrder = found.toSorted((one, other) => startOf(one) - startOf(other))
    if (inOrder.length > most) logger.warn({ meant: inOrder.length, most }, 'more markets are meant than are named')
    entries = new Map(inOrder.slice(0, most).map((each) => [each.marketId, each]))
    return [...entries.keys()]
  }

  return {
    markets: { ids, everyMs, breakers: [client.session.breaker, ...client.breakers] },
    termsOf,
    describe(id, definition, known) {
      const entry = entries.get(id)
      if (entry === undefined) return describeByDefinition(id, definition, known)
      const facts = factsOfCatalogue(entry)
      if (definition === null) return known ?? marketOf(id, facts, null)
      return marketOf(id, withNames(factsOfDefinition(definition), facts), known)
    },
    known: () => [...entries].map(([id, entry]) => marketOf(id, factsOfCatalogue(entry), null)),
    get toldAt() {
      return toldAt
    },
  }
}

function startOf(entry: MarketCatalogue): number {
  return factsOfCatalogue(entry).startsAt ?? Number.POSITIVE_INFINITY
}

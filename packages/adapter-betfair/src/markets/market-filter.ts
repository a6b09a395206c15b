import type { Timestamp } from '@betting-advisor/core'
import type { MarketFilter } from '../api/wire/requests.ts'
import type { StreamMarketFilter } from '../stream/wire.ts'
import { checkQuery, type MarketQuery, sportsOf } from './market-query.ts'
import { MarketQueryError } from './query-error.ts'
import { isNumber, type NamedIds, plainName, wellKnownSports } from './sports.ts'

/** What names of a query stand for. */
export interface KnownNames {
  readonly sports: NamedIds
  readonly competitions: NamedIds
}

/** What is known without asking: the usual sports, and no competition. */
export const wellKnownNames: KnownNames = { sports: wellKnownSports, competitions: new Map() }

const HOUR_MS = 3_600_000

/**
 * A query as the exchange's API is asked for it.
 *
 * @param now - From when `withinHours` counts.
 * @param names - What the names of sports and competitions stand for, such as `learnNames` has learnt them. @default the usual sports
 * @throws MarketQueryError `UNKNOWN_SPORT`, `UNKNOWN_COMPETITION`, `INVALID_QUERY`
 * @example
 * ```ts
 * const filter = apiMarketFilter({ sport: 'horse-racing', countries: ['GB'], types: ['WIN'] }, timestamp(0))
 * filter.eventTypeIds // ['7']
 * ```
 */
export function apiMarketFilter(query: MarketQuery, now: Timestamp, names: KnownNames = wellKnownNames): MarketFilter {
  checkQuery(query)
  const { countries, types, competitions, events, venues, name, withinHours, inPlay, turnsInPlay, startingPrice } =
    query
  return {
    ...sportIds(query, names),
    ...(competitions !== undefined && {
      competitionIds: idsOf(competitions, names.competitions, unknownCompetition),
    }),
    ...(countries !== undefined && { marketCountries: countries }),
    ...(types !== undefined && { marketTypeCodes: types }),
    ...(events !== undefined && { eventIds: events }),
    ...(venues !== undefined && { venues }),
    ...(name !== undefined && { textQuery: name }),
    ...(inPlay !== undefined && { inPlayOnly: inPlay }),
    ...(turnsInPlay !== undefined && { turnInPlayEnabled: turnsInPlay }),
    ...(startingPrice !== undefined && { bspOnly: startingPrice }),
    ...(withinHours !== undefined && {
      marketStartTime: {
        ...(inPlay !== true && { from: new Date(now).toISOString() }),
        to: new Date(now + withinHours * HOUR_MS).toISOString(),
      },
    }),
  }
}

/**
 * A query as the stream is subscribed with it. The stream knows no competitions, names, times of start and whether a market is in play:
 * markets that are meant so are named by a `createCatalogue`.
 *
 * @throws MarketQueryError `NOT_ON_STREAM`, `UNKNOWN_SPORT`, `INVALID_QUERY`
 * @example
 * ```ts
 * const filter = streamMarketFilter({ sport: 'horse-racing', countries: ['GB'], types: ['WIN'] })
 * filter.marketTypes // ['WIN']
 * ```
 */
export function streamMarketFilter(query: MarketQuery, names: KnownNames = wellKnownNames): StreamMarketFilter {
  checkQuery(query)
  const absent = (['competitions', 'name', 'withinHours', 'inPlay'] as const).filter(
    (each) => query[each] !== undefined,
  )
  if (absent.length > 0) {
    throw new MarketQueryError(
      'NOT_ON_STREAM',
      `The stream cannot be subscribed to by ${absent.join(' and ')}.`,
      'Name the markets by createCatalogue, or leave that out.',
    )
  }
  const { countries, types, events, venues, turnsInPlay, startingPrice } = query
  return {
    ...sportIds(query, names),
    ...(countries !== undefined && { countryCodes: countries }),
    ...(types !== undefined && { marketTypes: types }),
    ...(events !== undefined && { eventIds: events }),
    ...(venues !== undefined && { venues }),
    ...(turnsInPlay !== undefined && { turnInPlayEnabled: turnsInPlay }),
    ...(startingPrice !== undefined && { bspMarket: startingPrice }),
  }
}

function sportIds(query: MarketQuery, { sports }: KnownNames): { readonly eventTypeIds?: readonly string[] } {
  return query.sport === undefined ? {} : { eventTypeIds: idsOf(sportsOf(query), sports, unknownSport) }
}

function idsOf(asked: readonly string[], names: NamedIds, unknown: (name: string) => Error): readonly string[] {
  const ids = asked.flatMap((each) => {
    if (isNumber(each)) return [each]
    const found = names.get(plainName(each))
    if (found === undefined) throw unknown(each)
    return found
  })
  return [...new Set(ids)]
}

function unknownSport(name: string): MarketQueryError {
  return new MarketQueryError(
    'UNKNOWN_SPORT',
    `The exchange has no sport ${JSON.stringify(name)} that is known here.`,
    'Use its name at the exchange (listEventTypes tells them), or its number.',
  )
}

function unknownCompetition(name: string): MarketQueryError {
  return new MarketQueryError(
    'UNKNOWN_COMPETITION',
    `No competition ${JSON.stringify(name)} of the exchange is known here.`,
    'Use its name at the exchange (listCompetitions tells those with markets), or its number.',
  )
}

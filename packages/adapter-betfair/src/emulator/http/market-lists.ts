import type { EmulatedMarket } from '../exchange/emulated-market.ts'
import type { Exchange } from '../exchange/exchange.ts'
import { ApiFault } from './api-fault.ts'
import { catalogueWeight, checkWeight } from './data-weight.ts'
import { marketFilter } from './market-filter.ts'
import { must, type Params } from './params.ts'

const SPORTS: ReadonlyMap<string, string> = new Map([
  ['1', 'Soccer'],
  ['2', 'Tennis'],
  ['4', 'Cricket'],
  ['7', 'Horse Racing'],
  ['4339', 'Greyhound Racing'],
  ['7522', 'Basketball'],
])
const REGULATORS: ReadonlyMap<string, string> = new Map([['MR_INT', 'GIBRALTAR REGULATOR']])
const PROJECTIONS = [
  'COMPETITION',
  'EVENT',
  'EVENT_TYPE',
  'MARKET_START_TIME',
  'MARKET_DESCRIPTION',
  'RUNNER_DESCRIPTION',
  'RUNNER_METADATA',
] as const
const SORTS = [
  'MINIMUM_TRADED',
  'MAXIMUM_TRADED',
  'MINIMUM_AVAILABLE',
  'MAXIMUM_AVAILABLE',
  'FIRST_TO_START',
  'LAST_TO_START',
] as const
const MOST_RESULTS = 1_000

/** Markets that a filter meets and that are not closed, grouped by something they have. */
function grouped(
  exchange: Exchange,
  params: Params,
  keyOf: (market: EmulatedMarket) => string | undefined,
): [key: string, first: EmulatedMarket, count: number][] {
  const found = chosen(exchange, params).filter((market) => keyOf(market) !== undefined)
  return [...Map.groupBy(found, (market) => keyOf(market) ?? '')].flatMap(([key, markets]) => {
    const [first] = markets
    return first === undefined ? [] : [[key, first, markets.length] as [string, EmulatedMarket, number]]
  })
}

function chosen(exchange: Exchange, params: Params): EmulatedMarket[] {
  const meets = marketFilter(must(params.object('filter')))
  return [...exchange.markets.values()].filter((market) => !market.isClosed && meets(market))
}

export function listEventTypes(exchange: Exchange, params: Params): object {
  return grouped(exchange, params, ({ definition }) => definition?.eventTypeId).map(([id, , marketCount]) => ({
    eventType: { id, name: sportOf(id) },
    marketCount,
  }))
}

export function listCompetitions(exchange: Exchange, params: Params): object {
  return grouped(exchange, params, ({ definition }) => definition?.competitionId).map(
    ([id, { definition }, marketCount]) => ({
      competition: { id, name: definition?.competitionName ?? id },
      marketCount,
      competitionRegion: 'GBR',
    }),
  )
}

export function listEvents(exchange: Exchange, params: Params): object {
  return grouped(exchange, params, ({ definition }) => definition?.eventId).map(([, market, marketCount]) => ({
    event: eventOf(market),
    marketCount,
  }))
}

export function listMarketTypes(exchange: Exchange, params: Params): object {
  return grouped(exchange, params, ({ definition }) => definition?.marketType).map(([marketType, , marketCount]) => ({
    marketType,
    marketCount,
  }))
}

export function listCountries(exchange: Exchange, params: Params): object {
  return grouped(exchange, params, ({ definition }) => definition?.countryCode).map(([countryCode, , marketCount]) => ({
    countryCode,
    marketCount,
  }))
}

export function listVenues(exchange: Exchange, params: Params): object {
  return grouped(exchange, params, ({ definition }) => definition?.venue).map(([venue, , marketCount]) => ({
    venue,
    marketCount,
  }))
}

export function listMarketCatalogue(exchange: Exchange, params: Params): object {
  const projection: readonly string[] = (params.texts('marketProjection') ?? []).map((name) => {
    const known = PROJECTIONS.find((each) => each === name)
    if (known === undefined) throw new ApiFault('INVALID_INPUT_DATA', `market projection ${name} is unknown`)
    return known
  })
  const most = must(params.number('maxResults'))
  if (!(Number.isInteger(most) && most >= 1 && most <= MOST_RESULTS)) {
    throw new ApiFault('INVALID_INPUT_DATA', 'maxResults must be from 1 to 1000')
  }
  checkWeight(catalogueWeight(projection), most)
  const sort = params.word('sort', SORTS)
  return sorted(chosen(exchange, params), sort)
    .slice(0, most)
    .map((market) => catalogueOf(market, projection))
}

function sorted(markets: readonly EmulatedMarket[], sort: (typeof SORTS)[number] | null): readonly EmulatedMarket[] {
  const startOf = ({ definition }: EmulatedMarket): number => Date.parse(definition?.marketTime ?? '') || 0
  const traded = ({ book }: EmulatedMarket): number => book.totalMatched
  switch (sort) {
    case 'MINIMUM_TRADED':
      return markets.toSorted((a, b) => traded(a) - traded(b))
    case 'MAXIMUM_TRADED':
      return markets.toSorted((a, b) => traded(b) - traded(a))
    case 'LAST_TO_START':
      return markets.toSorted((a, b) => startOf(b) - startOf(a))
    case 'FIRST_TO_START':
      return markets.toSorted((a, b) => startOf(a) - startOf(b))
    default:
      return markets
  }
}

function catalogueOf(market: EmulatedMarket, projection: readonly string[]): object {
  const { id, definition, book } = market
  const has = (name: (typeof PROJECTIONS)[number]): boolean => projection.includes(name)
  const { eventTypeId = '0', competitionId } = definition ?? {}
  return {
    marketId: id,
    marketName: definition?.name ?? definition?.marketName ?? id,
    ...(has('MARKET_START_TIME') && { marketStartTime: definition?.marketTime }),
    ...(has('MARKET_DESCRIPTION') && { description: descriptionOf(market) }),
    totalMatched: book.totalMatched / 100,
    ...((has('RUNNER_DESCRIPTION') || has('RUNNER_METADATA')) && {
      runners: (definition?.runners ?? []).map(({ id: runner, hc = 0, name, sortPriority = 1 }) => ({
        selectionId: Number(runner),
        runnerName: name ?? String(runner),
        handicap: hc,
        sortPriority,
        ...(has('RUNNER_METADATA') && { metadata: { runnerId: String(runner) } }),
      })),
    }),
    ...(has('EVENT_TYPE') && { eventType: { id: eventTypeId, name: sportOf(eventTypeId) } }),
    ...(has('COMPETITION') &&
      competitionId !== undefined && {
        competition: { id: competitionId, name: definition?.competitionName ?? competitionId },
      }),
    ...(has('EVENT') && { event: eventOf(market) }),
  }
}

function descriptionOf({ definition }: EmulatedMarket): object {
  const { lineMinUnit, lineMaxUnit, lineInterval, eachWayDivisor, raceType, betDelayModels } = definition ?? {}
  return {
    persistenceEnabled: definition?.persistenceEnabled ?? true,
    bspMarket: definition?.bspMarket ?? false,
    marketTime: definition?.marketTime,
    suspendTime: definition?.suspendTime ?? definition?.marketTime,
    bettingType: definition?.bettingType ?? 'ODDS',
    turnInPlayEnabled: definition?.turnInPlayEnabled ?? false,
    marketType: definition?.marketType ?? 'UNKNOWN',
    regulator: REGULATORS.get(definition?.regulators?.[0] ?? '') ?? 'GIBRALTAR REGULATOR',
    marketBaseRate: definition?.marketBaseRate ?? 5,
    discountAllowed: definition?.discountAllowed ?? true,
    wallet: 'UK wallet',
    ...(eachWayDivisor !== undefined && { eachWayDivisor }),
    ...(raceType !== undefined && { raceType }),
    ...(lineMinUnit !== undefined && {
      lineRangeInfo: {
        minUnitValue: lineMinUnit,
        maxUnitValue: lineMaxUnit,
        interval: lineInterval,
        marketUnit: 'Points',
      },
    }),
    priceLadderDescription: { type: definition?.priceLadderDefinition?.type ?? 'CLASSIC' },
    ...(betDelayModels !== undefined && { betDelayModels }),
  }
}

function eventOf({ id, definition }: EmulatedMarket): object {
  const { eventId = id, eventName, countryCode, timezone = 'GMT', venue, openDate, marketTime } = definition ?? {}
  return {
    id: eventId,
    name: eventName ?? eventId,
    ...(countryCode !== undefined && { countryCode }),
    timezone,
    ...(venue !== undefined && { venue }),
    openDate: openDate ?? marketTime,
  }
}

function sportOf(id: string): string {
  return SPORTS.get(id) ?? `Sport ${id}`
}

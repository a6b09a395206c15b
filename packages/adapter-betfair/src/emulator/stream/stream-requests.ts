import type { StreamField, StreamMarketFilter } from '../../stream/wire.ts'
import type { EmulatedMarket } from '../exchange/emulated-market.ts'
import { Params } from '../http/params.ts'
import type { OrderWishes } from './order-writer.ts'

const LISTS = {
  bettingTypes: 'bettingType',
  eventTypeIds: 'eventTypeId',
  eventIds: 'eventId',
  marketTypes: 'marketType',
  venues: 'venue',
  countryCodes: 'countryCode',
  raceTypes: 'raceType',
} as const
const FIELDS: readonly StreamField[] = [
  'EX_BEST_OFFERS_DISP',
  'EX_BEST_OFFERS',
  'EX_ALL_OFFERS',
  'EX_TRADED',
  'EX_TRADED_VOL',
  'EX_LTP',
  'EX_MARKET_DEF',
  'SP_TRADED',
  'SP_PROJECTED',
]

/** The filter of a market subscription. @throws FrameworkFault where it is none. */
export function streamFilterOf(params: Params | null): StreamMarketFilter {
  const filter = params ?? new Params({})
  const lists = Object.keys(LISTS).map((name) => [name, filter.texts(name)])
  const bspMarket = filter.flag('bspMarket')
  const turnInPlayEnabled = filter.flag('turnInPlayEnabled')
  const marketIds = filter.texts('marketIds')
  return {
    ...Object.fromEntries(lists.filter(([, list]) => list !== null)),
    ...(marketIds !== null && { marketIds }),
    ...(bspMarket !== null && { bspMarket }),
    ...(turnInPlayEnabled !== null && { turnInPlayEnabled }),
  }
}

/** Whether a market is subscribed to; criteria that no market meets are no mistake. */
export function meetsFilter({ id, definition }: EmulatedMarket, filter: StreamMarketFilter): boolean {
  if (definition === null) return false
  const { marketIds, bspMarket, turnInPlayEnabled } = filter
  if (marketIds !== undefined && marketIds.length > 0 && !marketIds.includes(id)) return false
  if (bspMarket !== undefined && (definition.bspMarket ?? false) !== bspMarket) return false
  if (turnInPlayEnabled !== undefined && (definition.turnInPlayEnabled ?? false) !== turnInPlayEnabled) return false
  for (const name of Object.keys(LISTS) as (keyof typeof LISTS)[]) {
    const wanted = filter[name]
    // A country that is not known counts as Britain.
    const value = definition[LISTS[name]] ?? (name === 'countryCodes' ? 'GB' : '')
    if (wanted !== undefined && wanted.length > 0 && !wanted.includes(value)) return false
  }
  return true
}

/** Which fields, and how many levels, are wanted. */
export function dataFilterOf(params: Params | null): {
  readonly fields: ReadonlySet<StreamField>
  readonly levels: number
} {
  const asked = params?.texts('fields') ?? []
  const fields = new Set(FIELDS.filter((field) => asked.includes(field)))
  const levels = params?.number('ladderLevels') ?? 10
  return { fields, levels: Math.min(10, Math.max(1, Math.round(levels))) }
}

export function orderWishesOf(params: Params | null): OrderWishes {
  const strategies = params?.texts('customerStrategyRefs') ?? null
  return {
    strategies: strategies === null ? null : new Set(strategies),
    overall: params?.flag('includeOverallPosition') ?? true,
    byStrategy: params?.flag('partitionMatchedByStrategyRef') ?? false,
  }
}

import type { EmulatedMarket } from '../exchange/emulated-market.ts'
import type { Params } from './params.ts'

/** Whether a market is asked for: it must meet every list that is given. */
export function marketFilter(filter: Params): (market: EmulatedMarket) => boolean {
  const query = filter.text('textQuery')?.replace(/\*+$/, '').toLowerCase() ?? null
  const listed = {
    eventTypeId: filter.texts('eventTypeIds'),
    eventId: filter.texts('eventIds'),
    competitionId: filter.texts('competitionIds'),
    venue: filter.texts('venues'),
    bettingType: filter.texts('marketBettingTypes'),
    countryCode: filter.texts('marketCountries'),
    marketType: filter.texts('marketTypeCodes'),
    raceType: filter.texts('raceTypes'),
  } as const
  const flags = {
    bspMarket: filter.flag('bspOnly'),
    turnInPlayEnabled: filter.flag('turnInPlayEnabled'),
    inPlay: filter.flag('inPlayOnly'),
  } as const
  const ids = filter.texts('marketIds')
  const models = filter.texts('betDelayModels')
  const start = filter.range('marketStartTime')
  return ({ id, definition }) => {
    if (definition === null) return false
    if (ids !== null && ids.length > 0 && !ids.includes(id)) return false
    for (const name of Object.keys(listed) as (keyof typeof listed)[]) {
      const wanted = listed[name]
      // A country that is not known counts as Britain.
      const value = definition[name] ?? (name === 'countryCode' ? 'GB' : '')
      if (wanted !== null && wanted.length > 0 && !wanted.includes(value)) return false
    }
    for (const name of Object.keys(flags) as (keyof typeof flags)[]) {
      if (flags[name] !== null && (definition[name] ?? false) !== flags[name]) return false
    }
    if (models !== null && models.length > 0 && !models.some((model) => definition.betDelayModels?.includes(model)))
      return false
    if (query !== null && !(definition.eventName ?? '').toLowerCase().includes(query)) return false
    const at = Date.parse(definition.marketTime ?? '')
    return start === null || (at >= start.from && at <= start.to)
  }
}

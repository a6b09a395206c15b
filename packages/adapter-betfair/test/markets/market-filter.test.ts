import { timestamp } from '@betting-advisor/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { learnNames, type NameClient } from '../../src/markets/learn-names.ts'
import { apiMarketFilter, streamMarketFilter } from '../../src/markets/market-filter.ts'
import type { MarketQuery } from '../../src/markets/market-query.ts'

const NOON = timestamp(Date.UTC(2026, 10, 30, 12))
const { signal } = new AbortController()

/** A client that knows two sports of one name and two competitions, and counts what it is asked. */
function names(): NameClient & { readonly asked: string[] } {
  const asked: string[] = []
  const answer = <Row>(operation: string, value: readonly Row[]) => {
    asked.push(operation)
    const leftOut = { count: 0, examples: [] }
    return { freshness: 'live', headers: new Headers(), value, receivedAt: NOON, leftOut } as never
  }
  return {
    asked,
    listEventTypes: async () =>
      answer('listEventTypes', [
        { eventType: { id: '99', name: 'Winter Sports' }, marketCount: 1 },
        { eventType: { id: '98', name: 'winter  sports' }, marketCount: 1 },
        { eventType: { id: '100', name: 'Tennis' }, marketCount: 1 },
        // Not the number that was seen before: the exchange knows better.
        { eventType: { id: '3', name: 'Darts' }, marketCount: 1 },
      ]),
    listCompetitions: async () =>
      answer('listCompetitions', [{ competition: { id: '10932509', name: 'English Premier League' }, marketCount: 9 }]),
  }
}

describe('a query for markets', () => {
  it('is a filter of the API', () => {
    expect(apiMarketFilter({ sport: 'horse-racing', countries: ['GB'], types: ['WIN'], withinHours: 2 }, NOON)).toEqual(
      {
        eventTypeIds: ['7'],
        marketCountries: ['GB'],
        marketTypeCodes: ['WIN'],
        marketStartTime: { from: '2026-11-30T12:00:00.000Z', to: '2026-11-30T14:00:00.000Z' },
      },
    )
    expect(
      apiMarketFilter(
        {
          sport: ['Football', '2'],
          competitions: ['10932509'],
          events: ['31'],
          venues: ['Ascot'],
          name: 'City',
          withinHours: 1,
          inPlay: true,
          turnsInPlay: true,
          startingPrice: false,
        },
        NOON,
      ),
    ).toEqual({
      eventTypeIds: ['1', '2'],
      competitionIds: ['10932509'],
      eventIds: ['31'],
      venues: ['Ascot'],
      textQuery: 'City',
      marketStartTime: { to: '2026-11-30T13:00:00.000Z' },
      inPlayOnly: true,
      turnInPlayEnabled: true,
      bspOnly: false,
    })
  })

  it('is a filter of the stream, in the words of the stream', () => {
    const query: MarketQuery = {
      sport: 'Horse Racing',
      countries: ['GB', 'IE'],
      types: ['WIN'],
      events: ['31'],
      venues: ['Ascot'],
      turnsInPlay: false,
      startingPrice: true,
    }
    expect(streamMarketFilter(query)).toEqual({
      eventTypeIds: ['7'],
      countryCodes: ['GB', 'IE'],
      marketTypes: ['WIN'],
      eventIds: ['31'],
      venues: ['Ascot'],
      turnInPlayEnabled: false,
      bspMarket: true,
    })
  })

  it.each([[{ competitions: ['1'] }], [{ name: 'City' }], [{ withinHours: 2 }], [{ inPlay: true }]] satisfies [
    MarketQuery,
  ][])('subscribes to nothing wider than was meant: %o', (query) => {
    expect(() => streamMarketFilter({ sport: 'soccer', ...query })).toThrow(
      expect.objectContaining({ code: 'NOT_ON_STREAM', remedy: expect.stringContaining('createCatalogue') }),
    )
  })

  it.each([
    ['an empty list', { countries: [] }],
    ['no sport', { sport: [] }],
    ['a field that is not known', { country: 'GB' }],
    ['a text for a list', { types: 'WIN' }],
    ['a country in words', { countries: ['England'] }],
    ['a type in words', { types: ['Match Odds'] }],
    ['an event by its name', { events: ['Ascot 4th Dec'] }],
    ['an empty text', { venues: [' '] }],
    ['no time', { withinHours: 0 }],
    ['time without end', { withinHours: Number.POSITIVE_INFINITY }],
    ['no number', { withinHours: Number.NaN }],
    ['a word for a flag', { inPlay: 'yes' }],
    ['a name that begins with *', { name: '*City' }],
  ])('is refused with %s, which would mean something else to the exchange', (_, wrong) => {
    const query = wrong as unknown as MarketQuery
    const refused = expect.objectContaining({ code: 'INVALID_QUERY', remedy: expect.any(String) })
    expect(() => apiMarketFilter(query, NOON)).toThrow(refused)
    expect(() => streamMarketFilter(query)).toThrow(refused)
  })

  it('names the sport and the competition that it does not know', () => {
    expect(() => apiMarketFilter({ sport: 'quidditch' }, NOON)).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_SPORT', message: expect.stringContaining('"quidditch"') }),
    )
    expect(() => streamMarketFilter({ sport: ['darts', 'quidditch'] })).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_SPORT' }),
    )
    expect(() => apiMarketFilter({ competitions: ['English Premier League'] }, NOON)).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_COMPETITION' }),
    )
  })

  it('asks the exchange for names that are not known anyway, and for no others', async () => {
    const client = names()
    const usual = await learnNames(client, { sport: ['darts', '7'], competitions: ['5'] }, signal)
    expect(client.asked).toEqual([])
    expect(apiMarketFilter({ sport: 'darts' }, NOON, usual)).toEqual({ eventTypeIds: ['3503'] })

    const query: MarketQuery = {
      sport: ['winter sports', 'tennis', 'darts', '27454571'],
      competitions: ['english premier league'],
    }
    const learnt = await learnNames(client, query, signal)
    expect(client.asked).toEqual(['listEventTypes', 'listCompetitions'])
    expect(apiMarketFilter(query, NOON, learnt)).toEqual({
      eventTypeIds: ['99', '98', '100', '3', '27454571'],
      competitionIds: ['10932509'],
    })
    await expect(learnNames(client, { competitions: [] } as unknown as MarketQuery, signal)).rejects.toMatchObject({
      code: 'INVALID_QUERY',
    })
  })

  it('knows a sport however it is written', () => {
    const between = fc.constantFrom(' ', '-', '_', '  ', ' / ')
    const written = fc.tuple(fc.constantFrom('horse', 'Horse', 'HORSE'), between, fc.constantFrom('racing', 'Racing'))
    fc.assert(
      fc.property(written, (parts) => {
        expect(streamMarketFilter({ sport: parts.join('') })).toEqual({ eventTypeIds: ['7'] })
      }),
    )
  })
})

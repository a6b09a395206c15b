import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type FootballDataEvent, footballDataEvents, marketOf, readSeasons, type SeasonOptions } from '../src/index.ts'
import { type Row, row, seasonFile } from './season-file.ts'

const HOUR = 3_600_000

function eventsOf(rows: readonly Row[], options?: SeasonOptions): readonly FootballDataEvent[] {
  return footballDataEvents(readSeasons([seasonFile(rows)], options))
}

const shape = (events: readonly FootballDataEvent[]) =>
  events.map((event) => {
    const market = event.type === 'result' ? event.result.market : event.update.market.id
    return `${new Date(event.at).toISOString().slice(0, 16)} ${event.type} ${market.split('/')[2]}`
  })

describe('footballDataEvents', () => {
  test('a match shows its prices at midnight, its close at kick-off and its result two hours later', () => {
    const [open, closing, result] = eventsOf([row])
    const market = {
      id: 'football-data:X0/2024-01-20/Ashford/Bramley/h2h',
      event: { competition: 'X0', name: 'Ashford v Bramley', home: 'Ashford', startsAt: Date.UTC(2024, 0, 20, 20) },
      kind: 'h2h',
      outcome: 'winner',
      winners: 1,
      selections: [
        { id: 'Ashford', role: 'home' },
        { id: 'Draw', role: 'draw' },
        { id: 'Bramley', role: 'away' },
      ],
    }
    expect(open).toMatchObject({
      type: 'market',
      at: Date.UTC(2024, 0, 20),
      update: {
        market,
        status: 'open',
        inPlay: false,
        receivedAt: Date.UTC(2024, 0, 20),
        venues: [
          {
            venue: 'pinnacle',
            side: 'back',
            freshness: 'live',
            quotedAt: Date.UTC(2024, 0, 20),
            prices: [2.15, 3.5, 3.8],
          },
          { venue: 'bet365', prices: [2.1, 3.4, 3.75] },
        ],
      },
    })
    expect(closing).toMatchObject({
      type: 'closing',
      at: Date.UTC(2024, 0, 20, 20),
      update: {
        market,
        venues: [
          { venue: 'pinnacle', quotedAt: Date.UTC(2024, 0, 20, 20), prices: [2.02, 3.55, 4.1] },
          { venue: 'bet365', quotedAt: Date.UTC(2024, 0, 20, 20), prices: [2, 3.5, 4] },
        ],
      },
    })
    expect(result).toEqual({
      type: 'result',
      at: Date.UTC(2024, 0, 20, 22),
      result: {
        market: market.id,
        selections: [
          { selection: 'Ashford', outcome: 'won' },
          { selection: 'Draw', outcome: 'lost' },
          { selection: 'Bramley', outcome: 'lost' },
        ],
        void: false,
        deductions: [],
        score: '2-1',
      },
    })
  })

  test.each([
    ['H', '3', '0', 'Ashford'],
    ['D', '1', '1', 'Draw'],
    ['A', '0', '2', 'Bramley'],
  ])('FTR %s after %s-%s is won by %s', (FTR, FTHG, FTAG, winner) => {
    expect(eventsOf([{ ...row, FTR, FTHG, FTAG }]).at(-1)).toMatchObject({
      result: { selections: expect.arrayContaining([{ selection: winner, outcome: 'won' }]) },
    })
  })

  test('what is known before the match holds nothing of the close or the result', () => {
    const closes = { PSCH: '91.5', PSCD: '92.5', PSCA: '93.5', B365CH: '94.5', B365CD: '95.5', B365CA: '96.5' }
    const [open] = eventsOf([{ ...row, ...closes, FTHG: '77', FTAG: '66' }])
    expect(JSON.stringify(open)).not.toMatch(/9[1-6]\.5|77|66/)
  })

  test('events come in order of time, and within a moment in file order', () => {
    const late = { ...row, HomeTeam: 'Late', Date: '21/01/2024', Time: '' }
    const second = { ...row, HomeTeam: 'Second', Time: '15:00' }
    const third = { ...row, HomeTeam: 'Third', Time: '17:00' }
    expect(shape(eventsOf([late, row, second, third]))).toEqual([
      '2024-01-20T00:00 market Ashford',
      '2024-01-20T00:00 market Second',
      '2024-01-20T00:00 market Third',
      '2024-01-20T15:00 closing Second',
      '2024-01-20T17:00 result Second',
      '2024-01-20T17:00 closing Third',
      '2024-01-20T19:00 result Third',
      '2024-01-20T20:00 closing Ashford',
      '2024-01-20T22:00 result Ashford',
      '2024-01-21T00:00 market Late',
      '2024-01-21T15:00 closing Late',
      '2024-01-21T17:00 result Late',
    ])
  })

  test('one bookmaker as both reference and place to bet is shown once', () => {
    const [open] = eventsOf([row], { sharp: 'PS', bookmakers: ['PS'] })
    expect(open).toMatchObject({ update: { venues: [{ venue: 'pinnacle' }] } })
  })

  test('every bookmaker of a file is shown, the reference first, and no average, maximum or exchange', () => {
    const others = ['WH', 'Max', 'Avg', 'BFE', 'BW'].flatMap((prefix) =>
      ['H', 'D', 'A'].map((letter) => `${prefix}${letter}`),
    )
    const cells = { ...row, ...Object.fromEntries(others.map((column) => [column, '3'])) }
    const [open] = footballDataEvents(readSeasons([seasonFile([cells], Object.keys(cells))]))
    expect(open?.type === 'market' && open.update.venues.map(({ venue }) => venue)).toEqual([
      'pinnacle',
      'bet365',
      'bwin',
      'william-hill',
    ])
  })

  test('an exchange that is named is charged its commission, and no bookmaker is', () => {
    const cells = { ...row, BFEH: '3', BFED: '3.5', BFEA: '2.5' }
    const seasons = readSeasons([seasonFile([cells], Object.keys(cells))], { bookmakers: ['BFE', 'B365'] })
    const rates = (events: readonly FootballDataEvent[]) =>
      events.flatMap((event) =>
        event.type === 'market' ? event.update.venues.map(({ venue, terms }) => [venue, terms?.commission]) : [],
      )
    const others = [['pinnacle', undefined] as const, ['bet365', undefined] as const]
    expect(rates(footballDataEvents(seasons))).toEqual(expect.arrayContaining([['betfair-exchange', 0.05], ...others]))
    expect(rates(footballDataEvents(seasons, { exchangeCommission: 0.02 }))).toContainEqual(['betfair-exchange', 0.02])
    expect(() => footballDataEvents(seasons, { exchangeCommission: 1 })).toThrow(
      expect.objectContaining({ code: 'INVALID_VALUE' }),
    )
  })

  test('two matches never have one id, whatever their teams are called', () => {
    const names = [
      ['A/B', 'C'],
      ['A', 'B/C'],
      ['A%2FB', 'C'],
    ] as const
    const season = names.map(([HomeTeam, AwayTeam]): Row => ({ ...row, HomeTeam, AwayTeam }))
    const ids = readSeasons([seasonFile(season)]).matches.map((match) => marketOf(match).id)
    expect(new Set(ids).size).toBe(3)
  })

  test('without a close there is no closing event, without any price no event at all', () => {
    const types = (cells: Row) => eventsOf([{ ...row, ...cells }], { close: 'PSC' }).map(({ type }) => type)
    expect(types({ PSCH: '', PSCD: '', PSCA: '' })).toEqual(['market', 'result'])
    expect(types({ PSH: '', PSD: '', PSA: '' })).toEqual(['market', 'closing', 'result'])
    expect(types({ PSH: '', PSD: '', PSA: '', B365H: '', B365D: '', B365A: '' })).toEqual([])
    expect(eventsOf([row], { close: null }).map(({ type }) => type)).toEqual(['market', 'result'])
  })

  describe('across the clock changes of London', () => {
    test.each([
      // The clocks go forward at 01:00 UTC on 31 March 2024 and back at 01:00 UTC on 27 October 2024.
      ['30/03/2024', '15:00', '2024-03-30T00:00', '2024-03-30T15:00'],
      ['31/03/2024', '00:30', '2024-03-30T23:30', '2024-03-31T00:30'], // an hour before, as it starts so early
      ['31/03/2024', '01:30', '2024-03-31T00:00', '2024-03-31T01:30'], // skipped: as long after the change
      ['31/03/2024', '02:00', '2024-03-31T00:00', '2024-03-31T01:00'],
      ['31/03/2024', '15:00', '2024-03-31T00:00', '2024-03-31T14:00'],
      ['01/04/2024', '15:00', '2024-03-31T23:00', '2024-04-01T14:00'],
      ['26/10/2024', '15:00', '2024-10-25T23:00', '2024-10-26T14:00'],
      ['27/10/2024', '00:30', '2024-10-26T22:30', '2024-10-26T23:30'],
      ['27/10/2024', '01:30', '2024-10-26T23:00', '2024-10-27T00:30'], // shown twice: the first
      ['27/10/2024', '02:00', '2024-10-26T23:00', '2024-10-27T02:00'],
      ['27/10/2024', '15:00', '2024-10-26T23:00', '2024-10-27T15:00'],
      ['28/10/2024', '15:00', '2024-10-28T00:00', '2024-10-28T15:00'],
    ])('%s %s is decided at %sZ and starts at %sZ', (date, time, decided, starts) => {
      const [match] = readSeasons([seasonFile([{ ...row, Date: date, Time: time }])]).matches
      const iso = (at = 0) => new Date(at).toISOString().slice(0, 16)
      expect([iso(match?.decidedAt), iso(match?.kickOff)]).toEqual([decided, starts])
    })
  })

  test('for any season: ordered, deterministic, and nothing is seen before its time', () => {
    const pad = (value: number) => String(value).padStart(2, '0')
    const rows = fc.array(
      fc
        .record({
          day: fc.integer({ min: 1, max: 28 }),
          month: fc.integer({ min: 1, max: 12 }),
          hour: fc.integer({ min: 0, max: 23 }),
          home: fc.constantFrom('Ashford', 'Cray', 'Dunmore', 'Eltham'),
        })
        .map(({ day, month, hour, home }) => ({
          ...row,
          Date: `${pad(day)}/${pad(month)}/2023`,
          Time: `${pad(hour)}:00`,
          HomeTeam: home,
        })),
      { minLength: 1 },
    )
    fc.assert(
      fc.property(rows, (season) => {
        const events = eventsOf(season)
        expect(eventsOf(season)).toEqual(events)
        const opened = new Map<string, number>()
        events.forEach((event, index) => {
          expect(event.at).toBeGreaterThanOrEqual(events[index - 1]?.at ?? 0)
          if (event.type === 'market') {
            opened.set(event.update.market.id, event.at)
            expect(event.at).toBeLessThanOrEqual(event.update.market.event.startsAt)
          } else if (event.type === 'closing') {
            expect(event.at).toBe(event.update.market.event.startsAt)
          } else {
            expect(event.at).toBeGreaterThanOrEqual((opened.get(event.result.market) ?? Number.NaN) + 2 * HOUR)
          }
        })
      }),
    )
  })
})

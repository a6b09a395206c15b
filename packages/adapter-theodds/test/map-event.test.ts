import { type Market, type MarketId, timestamp } from '@betting-advisor/core'
import { describe, expect, test } from 'vitest'
import { oddsEventSchema } from '../src/api/schemas.ts'
import { marketsOf } from '../src/source/map-event.ts'

const AT = timestamp(Date.UTC(2026, 7, 7, 9))

function map(change: object, known: (id: MarketId) => Market | undefined = () => undefined) {
  const event = oddsEventSchema.parse({
    id: 'e1',
    sport_key: 'soccer_epl',
    sport_title: 'EPL',
    commence_time: '2026-08-07T15:00:00Z',
    home_team: 'Arsenal',
    away_team: 'Chelsea',
    ...change,
  })
  return marketsOf(event, AT, known)
}

function bookmaker(key: string, markets: object[], change: object = {}) {
  return { key, title: key, last_update: '2026-08-07T08:59:30Z', markets, ...change }
}

const H2H = {
  key: 'h2h',
  outcomes: [
    { name: 'Chelsea', price: 4 },
    { name: 'Arsenal', price: 2 },
    { name: 'Draw', price: 3.5 },
  ],
}

describe('outcomes', () => {
  test('are matched by name; unknown fields and markets are passed over', () => {
    const [shown, ...rest] = map({
      mystery: 1,
      bookmakers: [
        bookmaker('a', [
          { ...H2H, sid: 'x' },
          { key: 'h2h_quantum', outcomes: [{ name: '?', price: 2 }] },
        ]),
      ],
    })
    expect(rest).toEqual([])
    expect(shown?.market.selections.map(({ id }) => id)).toEqual(['Arsenal', 'Draw', 'Chelsea'])
    expect(shown?.venues[0]?.prices).toEqual([2, 3.5, 4])
  })

  test('a name that is neither team nor draw is left out', () => {
    const outcomes = [...H2H.outcomes, { name: 'Chelsea FC', price: 4.2 }]
    const [shown] = map({ bookmakers: [bookmaker('a', [{ key: 'h2h', outcomes }])] })
    expect(shown?.market.selections).toHaveLength(3)
    expect(shown?.venues[0]?.prices).toEqual([2, 3.5, 4])
  })

  test('two-way prices for football keep a place for the draw', () => {
    const [shown] = map({ bookmakers: [bookmaker('a', [{ key: 'h2h', outcomes: H2H.outcomes.slice(0, 2) }])] })
    expect(shown?.venues[0]?.prices).toEqual([2, null, 4])
  })

  test('other sports have a draw once one is offered, and keep it', () => {
    const two = {
      sport_key: 'icehockey_nhl',
      bookmakers: [bookmaker('a', [{ key: 'h2h', outcomes: H2H.outcomes.slice(0, 2) }])],
    }
    expect(map(two)[0]?.venues[0]?.prices).toEqual([2, 4])
    const three = map({ sport_key: 'icehockey_nhl', bookmakers: [bookmaker('a', [H2H])] })[0]?.market
    expect(map(two, () => three)[0]?.market.selections).toBe(three?.selections)
  })

  test.each([
    [1, null],
    [0.5, null],
    [0, null],
    [-110, null],
    [null, null],
    [1.01, 1.01],
    [5, 5],
    [1000, 1000],
  ])('a price of %j becomes %j', (price, expected) => {
    const [shown] = map({ bookmakers: [bookmaker('a', [{ key: 'h2h', outcomes: [{ name: 'Arsenal', price }] }])] })
    expect(shown?.venues[0]?.prices[0]).toBe(expected)
  })

  test('an outcome given twice counts when both say the same, and not at all when they differ', () => {
    const twice = (price: number) => ({ key: 'h2h', outcomes: [...H2H.outcomes, { name: 'Arsenal', price }] })
    expect(map({ bookmakers: [bookmaker('a', [twice(2)])] })[0]?.venues[0]?.prices).toEqual([2, 3.5, 4])
    expect(map({ bookmakers: [bookmaker('a', [twice(2.2)])] })[0]?.venues[0]?.prices).toEqual([null, 3.5, 4])
  })

  test('what an exchange lays stands on the other side', () => {
    const lay = { key: 'h2h_lay', outcomes: [{ name: 'Arsenal', price: 2.04 }] }
    const [shown, ...rest] = map({ bookmakers: [bookmaker('betfair_ex_eu', [H2H, lay])] })
    expect(rest).toEqual([])
    expect(shown?.venues).toMatchObject([
      { venue: 'betfair_ex_eu', side: 'back', prices: [2, 3.5, 4] },
      { venue: 'betfair_ex_eu', side: 'lay', prices: [2.04, null, null] },
    ])
  })
})

describe('lines', () => {
  test('each total is a market of its own', () => {
    const totals = (line: number, over: number) => ({
      key: 'totals',
      outcomes: [
        { name: 'Under', price: 1.9, point: line },
        { name: 'Over', price: over, point: line },
      ],
    })
    const shown = map({ bookmakers: [bookmaker('a', [totals(2.5, 2)]), bookmaker('b', [totals(3.5, 3)])] })
    expect(
      shown.map(({ market }) => [market.id, market.line, market.outcome, market.selections.map(({ id }) => id)]),
    ).toEqual([
      ['theodds:e1:totals:2.5', 2.5, 'total', ['Over 2.5', 'Under 2.5']],
      ['theodds:e1:totals:3.5', 3.5, 'total', ['Over 3.5', 'Under 3.5']],
    ])
    expect(shown[0]?.venues).toMatchObject([{ venue: 'a', prices: [2, 1.9] }])
  })

  test('both halves of a handicap meet in the market of the home team’s line', () => {
    const spreads = {
      key: 'spreads',
      outcomes: [
        { name: 'Chelsea', price: 1.8, point: 1.5 },
        { name: 'Arsenal', price: 2.1, point: -1.5 },
      ],
    }
    const [shown, ...rest] = map({ bookmakers: [bookmaker('a', [spreads])] })
    expect(rest).toEqual([])
    expect(shown?.market).toMatchObject({ id: 'theodds:e1:spreads:-1.5', line: -1.5, outcome: 'handicap' })
    expect(shown?.market.selections.map(({ id, line }) => [id, line])).toEqual([
      ['Arsenal -1.5', -1.5],
      ['Chelsea +1.5', 1.5],
    ])
    expect(shown?.venues[0]?.prices).toEqual([2.1, 1.8])
  })

  test('an outcome without its point is left out', () => {
    expect(map({ bookmakers: [bookmaker('a', [{ key: 'totals', outcomes: [{ name: 'Over', price: 2 }] }])] })).toEqual(
      [],
    )
  })
})

describe('outrights', () => {
  const winner = (...names: string[]) => ({ key: 'outrights', outcomes: names.map((name) => ({ name, price: 5 })) })
  const golf = { sport_key: 'golf_masters_winner', sport_title: 'Masters', home_team: null, away_team: null }

  test('null teams make the sport the name, and every name a selection', () => {
    const [shown] = map({ ...golf, bookmakers: [bookmaker('a', [winner('Woods', 'McIlroy')])] })
    expect(shown?.market).toMatchObject({ kind: 'outrights', event: { name: 'Masters', home: null, away: null } })
    expect(shown?.venues[0]?.prices).toEqual([5, 5])
  })

  test('a name that joins later comes last, so that the others keep their places', () => {
    const old = map({ ...golf, bookmakers: [bookmaker('a', [winner('Woods', 'McIlroy')])] })[0]?.market
    const [shown] = map({ ...golf, bookmakers: [bookmaker('a', [winner('Rahm', 'McIlroy')])] }, () => old)
    expect(shown?.market.selections.map(({ name }) => name)).toEqual(['Woods', 'McIlroy', 'Rahm'])
    expect(shown?.venues[0]?.prices).toEqual([null, 5, 5])
  })
})

describe('when a price was seen', () => {
  const seen = (change: object, market: object = {}) =>
    map({ bookmakers: [bookmaker('a', [{ ...H2H, ...market }], change)] })[0]?.venues[0]?.quotedAt

  test('the market says it before the bookmaker', () => {
    expect(seen({}, { last_update: '2026-08-07T08:58:00Z' })).toBe(Date.UTC(2026, 7, 7, 8, 58))
    expect(seen({})).toBe(Date.UTC(2026, 7, 7, 8, 59, 30))
  })

  test('in either format', () => {
    expect(seen({}, { last_update: 1786093080 })).toBe(1786093080_000)
  })

  test('and where neither says it, the moment of the answer counts', () => {
    expect(seen({ last_update: undefined })).toBe(AT)
    expect(seen({ last_update: null })).toBe(AT)
  })

  test('a bookmaker of two regions comes twice: the later word counts', () => {
    const late = { key: 'h2h', outcomes: [{ name: 'Arsenal', price: 2.5 }] }
    const [shown] = map({
      bookmakers: [bookmaker('a', [late], { last_update: '2026-08-07T08:59:50Z' }), bookmaker('a', [H2H])],
    })
    expect(shown?.venues).toMatchObject([{ prices: [2.5, null, null] }])
  })
})

import { currency, type Market, type MarketId, timestamp } from '@betting-advisor/core'
import { describe, expect, test } from 'vitest'
import { oddsEventList } from '../src/api/read-list.ts'
import { shownIn } from '../src/source/map-event.ts'
import { readTheOddsToken } from '../src/source/price-token.ts'

const AT = timestamp(Date.UTC(2026, 7, 7, 9))

function map(change: object, known: (id: MarketId) => Market | undefined = () => undefined) {
  return read([change], known).shown
}

/** What is made of events, read as the client reads them. */
function read(changes: readonly object[], known: (id: MarketId) => Market | undefined = () => undefined) {
  const events = changes.map((change) => ({
    id: 'e1',
    sport_key: 'soccer_epl',
    sport_title: 'EPL',
    commence_time: '2026-08-07T15:00:00Z',
    home_team: 'Arsenal',
    away_team: 'Chelsea',
    ...change,
  }))
  const { data, error } = oddsEventList.safeParse(events)
  if (data === undefined) throw error
  const { items, leftOut } = data
  const sport = String(events[0]?.sport_key)
  const terms = () => undefined
  const shown = shownIn(items, { sport, receivedAt: AT, known, leftOut, terms, betLimitCurrency: currency('GBP') })
  return { shown, leftOut }
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

describe('what a bookmaker tells of a price', () => {
  const told = (outcome: object, market: object = {}, change: object = {}) => {
    const outcomes = [
      { name: 'Arsenal', price: 2, ...outcome },
      { name: 'Chelsea', price: 4 },
    ]
    return map({ bookmakers: [bookmaker('a', [{ key: 'h2h', outcomes, ...market }], change)] })[0]?.venues[0]
  }

  test('goes into its token: ids of its own, and the nearest link', () => {
    const shown = told({ sid: 's', link: 'https://a.example/slip' }, { sid: 'm', link: 'x' }, { sid: 'e', link: 'y' })
    const [token = null, ...others] = shown?.tokens ?? []
    expect(readTheOddsToken(token)).toEqual({ eventSid: 'e', marketSid: 'm', sid: 's', link: 'https://a.example/slip' })
    expect(others.map((each) => each && readTheOddsToken(each).link)).toEqual([null, 'x'])
    expect(readTheOddsToken(told({}, { link: 'x' })?.tokens?.[0] ?? null)).toMatchObject({ sid: null, link: 'x' })
  })

  test('without anything of the kind there are no tokens and no limits', () => {
    expect(told({ sid: null, link: null, bet_limit: null })).not.toHaveProperty('tokens')
    expect(told({ sid: null })).not.toHaveProperty('maxStakes')
  })

  test.each([
    ['an id of two lines', { sid: 'a\nb' }],
    ['a link that is too long', { link: `https://a.example/${'x'.repeat(2000)}` }],
    ['a limit that is none', { bet_limit: -5 }],
    ['a limit in words', { bet_limit: 'no' }],
  ])('%s costs no price', (_, outcome) => {
    const shown = told(outcome)
    expect(shown?.prices).toEqual([2, null, 4])
    expect(shown).not.toHaveProperty('tokens')
    expect(shown).not.toHaveProperty('maxStakes')
  })

  test.each([
    [0.29, 29],
    [1234.567, 123_456],
    [0, 0],
  ])('a limit of %s is %s minor units', (limit, most) => {
    expect(told({ bet_limit: limit })?.maxStakes).toEqual([most, null, null])
  })

  test('is not kept with a price that is given twice, differently', () => {
    const outcomes = [2, 2.1].map((price) => ({ name: 'Arsenal', price, sid: 's', bet_limit: 5 }))
    const [shown] = map({ bookmakers: [bookmaker('a', [{ key: 'h2h', outcomes }])] })
    expect(shown?.venues[0]?.prices).toEqual([null, null, null])
    expect(shown?.venues[0]).not.toHaveProperty('tokens')
  })
})

test.each([null, '', 'a', '7', '"text"', '{"sid":7}'])('a token that is %j tells nothing', (token) => {
  expect(readTheOddsToken(token)).toEqual({ eventSid: null, marketSid: null, sid: null, link: null })
})

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
    expect(shown?.market.selections.map(({ id, role }) => [id, role])).toEqual([
      ['Arsenal', 'home'],
      ['Draw', 'draw'],
      ['Chelsea', 'away'],
    ])
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
    [1.00001, null],
    [1e300, null],
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

describe('selections', () => {
  test('are new when a team is renamed, however many there were', () => {
    const old = map({ bookmakers: [bookmaker('a', [H2H])] })[0]?.market
    const renamed = H2H.outcomes.map(({ name, price }) => ({ name: name === 'Chelsea' ? 'Chelsea FC' : name, price }))
    const [shown] = map(
      { away_team: 'Chelsea FC', bookmakers: [bookmaker('a', [{ key: 'h2h', outcomes: renamed }])] },
      () => old,
    )
    expect(shown?.market.selections.map(({ id }) => id)).toEqual(['Arsenal', 'Draw', 'Chelsea FC'])
    expect(shown?.venues[0]?.prices).toEqual([2, 3.5, 4])
  })

  test.each([
    ['spreads', { name: 'Arsenal', price: 2, point: -1 }, ['Arsenal -1', 'Chelsea +1']],
    ['totals', { name: 'Over', price: 2, point: 3 }, ['Over 3', 'Under 3']],
    ['h2h', { name: 'Arsenal', price: 2 }, ['Arsenal', 'Draw', 'Chelsea']],
  ])('of %s are the same list while nothing changes, so that no price is forgotten', (key, outcome, ids) => {
    const event = { bookmakers: [bookmaker('a', [{ key, outcomes: [outcome] }])] }
    const old = map(event)[0]?.market
    const again = map(event, () => old)[0]?.market
    expect(again?.selections.map(({ id }) => id)).toEqual(ids)
    expect(again?.selections).toBe(old?.selections)
  })

  test('are new when home and away change places', () => {
    const event = { bookmakers: [bookmaker('a', [H2H])] }
    const old = map(event)[0]?.market
    const [shown] = map({ ...event, home_team: 'Chelsea', away_team: 'Arsenal' }, () => old)
    expect(shown?.market.selections.map(({ id }) => id)).toEqual(['Chelsea', 'Draw', 'Arsenal'])
    expect(shown?.venues[0]?.prices).toEqual([4, 3.5, 2])
  })
})

describe('what cannot be used is left out and counted, and the rest is used', () => {
  const good = { id: 'good', bookmakers: [bookmaker('a', [H2H])] }
  const GOOD_ONLY = ['theodds:good:h2h']

  test.each([
    ['no home team, but an empty text', { home_team: '' }],
    ['a blank name', { away_team: '  ' }],
    ['a NUL', { home_team: 'Ars\u0000enal' }],
    ['half a surrogate pair', { home_team: 'Arsenal \ud83d' }],
    ['a line break', { away_team: 'Chelsea\nerror: all is lost' }],
    ['an escape sequence', { away_team: 'Chelsea\u001b[2J' }],
    ['what turns a line around', { away_team: 'Chelsea\u202e' }],
    ['a name that is too long', { home_team: 'A'.repeat(201) }],
    ['a name that is no text', { home_team: 7 }],
    ['an empty id', { id: '' }],
    ['an id with a colon', { id: 'a:b' }],
    ['an id that is too long', { id: 'a'.repeat(65) }],
    ['an id with half a surrogate pair', { id: 'a\udc00' }],
    ['a moment without its zone', { commence_time: '2026-08-07T15:00:00' }],
    ['no moment', { commence_time: null }],
    ['another sport', { sport_key: 'tennis_x' }],
    ['an empty sport', { sport_key: '' }],
    ['one team twice', { away_team: 'Arsenal' }],
    ['a team called Draw', { away_team: 'Draw' }],
    ['bookmakers that are no list', { bookmakers: {} }],
    ['the id of another event', { id: 'good' }],
  ])('%s', (_what, change) => {
    const { shown, leftOut } = read([good, { id: 'bad', bookmakers: [bookmaker('a', [H2H])], ...change }])
    expect(shown.map(({ market }) => market.id)).toEqual(GOOD_ONLY)
    expect(leftOut.count).toBe(1)
    expect(leftOut.examples).toHaveLength(1)
  })

  test.each([
    ['a price as text', { name: 'Arsenal', price: '2.10' }],
    ['no price', { name: 'Arsenal' }],
    ['an empty name', { name: '', price: 2 }],
    ['a name with an escape sequence', { name: 'Arsenal\u001b[31m', price: 2 }],
    ['a point as text', { name: 'Arsenal', price: 2, point: '1' }],
    ['nothing', null],
  ])('of an outcome with %s, the other outcomes are used', (_what, outcome) => {
    const { shown, leftOut } = read([
      { bookmakers: [bookmaker('a', [{ key: 'h2h', outcomes: [outcome, ...H2H.outcomes.slice(0, 1)] }])] },
    ])
    expect(shown[0]?.venues[0]?.prices).toEqual([null, null, 4])
    expect(leftOut.count).toBe(1)
  })

  test.each([
    ['a market with an unreadable moment', bookmaker('b', [{ ...H2H, last_update: 'now' }])],
    ['a market without outcomes', bookmaker('b', [{ key: 'h2h' }])],
    ['a bookmaker without a key', bookmaker('', [H2H])],
    ['a bookmaker whose key would be another thing', bookmaker('a b', [H2H])],
    ['a bookmaker whose markets are no list', bookmaker('b', [], { markets: 'none' })],
  ])('of %s, the other bookmakers are used', (_what, bad) => {
    const { shown, leftOut } = read([{ bookmakers: [bookmaker('a', [H2H]), bad] }])
    expect(shown[0]?.venues.map(({ venue }) => venue)).toEqual(['a'])
    expect(leftOut.count).toBe(1)
  })

  test('texts that nothing depends on are only not shown', () => {
    const { shown, leftOut } = read([
      { sport_title: 'EPL\u0000', bookmakers: [bookmaker('a', [H2H], { title: '' })] },
      { id: 'e2', sport_title: 7 },
    ])
    expect(shown).toHaveLength(1)
    expect(leftOut.count).toBe(0)
  })

  test('an outright with more names than anyone could bet on', () => {
    const outcomes = Array.from({ length: 1001 }, (_, index) => ({ name: `Player ${index}`, price: 50 }))
    const outright = { sport_key: 'golf', home_team: null, away_team: null }
    const { shown, leftOut } = read([{ ...outright, bookmakers: [bookmaker('a', [{ key: 'outrights', outcomes }])] }])
    expect(shown).toEqual([])
    expect(leftOut.count).toBe(1)
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
    expect(shown[0]?.market.selections.map(({ role }) => role)).toEqual(['over', 'under'])
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
    expect(shown?.market.selections.map(({ id, role, line }) => [id, role, line])).toEqual([
      ['Arsenal -1.5', 'home', -1.5],
      ['Chelsea +1.5', 'away', 1.5],
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

  test('and where only its markets say when it was seen, theirs counts', () => {
    const late = { key: 'h2h', last_update: '2026-08-07T08:59:50Z', outcomes: [{ name: 'Arsenal', price: 2.5 }] }
    const early = { ...H2H, last_update: '2026-08-07T08:59:40Z' }
    const [shown] = map({
      bookmakers: [
        bookmaker('a', [early], { last_update: undefined }),
        bookmaker('a', [late], { last_update: undefined }),
      ],
    })
    expect(shown?.venues).toMatchObject([{ prices: [2.5, null, null] }])
  })
})

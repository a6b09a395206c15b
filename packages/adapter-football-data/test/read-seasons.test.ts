import { isAdvisorError } from '@betting-advisor/core'
import { describe, expect, test } from 'vitest'
import { FootballDataError, readSeasons, type SeasonFile, type SeasonOptions, venueOfPrefix } from '../src/index.ts'
import { pricesOf, type Row, readText, renamed, row, said, seasonFile, without } from './season-file.ts'

function failure(file: SeasonFile, options?: SeasonOptions): FootballDataError {
  try {
    readSeasons([file], options)
  } catch (error) {
    if (error instanceof FootballDataError) return error
    throw error
  }
  throw new Error('expected a FootballDataError')
}

/** What is reported of a file with one good row, the given one, and another good one. */
function reported(bad: Row) {
  const { matches, diagnostics } = readSeasons([
    seasonFile([row, bad, { ...row, HomeTeam: 'Cray', AwayTeam: 'Dunmore' }]),
  ])
  return { teams: matches.map(({ home }) => home), matches, diagnostics }
}

describe('a match', () => {
  test('is read with its result and the prices of every bookmaker', () => {
    expect(readSeasons([seasonFile([row])])).toEqual({
      matches: [
        {
          file: 'X0.csv',
          line: 2,
          division: 'X0',
          date: '2024-01-20',
          home: 'Ashford',
          away: 'Bramley',
          decidedAt: Date.UTC(2024, 0, 20),
          kickOff: Date.UTC(2024, 0, 20, 20),
          homeGoals: 2,
          awayGoals: 1,
          result: 'H',
          before: [
            { prefix: 'B365', venue: 'bet365', prices: [2.1, 3.4, 3.75] },
            { prefix: 'PS', venue: 'pinnacle', prices: [2.15, 3.5, 3.8] },
          ],
          closing: [
            { prefix: 'B365C', venue: 'bet365', prices: [2, 3.5, 4] },
            { prefix: 'PSC', venue: 'pinnacle', prices: [2.02, 3.55, 4.1] },
          ],
        },
      ],
      diagnostics: [],
      venues: { sharp: 'pinnacle', bookmakers: ['bet365'], close: 'pinnacle', closing: ['pinnacle', 'bet365'] },
    })
  })

  test('has no prices from a bookmaker whose cells are all empty', () => {
    const { matches, diagnostics } = readSeasons([
      seasonFile([
        { ...row, PSH: '', PSD: '', PSA: '' },
        { ...row, HomeTeam: 'Cray' },
      ]),
    ])
    expect(matches[0]?.before.map(({ prefix }) => prefix)).toEqual(['B365'])
    expect(diagnostics).toEqual([])
  })

  test.each([
    ['without the column', without('Time'), '', undefined, 15],
    ['with an empty cell', without(), '', undefined, 15],
    ['with another default', without(), '', '12:30', 12.5],
  ])('%s for its time starts when it is said to, and that is reported', (_, columns, Time, defaultKickOff, hours) => {
    const options = defaultKickOff === undefined ? {} : { defaultKickOff }
    const seasons = readSeasons([seasonFile([{ ...row, Time }], columns)], options)
    expect(seasons.matches[0]?.kickOff).toBe(Date.UTC(2024, 0, 20) + hours * 3_600_000)
    expect(said(seasons)).toEqual(['2 KICK_OFF_ASSUMED nothing'])
    expect(seasons.diagnostics[0]?.message).toContain(defaultKickOff ?? '15:00')
  })

  test('with seconds in its time starts when it should', () => {
    const { matches, diagnostics } = readSeasons([seasonFile([{ ...row, Time: '17:30:00' }])])
    expect(matches[0]?.kickOff).toBe(Date.UTC(2024, 0, 20, 17, 30))
    expect(diagnostics).toEqual([])
  })

  test('is decided an hour before it starts where that is before midnight', () => {
    const { matches } = readSeasons([seasonFile([{ ...row, Time: '00:00' }])])
    expect(matches[0]).toMatchObject({ decidedAt: Date.UTC(2024, 0, 19, 23), kickOff: Date.UTC(2024, 0, 20) })
  })

  test.each([
    ['2.0', '1.0'],
    ['2,00', '1,0'],
    ['02', '1'],
  ])('has the goals that a spreadsheet saved as %s and %s', (FTHG, FTAG) => {
    const { matches, diagnostics } = readText(seasonFile([{ ...row, FTHG: `"${FTHG}"`, FTAG: `"${FTAG}"` }]).text)
    expect(matches).toMatchObject([{ homeGoals: 2, awayGoals: 1 }])
    expect(diagnostics).toEqual([])
  })
})

describe('a row that cannot be used is skipped and reported with its line', () => {
  test.each<[string, Row, string, string]>([
    ['blank', {}, 'BLANK_ROW', 'blank'],
    ['no day of the calendar', { ...row, Date: '31/02/2024' }, 'INVALID_ROW', 'date must be'],
    ['no date', { ...row, Date: '' }, 'INVALID_ROW', 'date must be'],
    ['an impossible time', { ...row, Time: '24:00' }, 'INVALID_ROW', 'time must be'],
    ['no home team', { ...row, HomeTeam: ' ' }, 'INVALID_ROW', 'home team is empty'],
    ['a name that is none', { ...row, HomeTeam: 'Ash\u001b[2Jford' }, 'INVALID_ROW', '"Ash\\u001b[2Jford"'],
    ['a name without an end', { ...row, HomeTeam: 'A'.repeat(5000) }, 'INVALID_ROW', `"${'A'.repeat(40)}…"`],
    ['half a character', { ...row, HomeTeam: 'Ash\ud800ford' }, 'INVALID_ROW', "can't be a name"],
    ['no division', { ...row, Div: '' }, 'INVALID_ROW', 'division is empty'],
    ['one team twice', { ...row, AwayTeam: 'Ashford' }, 'INVALID_ROW', 'the same'],
    ['a team with the name of the draw', { ...row, AwayTeam: 'Draw' }, 'INVALID_ROW', "can't be called Draw"],
    ['an unknown result', { ...row, FTR: 'W' }, 'INVALID_ROW', 'result must be H, D or A, was "W"'],
    ['no goals', { ...row, FTHG: '' }, 'INVALID_ROW', 'home goals must be'],
    ['half a goal', { ...row, FTAG: '0.5' }, 'INVALID_ROW', 'away goals must be'],
    ['not played', { ...row, HomeTeam: 'Next', FTHG: '', FTAG: '', FTR: '' }, 'NO_RESULT', 'no result'],
    ['a result against its score', { ...row, FTR: 'A' }, 'RESULT_CONTRADICTED', 'the result is A and the score 2-1'],
    ['a match that stands there already', row, 'DUPLICATE_MATCH', 'stands already in X0.csv line 2'],
    ['the same with another score', { ...row, FTHG: '3' }, 'DUPLICATE_MATCH', 'with another score (2-1; here 3-1)'],
    ['a quote that is never closed', { ...row, HomeTeam: '"Ashford' }, 'INVALID_ROW', 'never closed'],
  ])('%s', (_, bad, code, message) => {
    const { teams, diagnostics } = reported(bad)
    expect(teams).toEqual(['Ashford', 'Cray'])
    expect(diagnostics).toEqual([
      { file: 'X0.csv', line: 3, code, message: expect.stringContaining(message), skipped: 'row' },
    ])
  })

  test('everything wrong with a row is told at once', () => {
    const { diagnostics } = reported({ ...row, Date: '?', FTR: '?', HomeTeam: '' })
    expect(diagnostics[0]?.message).toMatch(/date.*home team.*result/)
  })

  test('cut off before its result', () => {
    const { text } = seasonFile([row])
    const seasons = readText(`${text}X0,21/01/2024,15:00,Cray`)
    expect(seasons.matches).toHaveLength(1)
    expect(said(seasons)).toEqual(['3 SHORT_ROW row'])
  })

  test('a match of another file', () => {
    const columns = Object.keys(row)
    const { matches, diagnostics } = readSeasons([seasonFile([row]), seasonFile([row], columns, 'again.csv')])
    expect(matches).toHaveLength(1)
    expect(diagnostics).toMatchObject([{ file: 'again.csv', line: 2, code: 'DUPLICATE_MATCH' }])
  })
})

describe('prices that cannot be used are left out and reported; the match stays', () => {
  test.each([
    [{ B365D: '' }, 'PRICES_INCOMPLETE', 'B365'],
    [{ PSH: '', PSA: '' }, 'PRICES_INCOMPLETE', 'PS'],
    [{ PSCH: '1' }, 'PRICES_INVALID', 'PSC'],
    [{ B365H: '0.9' }, 'PRICES_INVALID', 'B365'],
    [{ B365H: '-2' }, 'PRICES_INVALID', 'B365'],
    [{ B365H: '1002' }, 'PRICES_INVALID', 'B365'],
    [{ B365H: '"1,001"' }, 'PRICES_INVALID', 'B365'], // could be a thousand and one
    [{ PSA: 'evens' }, 'PRICES_INVALID', 'PS'],
    [{ PSA: 'Infinity' }, 'PRICES_INVALID', 'PS'],
    [{ PSA: '1e3' }, 'PRICES_INVALID', 'PS'],
  ] as const)('%o', (cells, code, prefix) => {
    const { matches, diagnostics } = reported({ ...row, ...cells, HomeTeam: 'Bad' })
    expect(matches.map(({ home }) => home)).toEqual(['Ashford', 'Bad', 'Cray'])
    const [good, bad] = matches.map(pricesOf)
    const { [prefix]: _, ...others } = good ?? {}
    expect(bad).toEqual(others)
    expect(diagnostics.filter((each) => each.code !== 'DECIMAL_COMMA')).toMatchObject([
      { line: 3, code, skipped: 'prices' },
    ])
  })

  test('a price of 1001 is one', () => {
    const { matches, diagnostics } = readSeasons([seasonFile([{ ...row, B365A: '1001' }])])
    expect(matches.map(pricesOf)[0]?.['B365']?.[2]).toBe(1001)
    expect(diagnostics).toEqual([])
  })
})

describe('a file that cannot be used', () => {
  test('names its missing columns', () => {
    const error = failure(seasonFile([row], without('FTR', 'FTHG')))
    expect(error.code).toBe('FOOTBALL_DATA_COLUMNS_MISSING')
    expect(error.message).toContain('X0.csv: columns are missing: FTHG or HG, FTR or Res.')
    expect(isAdvisorError(error)).toBe(true)
  })

  test.each([
    ['another kind of CSV', 'id,name\n1,x\n', 'FOOTBALL_DATA_COLUMNS_MISSING', 'no line is a heading'],
    ['a web page', '<html>\n<body>404</body>', 'FOOTBALL_DATA_COLUMNS_MISSING', 'like a web page'],
    ['empty', '', 'FOOTBALL_DATA_MALFORMED', 'empty'],
    ['blank', '\n,,,\n', 'FOOTBALL_DATA_MALFORMED', 'empty'],
    ['no line of its heading is closed', 'Div,"', 'FOOTBALL_DATA_MALFORMED', 'empty'],
    ['a heading alone', `${Object.keys(row).join(',')}\n`, 'FOOTBALL_DATA_NO_MATCHES', 'none but its heading'],
    [
      'no row to use',
      seasonFile([{ ...row, FTR: 'W' }, {}]).text,
      'FOOTBALL_DATA_NO_MATCHES',
      'BLANK_ROW 1, INVALID_ROW 1. Line 2',
    ],
    [
      'fixtures to come',
      seasonFile([{ ...row, FTHG: '', FTAG: '', FTR: '' }]).text,
      'FOOTBALL_DATA_NO_MATCHES',
      'NO_RESULT 1',
    ],
  ])('%s', (_, text, code, message) => {
    const error = failure({ name: 'bad.csv', text })
    expect(error).toMatchObject({ code, file: 'bad.csv' })
    expect(error.message).toContain(message)
    expect(error.remedy).toMatch(/season/)
  })

  test.each([
    [{ sharp: 'PSC' }, 'Decide at the prices under PS.'],
    [{ bookmakers: ['B365', 'B365C'] }, 'Decide at the prices under B365.'],
    [{ close: 'PS' }, 'under PSC'],
  ])('would let %o look ahead', (options, remedy) => {
    const error = failure(seasonFile([row]), options)
    expect(error.code).toBe('FOOTBALL_DATA_LOOK_AHEAD')
    expect(error.message).toContain(remedy)
  })

  test.each([{ sharp: 'WH' }, { bookmakers: ['WH'] }, { close: 'Close' }])('has not the prices of %o', (options) => {
    const error = failure(seasonFile([row]), options)
    expect(error.code).toBe('FOOTBALL_DATA_COLUMNS_MISSING')
    expect(error.message).toContain('before the close: B365, PS; at the close: B365C, PSC.')
  })

  test('a bookmaker whose own prefix ends in C is not taken for a close', () => {
    const cells = Object.fromEntries(Object.entries(row).map(([column, cell]) => [column.replace('B365', 'VC'), cell]))
    const { matches, venues } = readSeasons([seasonFile([cells], Object.keys(cells))], { bookmakers: ['VC'] })
    expect(matches.map(pricesOf)[0]).toMatchObject({ VC: [2.1, 3.4, 3.75], VCC: [2, 3.5, 4] })
    expect(venues.bookmakers).toEqual(['betvictor'])
  })

  test('a default kick-off that is no time is refused', () => {
    expect(() => readSeasons([], { defaultKickOff: '3pm' })).toThrow('defaultKickOff must be a time such as 15:00')
  })
})

test('an unknown prefix is its own venue', () => {
  expect(venueOfPrefix('Zed')).toBe('zed')
  expect(venueOfPrefix('toString')).toBe('tostring')
})

test('prices under a prefix that nobody knows are read when they are named, and then only', () => {
  const names = { B365H: 'MineH', B365D: 'MineD', B365A: 'MineA' }
  const cells = renamed(row, names)
  const file = seasonFile([cells], Object.keys(cells))
  const unnamed = readSeasons([file])
  expect(unnamed.venues.bookmakers).toEqual([])
  expect(said(unnamed)).toEqual(['1 BOOKMAKER_UNKNOWN prices'])
  const named = readSeasons([file], { bookmakers: ['Mine'] })
  expect(named.matches.map(pricesOf)[0]).toMatchObject({ Mine: [2.1, 3.4, 3.75] })
  expect(named.venues.bookmakers).toEqual(['mine'])
  expect(named.diagnostics).toEqual([])
})

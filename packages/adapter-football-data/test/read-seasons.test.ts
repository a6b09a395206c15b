import { isAdvisorError } from '@betting-advisor/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FootballDataError, readSeasons, type SeasonFile, type SeasonOptions, venueOfPrefix } from '../src/index.ts'
import { type Row, row, seasonFile } from './season-file.ts'

const without = (...columns: readonly string[]) => Object.keys(row).filter((column) => !columns.includes(column))

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
  test('is read with its result and prices', () => {
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
          sharp: [2.15, 3.5, 3.8],
          book: [2.1, 3.4, 3.75],
          close: [2.02, 3.55, 4.1],
        },
      ],
      diagnostics: [],
      venues: { sharp: 'pinnacle', book: 'bet365', close: 'pinnacle' },
    })
  })

  test('has the prices of the prefixes asked for', () => {
    const { matches, venues } = readSeasons([seasonFile([row])], { sharp: 'B365', book: 'PS', close: 'B365C' })
    expect(matches[0]).toMatchObject({ sharp: [2.1, 3.4, 3.75], book: [2.15, 3.5, 3.8], close: [2, 3.5, 4] })
    expect(venues).toEqual({ sharp: 'bet365', book: 'pinnacle', close: 'bet365' })
  })

  test('needs no closing prices when none are asked for', () => {
    const columns = without('PSCH', 'PSCD', 'PSCA')
    const { matches, venues } = readSeasons([seasonFile([row], columns)], { close: null })
    expect(matches[0]?.close).toBeNull()
    expect(venues.close).toBeNull()
  })

  test('has no prices from a bookmaker whose cells are all empty', () => {
    const { matches, diagnostics } = readSeasons([seasonFile([{ ...row, PSCH: '', PSCD: '', PSCA: '' }])])
    expect(matches[0]?.close).toBeNull()
    expect(diagnostics).toEqual([])
  })

  test.each([
    ['20/01/24', '2024-01-20'],
    ['20/01/2024', '2024-01-20'],
    ['1/8/05', '2005-08-01'],
    ['14/08/93', '1993-08-14'],
    ['31/12/92', '2092-12-31'],
    ['29/02/2024', '2024-02-29'],
  ])('dated %s was on %s', (written, date) => {
    expect(readSeasons([seasonFile([{ ...row, Date: written }])]).matches[0]?.date).toBe(date)
  })

  test.each([
    ['without the column', without('Time'), '', undefined, 15],
    ['with an empty cell', without(), '', undefined, 15],
    ['with another default', without(), '', '12:30', 12.5],
    ['with seconds', without(), '17:30:00', undefined, 17.5],
  ])('%s for its time starts when it should', (_, columns, Time, defaultKickOff, hours) => {
    const options = defaultKickOff === undefined ? {} : { defaultKickOff }
    const { matches } = readSeasons([seasonFile([{ ...row, Time }], columns)], options)
    expect(matches[0]?.kickOff).toBe(Date.UTC(2024, 0, 20) + hours * 3_600_000)
  })
})

describe('a row that cannot be used is skipped and reported with its line', () => {
  test.each<[string, Row, string, string]>([
    ['blank', {}, 'BLANK_ROW', 'blank'],
    ['no day of the calendar', { ...row, Date: '31/02/2024' }, 'INVALID_ROW', 'Date must be'],
    ['an American date', { ...row, Date: '01/20/2024' }, 'INVALID_ROW', 'was "01/20/2024"'],
    ['an ISO date', { ...row, Date: '2024-01-20' }, 'INVALID_ROW', 'Date must be'],
    ['no date', { ...row, Date: '' }, 'INVALID_ROW', 'Date must be'],
    ['an impossible time', { ...row, Time: '24:00' }, 'INVALID_ROW', 'Time must be'],
    ['no home team', { ...row, HomeTeam: ' ' }, 'INVALID_ROW', 'HomeTeam is empty'],
    ['no division', { ...row, Div: '' }, 'INVALID_ROW', 'Div is empty'],
    ['one team twice', { ...row, AwayTeam: 'Ashford' }, 'INVALID_ROW', 'the same'],
    ['an unknown result', { ...row, FTR: 'W' }, 'INVALID_ROW', 'FTR must be H, D or A, was "W"'],
    ['no score', { ...row, FTHG: '' }, 'INVALID_ROW', 'FTHG must be'],
    ['half a goal', { ...row, FTAG: '0.5' }, 'INVALID_ROW', 'FTAG must be'],
    ['a result against its score', { ...row, FTR: 'A' }, 'RESULT_CONTRADICTED', 'FTR is A and the score 2-1'],
    ['a match that stands there already', row, 'DUPLICATE_MATCH', 'stands already in X0.csv line 2'],
  ])('%s', (_, bad, code, message) => {
    const { teams, diagnostics } = reported(bad)
    expect(teams).toEqual(['Ashford', 'Cray'])
    expect(diagnostics).toEqual([
      { file: 'X0.csv', line: 3, code, message: expect.stringContaining(message), skipped: 'row' },
    ])
  })

  test('everything wrong with a row is told at once', () => {
    const { diagnostics } = reported({ ...row, Date: '?', FTR: '?', HomeTeam: '' })
    expect(diagnostics[0]?.message).toMatch(/Date.*HomeTeam.*FTR/)
  })

  test('cut off', () => {
    const { text } = seasonFile([row])
    const { matches, diagnostics } = readSeasons([{ name: 'X0.csv', text: `${text}X0,21/01/2024,15:00,Cray` }])
    expect(matches).toHaveLength(1)
    expect(diagnostics).toMatchObject([{ line: 3, code: 'SHORT_ROW', skipped: 'row' }])
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
    [{ B365D: '' }, 'PRICES_INCOMPLETE', 'book'],
    [{ PSH: '', PSA: '' }, 'PRICES_INCOMPLETE', 'sharp'],
    [{ PSCH: '1' }, 'PRICES_INVALID', 'close'],
    [{ B365H: '0.9' }, 'PRICES_INVALID', 'book'],
    [{ B365H: '-2' }, 'PRICES_INVALID', 'book'],
    [{ PSA: 'evens' }, 'PRICES_INVALID', 'sharp'],
    [{ PSA: 'Infinity' }, 'PRICES_INVALID', 'sharp'],
  ] as const)('%o', (cells, code, kind) => {
    const { matches, diagnostics } = reported({ ...row, ...cells, HomeTeam: 'Bad' })
    expect(matches.map(({ home }) => home)).toEqual(['Ashford', 'Bad', 'Cray'])
    expect(matches[1]?.[kind]).toBeNull()
    expect(diagnostics).toMatchObject([{ line: 3, code, skipped: 'prices' }])
  })

  test('a price of 1000 is one', () => {
    const { matches, diagnostics } = readSeasons([seasonFile([{ ...row, B365A: '1000' }])])
    expect(matches[0]?.book?.[2]).toBe(1000)
    expect(diagnostics).toEqual([])
  })
})

test('date formats that change within a file are read row by row, and reported', () => {
  const { teams, diagnostics } = reported({ ...row, HomeTeam: 'Short', Date: '21/01/24' })
  expect(teams).toEqual(['Ashford', 'Short', 'Cray'])
  expect(diagnostics.map(({ line, code, skipped }) => [line, code, skipped])).toEqual([
    [3, 'DATE_FORMATS_MIXED', 'nothing'],
    [4, 'DATE_FORMATS_MIXED', 'nothing'],
  ])
})

test('byte order mark, Windows line ends, quotes and further columns do not matter', () => {
  const { text } = seasonFile(
    [{ ...row, HomeTeam: '"Ashford, Town"', AwayTeam: "Bramley's" }],
    [...Object.keys(row), 'Referee'],
  )
  const { matches, diagnostics } = readSeasons([{ name: 'X0.csv', text: `\uFEFF${text.replaceAll('\n', '\r\n')}` }])
  expect(matches[0]).toMatchObject({ home: 'Ashford, Town', away: "Bramley's" })
  expect(diagnostics).toEqual([])
})

describe('a file that cannot be used', () => {
  test('names its missing columns and the prefixes that it has', () => {
    const error = failure(seasonFile([row], without('FTR', 'HomeTeam', 'PSCD')))
    expect(error.code).toBe('FOOTBALL_DATA_COLUMNS_MISSING')
    expect(error.message).toContain(
      'X0.csv: columns are missing: HomeTeam, FTR, PSCH/D/A. It has prices under B365, PS, B365C.',
    )
    expect(isAdvisorError(error)).toBe(true)
  })

  test.each([
    ['another kind of CSV', 'id,name\n1,x\n', 'FOOTBALL_DATA_COLUMNS_MISSING', 'It has no prices at all'],
    ['no CSV', '<html>\n<body>404</body>', 'FOOTBALL_DATA_COLUMNS_MISSING', 'Div'],
    ['empty', '', 'FOOTBALL_DATA_MALFORMED', 'empty'],
    ['an open quote', `${Object.keys(row).join(',')}\nX0,"`, 'FOOTBALL_DATA_MALFORMED', 'not valid CSV'],
  ])('%s', (_, text, code, message) => {
    const error = failure({ name: 'bad.csv', text })
    expect(error).toMatchObject({ code, file: 'bad.csv' })
    expect(error.message).toContain(message)
  })

  test.each([
    [{ sharp: 'PSC' }, 'Decide at the prices under PS.'],
    [{ book: 'B365C' }, 'Decide at the prices under B365.'],
    [{ close: 'PS' }, 'under PSC'],
  ])('would let %o look ahead', (options, remedy) => {
    const error = failure(seasonFile([row]), options)
    expect(error.code).toBe('FOOTBALL_DATA_LOOK_AHEAD')
    expect(error.message).toContain(remedy)
  })

  test('a bookmaker whose own prefix ends in C is not taken for a close', () => {
    const renamed = Object.fromEntries(
      Object.entries(row).map(([column, cell]) => [column.replace('B365', 'VC'), cell]),
    )
    const { matches, venues } = readSeasons([seasonFile([renamed], Object.keys(renamed))], { book: 'VC' })
    expect(matches[0]?.book).toEqual([2.1, 3.4, 3.75])
    expect(venues.book).toBe('betvictor')
  })

  test('a default kick-off that is no time is refused', () => {
    expect(() => readSeasons([], { defaultKickOff: '3pm' })).toThrow('defaultKickOff must be a time such as 15:00')
  })
})

test('an unknown prefix is its own venue', () => {
  expect(venueOfPrefix('Zed')).toBe('zed')
  expect(venueOfPrefix('toString')).toBe('tostring')
})

test('whatever the text, the answer is data or a FootballDataError', () => {
  const heading = Object.keys(row).join(',')
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (text, headed) => {
      try {
        const { matches, diagnostics } = readSeasons([{ name: 'fuzz', text: headed ? `${heading}\n${text}` : text }])
        expect(matches.length + diagnostics.length).toBeGreaterThanOrEqual(0)
      } catch (error) {
        expect(error).toBeInstanceOf(FootballDataError)
      }
    }),
    { numRuns: 500 },
  )
})

test('every row with something in it becomes a match or a diagnostic', () => {
  const cell = fc.oneof(
    fc.constantFrom('', '2', '1', '2.5', 'H', '20/01/2024', '1/2/03', '15:00', 'Ashford'),
    fc.string(),
  )
  const cells = fc.record(
    Object.fromEntries(Object.keys(row).map((column) => [column, fc.oneof(fc.constant(row[column] ?? ''), cell)])),
  )
  fc.assert(
    fc.property(fc.array(cells, { maxLength: 8 }), (rows) => {
      const plain = rows.map((each) =>
        Object.fromEntries(Object.entries(each).map(([column, text]) => [column, text.replaceAll(/[",\r\n]/g, '')])),
      )
      const { matches, diagnostics } = readSeasons([seasonFile(plain)])
      const lost = diagnostics.filter(({ skipped }) => skipped === 'row')
      expect(matches.length + lost.length).toBe(rows.length)
      expect(new Set([...matches, ...lost].map(({ line }) => line)).size).toBe(rows.length)
    }),
  )
})

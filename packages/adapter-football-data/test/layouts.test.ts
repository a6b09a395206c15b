import { describe, expect, test } from 'vitest'
import { footballDataEvents, readSeasons } from '../src/index.ts'
import { pricesOf, type Row, readText, renamed, row, said, seasonFile, without } from './season-file.ts'

const second = { ...row, HomeTeam: 'Cray', AwayTeam: 'Dunmore' }

/** The text of rows under the columns that the first of them has. */
const under = (...rows: readonly Row[]) => seasonFile(rows, Object.keys(rows[0] ?? {})).text

describe('seasons that were put together', () => {
  test('are read each by its own heading', () => {
    const { PSH, PSD, PSA, B365H, B365D, B365A, ...rest } = row
    const turned = {
      ...rest,
      Date: '21/01/2025',
      B365A: '1.55',
      B365H: '6',
      B365D: '4.2',
      PSD: '4.1',
      PSA: '1.62',
      PSH: '5.5',
    }
    const seasons = readText(under(row) + under({ ...turned, FTR: 'A', FTHG: '0' }))
    expect(seasons.matches.map(pricesOf)).toMatchObject([
      { PS: [2.15, 3.5, 3.8], B365: [2.1, 3.4, 3.75] },
      { PS: [5.5, 4.1, 1.62], B365: [6, 4.2, 1.55] },
    ])
    expect(said(seasons)).toEqual(['3 HEADING_REPEATED nothing'])
  })

  test('of which one has a heading that lacks columns lose its rows, each of them reported', () => {
    const { FTR, ...lacking }: Row = second
    const third = { ...row, HomeTeam: 'Eltham' }
    const seasons = readText(under(row) + under(lacking) + under(third))
    expect(seasons.matches.map(({ home }) => home)).toEqual(['Ashford', 'Eltham'])
    expect(said(seasons)).toEqual(['3 HEADING_UNUSABLE nothing', '4 INVALID_ROW row', '5 HEADING_REPEATED nothing'])
  })

  test('may each begin with a byte order mark', () => {
    const { matches } = readText(`\uFEFF${under(row)}\uFEFF${under(second)}`)
    expect(matches.map(({ home }) => home)).toEqual(['Ashford', 'Cray'])
  })
})

test('teams may stand under HT and AT', () => {
  const seasons = readText(under(renamed(row, { HomeTeam: 'HT', AwayTeam: 'AT' })))
  expect(seasons).toEqual(readText(under(row)))
})

describe('a league outside the main ones', () => {
  const { Div, ...main } = renamed(row, { HomeTeam: 'Home', AwayTeam: 'Away', FTHG: 'HG', FTAG: 'AG', FTR: 'Res' })
  const extra = { Country: 'Atlantis', League: 'Prime', Season: '2023/2024', ...main }
  const { B365H, B365D, B365A, PSH, PSD, PSA, ...closingOnly }: Row = extra

  test('has its country and league for a division', () => {
    const [match] = readText(under(closingOnly)).matches
    const [same] = readText(under(row)).matches
    expect(match).toEqual({ ...same, division: 'Atlantis Prime', before: [] })
  })

  test('with closing prices alone has nothing to bet at', () => {
    const seasons = readText(under(closingOnly))
    expect(footballDataEvents(seasons)).toEqual([])
    expect(said(seasons)).toEqual(['1 REFERENCE_MISSING nothing'])
  })

  test('with prices of which it does not say when they were shown has that said', () => {
    const names = { PSH: 'PH', PSD: 'PD', PSA: 'PA' }
    const seasons = readText(under(renamed(extra, names)))
    expect(seasons.matches.map(pricesOf)).toMatchObject([{ P: [2.15, 3.5, 3.8], B365: [2.1, 3.4, 3.75] }])
    expect(seasons.venues).toMatchObject({ sharp: 'pinnacle', bookmakers: ['bet365'] })
    expect(said(seasons)).toEqual(['1 PRICE_TIME_ASSUMED nothing'])
    expect(seasons.diagnostics[0]?.message).toContain('"B365", "P"')
  })
})

describe('what stands between cells and around them', () => {
  test.each([';', '\t', '|'])('%j parts cells as well as a comma', (delimiter) => {
    expect(readText(under(row, second).replaceAll(',', delimiter))).toEqual(readText(under(row, second)))
  })

  test('numbers with a decimal comma are read, and that is said', () => {
    const seasons = readText(under(row, second).replaceAll(',', ';').replaceAll('.', ','))
    expect(seasons.matches).toEqual(readText(under(row, second)).matches)
    expect(said(seasons)).toEqual(['2 DECIMAL_COMMA nothing'])
  })

  test('byte order mark, Windows line ends, quotes, spaces and further columns do not matter', () => {
    const odd = { ...row, HomeTeam: '"Ashford, ""The"" Town"', AwayTeam: " Bramley's ", Referee: 'A "Ref" Eree' }
    const { matches, diagnostics } = readText(`\uFEFF${under(odd).replaceAll('\n', '\r\n')}`)
    expect(matches[0]).toMatchObject({ home: 'Ashford, "The" Town', away: "Bramley's" })
    expect(diagnostics).toEqual([])
  })

  test('lines before the heading are passed over, and reported', () => {
    const seasons = readText(`sep=,\nmy favourite season\n${under(row)}`)
    expect(seasons.matches).toMatchObject([{ line: 4, home: 'Ashford' }])
    expect(said(seasons)).toEqual(['1 INVALID_ROW row', '2 INVALID_ROW row'])
  })

  test('a stray quote costs its own line only', () => {
    const seasons = readText(under(row, { ...row, HomeTeam: '"Eltham' }, second, { ...row, HomeTeam: 'Farley"' }))
    expect(seasons.matches.map(({ home }) => home)).toEqual(['Ashford', 'Cray', 'Farley"'])
    expect(said(seasons)).toEqual(['3 INVALID_ROW row'])
  })
})

describe('rows that are shorter or longer than the heading', () => {
  const short = 'X0,21/01/2024,15:00,Cray,Dunmore,1,1,D'

  test('are used as far as they go', () => {
    const seasons = readText(`${under(row)}${short},2.1,3.4,3.75,2.15\n`)
    expect(seasons.matches.map(pricesOf)[1]).toEqual({ B365: [2.1, 3.4, 3.75] })
    expect(said(seasons)).toEqual(['3 SHORT_ROW prices'])
  })

  test('are matches without any prices, too', () => {
    const seasons = readText(`${under(row)}${short}\n${short.replace('Cray', 'Eltham')}\n`)
    expect(seasons.matches.map(({ before, closing }) => [before.length, closing.length])).toEqual([
      [2, 2],
      [0, 0],
      [0, 0],
    ])
    expect(said(seasons)).toEqual(['3 SHORT_ROW prices', '4 SHORT_ROW prices'])
  })

  test('a last row that was cut off may have half a price, which is not taken', () => {
    const cut = `${under(row)}${short},2.1,3.4,3`
    expect(readText(cut).matches.map(pricesOf)[1]).toEqual({})
    expect(readText(`${cut}\n`).matches.map(pricesOf)[1]).toEqual({ B365: [2.1, 3.4, 3] })
  })

  test('a last row without a line end is whole when it is as long as its heading', () => {
    const { matches, diagnostics } = readText(under(row).trimEnd())
    expect(matches.map(pricesOf)).toEqual(readText(under(row)).matches.map(pricesOf))
    expect(diagnostics).toEqual([])
  })

  test('a row with more in it has no prices that can be told apart', () => {
    const shifted = under({ ...second, Referee: 'R' }).split('\n')[1]
    const seasons = readText(`${under(row)}${shifted}\n`)
    expect(seasons.matches.map(({ before, closing }) => before.length + closing.length)).toEqual([4, 0])
    expect(said(seasons)).toEqual(['3 LONG_ROW prices'])
  })

  test('empty cells at the end of a row mean nothing', () => {
    const { matches, diagnostics } = readText(under(row, second).replaceAll(/(?<=\n.+)\n/g, ',,,\n'))
    expect(matches).toEqual(readText(under(row, second)).matches)
    expect(diagnostics).toEqual([])
  })
})

test('a column that stands there twice is read once, and that is said', () => {
  const lines = under(row).trim().split('\n')
  const seasons = readText(`${lines[0]},PSH\n${lines[1]},9.9\n`)
  expect(seasons.matches.map(pricesOf)[0]?.['PS']).toEqual([2.15, 3.5, 3.8])
  expect(said(seasons)).toEqual(['1 COLUMN_REPEATED nothing'])
})

test('of two prefixes for one bookmaker the same goes first, wherever it stands', () => {
  const other = { PH: '9', PD: '9', PA: '9' }
  for (const cells of [
    { ...row, ...other },
    { ...other, ...row },
  ]) {
    const seasons = readText(under(cells))
    expect(seasons.matches[0]?.before.find(({ venue }) => venue === 'pinnacle')?.prices).toEqual([2.15, 3.5, 3.8])
    expect(said(seasons)).toEqual(['1 COLUMN_REPEATED nothing'])
  }
})

test('a season without any prices is there for its results', () => {
  const columns = ['Div', 'Date', 'Time', 'HomeTeam', 'AwayTeam', 'FTHG', 'FTAG', 'FTR']
  const seasons = readSeasons([seasonFile([row, second], columns)])
  expect(seasons.matches).toMatchObject([{ homeGoals: 2, before: [], closing: [] }, { home: 'Cray' }])
  expect(footballDataEvents(seasons)).toEqual([])
  expect(said(seasons)).toEqual(['1 REFERENCE_MISSING nothing', '1 CLOSE_MISSING nothing'])
})

test('columns that nobody needs may be missing', () => {
  expect(readSeasons([seasonFile([row], without())]).matches).toHaveLength(1)
})

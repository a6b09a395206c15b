import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readSeasons } from '../src/index.ts'
import { type Row, readText, row, said, seasonFile } from './season-file.ts'

const TEAMS = ['Ashford', 'Bramley', 'Cray', 'Dunmore', 'Eltham', 'Farley']

/** A file with a match on each date, as they are written. */
function dated(...dates: readonly string[]) {
  const rows = dates.map(
    (written, index): Row => ({ ...row, Date: written, HomeTeam: TEAMS[index] ?? 'Else', AwayTeam: 'Visitors' }),
  )
  return readSeasons([seasonFile(rows)])
}

const days = (seasons: ReturnType<typeof dated>) => seasons.matches.map(({ date }) => date)

test.each([
  ['20/01/24', '2024-01-20'],
  ['20/01/2024', '2024-01-20'],
  ['20.01.2024', '2024-01-20'],
  ['20-01-24', '2024-01-20'],
  ['15/8/05', '2005-08-15'],
  ['14/08/93', '1993-08-14'],
  ['31/12/92', '2092-12-31'],
  ['29/02/2024', '2024-02-29'],
  ['2024-01-20', '2024-01-20'],
  ['2024-02-03', '2024-02-03'],
  ['2024/01/20', '2024-01-20'],
  ['2024-01-20 00:00:00', '2024-01-20'],
  ['20/01/2024 00:00', '2024-01-20'],
  ['05/05/2024', '2024-05-05'],
])('a match dated %s was on %s', (written, date) => {
  const seasons = dated(written)
  expect(days(seasons)).toEqual([date])
  expect(seasons.diagnostics).toEqual([])
})

test.each([
  '31/02/2024',
  '29/02/2023',
  '32/01/2024',
  '13/13/2024',
  '0/1/2024',
  '2024-13-01',
  '2024-02-30',
  '20/01/1024',
  '20/01-2024',
  '20/01/202',
  '45311',
  '2024-01-20 15:00',
  '20 January 2024',
])('%s is no day', (written) => {
  expect(said(dated('20/01/2024', written))).toEqual(['3 INVALID_ROW row'])
})

describe('whether days or months come first', () => {
  test('one day after the twelfth in the middle shows that months do, for the whole file', () => {
    const seasons = dated('08/03/2024', '08/10/2024', '08/17/2024', '08/24/2024')
    expect(days(seasons)).toEqual(['2024-08-03', '2024-08-10', '2024-08-17', '2024-08-24'])
    expect(said(seasons)).toEqual(['2 DATE_ORDER_AMERICAN nothing'])
    expect(seasons.diagnostics[0]?.message).toContain('line 4')
  })

  test('or that days do', () => {
    const seasons = dated('03/08/2024', '17/08/2024')
    expect(days(seasons)).toEqual(['2024-08-03', '2024-08-17'])
    expect(seasons.diagnostics).toEqual([])
  })

  test('where nothing shows it, days do, and that is said', () => {
    const seasons = dated('05/05/2024', '03/08/2024')
    expect(days(seasons)).toEqual(['2024-05-05', '2024-08-03'])
    expect(said(seasons)).toEqual(['3 DATE_ORDER_ASSUMED nothing'])
  })

  test('where rows show both, only those are read that leave no doubt', () => {
    const seasons = dated('17/08/2024', '08/24/2024', '03/08/2024', '05/05/2024', '2024-08-03')
    expect(days(seasons)).toEqual(['2024-08-17', '2024-08-24', '2024-05-05', '2024-08-03'])
    expect(said(seasons).filter((text) => !text.includes('FORMATS'))).toEqual([
      '3 DATE_ORDERS_MIXED nothing',
      '4 DATE_AMBIGUOUS row',
    ])
  })

  test('each part of a file that was put together has an order of its own, or that of the rest', () => {
    const part = (...dates: readonly string[]) =>
      seasonFile(dates.map((written) => ({ ...row, Date: written, HomeTeam: `Home of ${written}` }))).text
    const both = readText(part('03/08/2024', '17/08/2024') + part('08/03/2023', '08/17/2023'))
    expect(both.matches.map(({ date }) => date)).toEqual(['2024-08-03', '2024-08-17', '2023-08-03', '2023-08-17'])
    const rest = readText(part('08/03/2023') + part('08/17/2023'))
    expect(rest.matches.map(({ date }) => date)).toEqual(['2023-08-03', '2023-08-17'])
    const neither = readText(part('17/08/2024') + part('08/17/2023') + part('08/03/2022'))
    expect(neither.matches.map(({ date }) => date)).toEqual(['2024-08-17', '2023-08-17'])
    expect(said(neither)).toContain('6 DATE_AMBIGUOUS row')
  })

  test('no day is ever guessed: whatever the season, it is read right in either order, or said', () => {
    const day = fc.date({ min: new Date('1995-01-01'), max: new Date('2035-12-31'), noInvalidDate: true })
    const season = fc.uniqueArray(day, {
      minLength: 1,
      maxLength: 6,
      selector: (date) => date.toISOString().slice(0, 10),
    })
    fc.assert(
      fc.property(season, fc.boolean(), (dates, monthFirst) => {
        const wanted = dates.map((date) => date.toISOString().slice(0, 10))
        const seasons = dated(
          ...wanted.map((date) => {
            const [year, month, dayOfMonth] = date.split('-')
            return (monthFirst ? [month, dayOfMonth, year] : [dayOfMonth, month, year]).join('/')
          }),
        )
        const codes = seasons.diagnostics.map(({ code }) => code)
        if (!codes.includes('DATE_ORDER_ASSUMED')) expect(days(seasons)).toEqual(wanted)
        else expect(wanted.every((date) => Number(date.slice(8)) <= 12)).toBe(true)
        expect(codes.includes('DATE_ORDER_AMERICAN')).toBe(
          monthFirst && wanted.some((date) => Number(date.slice(8)) > 12),
        )
      }),
    )
  })
})

test('ways of writing dates that change within a file are read row by row, and reported', () => {
  const seasons = dated('20/01/2024', '21/01/24', '2024-01-22', '2024-01-23')
  expect(days(seasons)).toEqual(['2024-01-20', '2024-01-21', '2024-01-22', '2024-01-23'])
  expect(said(seasons)).toEqual(['3 DATE_FORMATS_MIXED nothing', '4 DATE_FORMATS_MIXED nothing'])
})

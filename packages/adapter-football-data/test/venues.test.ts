import { describe, expect, test } from 'vitest'
import { readSeasons, type SeasonOptions } from '../src/index.ts'
import { type Row, renamed, row, said, seasonFile, without } from './season-file.ts'

const NO_CLOSE = ['PSCH', 'PSCD', 'PSCA', 'B365CH', 'B365CD', 'B365CA']

function chosen(cells: Row, options?: SeasonOptions, columns: readonly string[] = Object.keys(cells)) {
  const seasons = readSeasons([seasonFile([cells], columns)], options)
  return { venues: seasons.venues, said: said(seasons), diagnostics: seasons.diagnostics }
}

const like = (prefix: string, prices: readonly [string, string, string]): Row => ({
  [`${prefix}H`]: prices[0],
  [`${prefix}D`]: prices[1],
  [`${prefix}A`]: prices[2],
})

describe('the reference', () => {
  test('is Pinnacle, under whichever prefix', () => {
    expect(chosen(renamed(row, { PSH: 'PH', PSD: 'PD', PSA: 'PA' }), { sharp: 'PS' }).venues.sharp).toBe('pinnacle')
  })

  test('is the bookmaker with the lowest overround where there is no Pinnacle, and that is said', () => {
    const { PSH, PSD, PSA, ...rest } = row
    const cells = {
      ...rest,
      ...like('WH', ['2.2', '3.5', '3.7']),
      ...like('Max', ['2.4', '3.9', '4']), // lower, and nobody's
      ...like('BFE', ['2.3', '3.7', '3.9']), // lower, before its commission
    }
    const { venues, diagnostics } = chosen(cells)
    expect(venues).toMatchObject({ sharp: 'william-hill', bookmakers: ['bet365'] })
    // 1/2.2 + 1/3.5 + 1/3.7 − 1
    expect(diagnostics.find(({ code }) => code === 'REFERENCE_ASSUMED')?.message).toContain(
      'william-hill (WH), its overround is the lowest, 1.05 %',
    )
  })

  test('may be an average, which is still nobody to bet with', () => {
    const { venues } = chosen({ ...row, ...like('Avg', ['2.1', '3.4', '3.7']) }, { sharp: 'Avg' })
    expect(venues).toMatchObject({ sharp: 'market-average', bookmakers: ['bet365', 'pinnacle'] })
  })

  test('that a file lacks beside others that have it is said of that file', () => {
    const old = seasonFile([{ ...row, HomeTeam: 'Cray' }], without('PSH', 'PSD', 'PSA'), 'old.csv')
    const { venues, diagnostics } = readSeasons([seasonFile([row]), old])
    expect(venues.sharp).toBe('pinnacle')
    expect(diagnostics).toMatchObject([{ file: 'old.csv', code: 'REFERENCE_MISSING' }])
  })
})

describe('whom to bet with', () => {
  test('can be named, in any number and order', () => {
    expect(chosen(row, { bookmakers: ['PS', 'B365', 'PS'] }).venues.bookmakers).toEqual(['bet365', 'pinnacle'])
  })

  test('may be an exchange that was named, and then its commission is missing', () => {
    const { venues, said: told } = chosen({ ...row, ...like('BFE', ['2.2', '3.5', '3.9']) }, { bookmakers: ['BFE'] })
    expect(venues.bookmakers).toEqual(['betfair-exchange'])
    expect(told).toEqual(['1 COMMISSION_LEFT_OUT nothing'])
  })
})

describe('the close', () => {
  test.each<[SeasonOptions, string | null, readonly string[]]>([
    [{}, 'pinnacle', ['pinnacle', 'bet365']],
    [{ close: 'B365C' }, 'bet365', ['bet365']],
    [{ close: null }, null, []],
    [{ sharp: 'B365' }, 'bet365', ['bet365', 'pinnacle']],
  ])('with %o is that of %s', (options, close, closing) => {
    expect(chosen(row, options)).toMatchObject({ venues: { close, closing }, said: [] })
  })

  test('that is missing keeps nobody from reading the file, and is said', () => {
    for (const options of [{}, { close: 'PSC' }]) {
      expect(chosen(row, options, without(...NO_CLOSE))).toMatchObject({
        venues: { close: null },
        said: ['1 CLOSE_MISSING nothing'],
      })
    }
    expect(chosen(row, { close: null }, without(...NO_CLOSE))).toMatchObject({ venues: { close: null }, said: [] })
  })
})

import { InvalidValueError } from '@betting-advisor/core'
import {
  americanFromDecimal,
  decimalFromAmerican,
  decimalFromFraction,
  decimalFromHongKong,
  decimalFromIndonesian,
  decimalFromMalay,
  decimalFromProbability,
  exactFraction,
  formatExactFraction,
  formatOdds,
  hongKongFromDecimal,
  impliedProbability,
  indonesianFromDecimal,
  malayFromDecimal,
  type OddsFormat,
  oddsIn,
  parseOdds,
  roundedAmericanFromDecimal,
  traditionalFraction,
} from '@betting-advisor/core/odds'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const NOT_PRICES = [1, 0.5, 0, -2, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
const anyPrice = fc.double({ min: 1.0001, max: 10_000, noNaN: true })
const FORMATS: readonly OddsFormat[] = [
  'decimal',
  'fractional',
  'american',
  'hong-kong',
  'indonesian',
  'malay',
  'probability',
]

describe('American odds', () => {
  it.each([
    [150, 2.5],
    [-200, 1.5],
    [100, 2],
    [-100, 2],
    [497, 5.97],
    [10_000, 101],
  ])('%d is %d', (american, decimal) => {
    expect(decimalFromAmerican(american)).toBeCloseTo(decimal, 13)
  })

  it('of -110 is 21/11 and of -127 is 227/127', () => {
    expect(decimalFromAmerican(-110)).toBe(21 / 11)
    expect(decimalFromAmerican(-127)).toBeCloseTo(227 / 127, 15)
  })

  it.each([
    [1.87, -115],
    [1.67, -149],
    [1.75, -133],
    [2, 100],
    [3.5, 250],
  ])('%d is quoted as %d', (decimal, american) => {
    expect(roundedAmericanFromDecimal(decimal)).toBe(american)
  })

  it.each([99.9, -99.9, 0, Number.NaN, Number.POSITIVE_INFINITY])('has no %d', (american) => {
    expect(() => decimalFromAmerican(american)).toThrow('american must be at most -100 or at least 100')
  })
})

describe('Asian odds', () => {
  it('are what they are called in each place', () => {
    expect([hongKongFromDecimal(1.5), malayFromDecimal(1.5), indonesianFromDecimal(1.5)]).toEqual([0.5, 0.5, -2])
    expect([hongKongFromDecimal(3), malayFromDecimal(3), indonesianFromDecimal(3)]).toEqual([2, -0.5, 2])
    expect([hongKongFromDecimal(2), malayFromDecimal(2), indonesianFromDecimal(2)]).toEqual([1, 1, 1])
    expect([decimalFromMalay(-1), decimalFromIndonesian(-1)]).toEqual([2, 2])
  })

  it('refuse what no odds can be', () => {
    expect(() => decimalFromHongKong(0)).toThrow('hong-kong odds must be a finite number above 0, was 0')
    expect(() => decimalFromIndonesian(0.5)).toThrow('indonesian odds must be')
    expect(() => decimalFromMalay(1.2)).toThrow('malay odds must be in [-1, 1] and not 0, was 1.2')
    expect(() => decimalFromMalay(0)).toThrow('malay odds')
    for (const odds of [Number.NaN, Number.POSITIVE_INFINITY]) {
      for (const convert of [decimalFromHongKong, decimalFromIndonesian, decimalFromMalay]) {
        expect(() => convert(odds)).toThrow(InvalidValueError)
      }
    }
  })
})

describe('fractions', () => {
  it.each([
    [1.87, '87/100'],
    [3.5, '5/2'],
    [2.5, '3/2'],
    [1.75, '3/4'],
    [1.91, '91/100'],
    [1.001, '1/1000'],
    [1000, '999/1'],
    [1e15, '999999999999999/1'],
  ])('%d is exactly %s', (price, text) => {
    expect(formatExactFraction(price)).toBe(text)
  })

  it('are exact: the quotient is the price again', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10_001, max: 9_999_999 }), (units) => {
        const price = units / 10_000
        const { numerator, denominator } = exactFraction(price)
        expect((numerator + denominator) / denominator).toBe(price)
      }),
    )
  })

  it.each([1.3333333333333333, 1e300, 1 + 2e-16])('refuse %d, which has too many digits', (price) => {
    expect(() => exactFraction(price)).toThrow('price must be a decimal number of at most 15 digits')
  })

  it.each([
    [1.91, '10/11'],
    [2, '1/1'],
    [1.67, '4/6'],
    [2.5, '6/4'],
    [3.25, '9/4'],
    [2.62, '13/8'],
    [1.0001, '1/100'],
    [5000, '1000/1'],
  ])('%d is traditionally %s', (price, text) => {
    const { numerator, denominator } = traditionalFraction(price)
    expect(`${numerator}/${denominator}`).toBe(text)
  })

  it('refuse parts that are not positive', () => {
    expect(() => decimalFromFraction({ numerator: 0, denominator: 1 })).toThrow('numerator')
    expect(() => decimalFromFraction({ numerator: 1, denominator: Number.NaN })).toThrow('denominator')
  })
})

describe('reading odds', () => {
  it.each([
    ['2.75', 2.75],
    [' 2.750 ', 2.75],
    ['7/4', 2.75],
    ['7 / 4', 2.75],
    ['evens', 2],
    ['EVS', 2],
    ['+175', 2.75],
    ['-200', 1.5],
    ['−200', 1.5],
    ['40%', 2.5],
    ['40 %', 2.5],
    ['100/30', 13 / 3],
  ])('%s is %d', (text, decimal) => {
    expect(parseOdds(text)).toBeCloseTo(decimal, 14)
  })

  it.each<[string, OddsFormat, number]>([
    ['0.5', 'hong-kong', 1.5],
    ['-2', 'indonesian', 1.5],
    ['-0.8', 'malay', 2.25],
    ['0.4', 'probability', 2.5],
    ['150', 'american', 2.5],
    ['even', 'american', 2],
    ['11-10', 'fractional', 2.1],
  ])('%s as %s is %d', (text, format, decimal) => {
    expect(parseOdds(text, format)).toBeCloseTo(decimal, 14)
  })

  it.each([
    ['', 'odds must be a number written with digits and a decimal point, was ""'],
    ['abc', 'odds must be a number written with digits'],
    ['1,91', 'odds must be a number written with digits'],
    ['1e3', 'odds must be a number written with digits'],
    ['0x10', 'odds must be a number written with digits'],
    ['7/', 'odds must be fractional odds, such as 7/4 or evens, was "7/"'],
    ['7/0', 'denominator must be a finite number above 0'],
    ['+50', 'at most -100 or at least 100'],
    ['-50', 'at most -100 or at least 100'],
    ['0.95', 'price must be a finite number above 1, was 0.95'],
    ['110%', 'probability must be above 0 and below 1'],
    ['Infinity', 'odds must be a number written with digits'],
  ])('refuses %s', (text, message) => {
    expect(() => parseOdds(text)).toThrow(message)
    expect(() => parseOdds(text)).toThrow(/^odds must be/)
  })

  it('gives a price or a typed error, whatever the text', () => {
    const texts = fc.oneof(fc.string(), fc.stringMatching(/^[+-]?\d{0,4}[./%-]?\d{0,4}%?$/))
    fc.assert(
      fc.property(texts, fc.option(fc.constantFrom(...FORMATS), { nil: undefined }), (text, format) => {
        try {
          const price = parseOdds(text, format)
          expect(price > 1 && Number.isFinite(price)).toBe(true)
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidValueError)
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('every format', () => {
  it('loses nothing as a number', () => {
    const back: Readonly<Record<OddsFormat, (value: number) => number>> = {
      decimal: (value) => value,
      fractional: (value) => 1 + value,
      american: decimalFromAmerican,
      'hong-kong': decimalFromHongKong,
      indonesian: decimalFromIndonesian,
      malay: decimalFromMalay,
      probability: decimalFromProbability,
    }
    fc.assert(
      fc.property(anyPrice, fc.constantFrom(...FORMATS), (price, format) => {
        expect(back[format](oddsIn(price, format)) / price).toBeCloseTo(1, 12)
      }),
    )
  })

  it('reads what it writes, but for its rounding', () => {
    fc.assert(
      fc.property(fc.double({ min: 1.02, max: 900, noNaN: true }), fc.constantFrom(...FORMATS), (price, format) => {
        const read = parseOdds(formatOdds(price, format), format)
        expect(Math.abs(1 / read - 1 / price)).toBeLessThan(0.02)
      }),
    )
  })

  it('writes as people do', () => {
    expect(FORMATS.map((format) => formatOdds(1.5, format))).toEqual([
      '1.5',
      '1/2',
      '-200',
      '0.5',
      '-2',
      '0.5',
      '66.67%',
    ])
    expect(formatOdds(3.3333333, 'decimal')).toBe('3.333')
    expect(formatOdds(2, 'american')).toBe('+100')
  })

  it.each(NOT_PRICES)('refuses a price of %d', (price) => {
    for (const format of FORMATS) {
      expect(() => formatOdds(price, format)).toThrow('price must be a finite number above 1')
      expect(() => oddsIn(price, format)).toThrow(InvalidValueError)
    }
    for (const convert of [
      americanFromDecimal,
      hongKongFromDecimal,
      indonesianFromDecimal,
      malayFromDecimal,
      exactFraction,
      traditionalFraction,
      impliedProbability,
    ]) {
      expect(() => convert(price)).toThrow(InvalidValueError)
    }
  })

  it.each([0, 1, -0.1, 1.1, Number.NaN])('refuses a probability of %d', (probability) => {
    expect(() => decimalFromProbability(probability)).toThrow('probability must be above 0 and below 1')
  })
})

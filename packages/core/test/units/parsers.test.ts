import {
  accountKey,
  eventId,
  fromPriceUnits,
  InvalidValueError,
  isPrice,
  marketId,
  after as momentAfter,
  price,
  priceUnits,
  probability,
  runId,
  selectionId,
  timestamp,
  toPriceUnits,
  venueId,
} from '@betting-advisor/core'
import { PRICE_SCALE } from '@betting-advisor/core/odds'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  checkCommission,
  checkInteger,
  checkNumber,
  checkPositive,
  checkPrice,
  checkProbability,
} from '../../src/units/check.ts'

const invalid = expect.objectContaining({ code: 'INVALID_VALUE' })
const numbers = fc.double()

describe('a price', () => {
  it('is a finite number above 1 and nothing else', () => {
    fc.assert(
      fc.property(numbers, (value) => {
        const valid = Number.isFinite(value) && value > 1
        expect(isPrice(value)).toBe(valid)
        if (valid) expect(price(value)).toBe(value)
        else expect(() => price(value)).toThrow(invalid)
      }),
    )
  })

  it('in ten-thousandths is the nearest, and whole ten-thousandths come back as they went', () => {
    fc.assert(
      fc.property(fc.integer({ min: PRICE_SCALE + 1, max: 10_000_000 }), (units) => {
        expect(toPriceUnits(fromPriceUnits(priceUnits(units)))).toBe(units)
      }),
    )
    expect(toPriceUnits(price(1.91))).toBe(19_100)
    expect(toPriceUnits(price(2.00004))).toBe(20_000)
  })

  it.each([1.00001, 1e300])('of %d has no ten-thousandths', (value) => {
    expect(() => toPriceUnits(price(value))).toThrow(invalid)
  })

  it.each([10_000, 0, -5, 10_000.5, Number.NaN, 2 ** 53])('units are never %d', (value) => {
    expect(() => priceUnits(value)).toThrow(invalid)
  })
})

describe('a probability', () => {
  it('lies in [0, 1]', () => {
    fc.assert(
      fc.property(numbers, (value) => {
        if (value >= 0 && value <= 1) expect(probability(value)).toBe(value)
        else expect(() => probability(value)).toThrow(invalid)
      }),
    )
  })
})

describe('a timestamp', () => {
  it.each([0.5, Number.NaN, 8.64e15 + 1, Number.POSITIVE_INFINITY])('is never %d', (value) => {
    expect(() => timestamp(value)).toThrow(invalid)
  })

  it('moves by whole milliseconds', () => {
    expect(momentAfter(timestamp(5), 7)).toBe(12)
    expect(() => momentAfter(timestamp(5), 0.5)).toThrow(invalid)
  })
})

describe('a name', () => {
  it.each([venueId, eventId, marketId, selectionId, runId])('is what it was', (mint) => {
    expect(mint('a b')).toBe('a b')
    expect(() => mint('  ')).toThrow(invalid)
  })

  it('of an account keeps modes apart and has no separator in it', () => {
    expect(accountKey('DRY_RUN', 'main')).toBe('DRY_RUN:main')
    for (const name of ['', 'a:b', 'a b', 'x'.repeat(65)]) expect(() => accountKey('LIVE', name)).toThrow(invalid)
  })
})

describe('a check of an argument', () => {
  const checks = [
    ['price', checkPrice, 1.5, [1, Number.NaN, Number.POSITIVE_INFINITY]],
    ['probability', checkProbability, 0, [-0.1, 1.1, Number.NaN]],
    ['commission', checkCommission, 0.99, [1, -0.01, Number.NaN]],
    ['positive', checkPositive, 0.001, [0, -1, Number.NaN, Number.POSITIVE_INFINITY]],
  ] as const

  it.each(checks)('%s passes what is in range and names what is not', (name, check, good, bad) => {
    expect(check(name, good)).toBe(good)
    for (const value of bad) {
      expect(() => check(name, value)).toThrow(InvalidValueError)
      expect(() => check(name, value)).toThrow(new RegExp(`^${name} must be `))
    }
  })

  it('says the range of numbers and integers', () => {
    expect(checkNumber('n', 1.5)).toBe(1.5)
    expect(checkNumber('n', 2, 2, 2)).toBe(2)
    expect(() => checkNumber('n', 3, 1, 2)).toThrow('n must be a finite number in [1, 2], was 3.')
    expect(() => checkNumber('n', 0, 1)).toThrow('n must be a finite number of at least 1, was 0.')
    expect(() => checkNumber('n', 9, Number.NEGATIVE_INFINITY, 8)).toThrow(
      'n must be a finite number of at most 8, was 9.',
    )
    expect(() => checkNumber('n', Number.NaN)).toThrow('n must be a finite number, was NaN.')
    expect(checkInteger('n', 3, 3)).toBe(3)
    expect(() => checkInteger('n', 2.5, 0)).toThrow('n must be an integer of at least 0, was 2.5.')
    expect(() => checkInteger('n', 7, 0, 6)).toThrow('n must be an integer in [0, 6], was 7.')
  })
})

import { add, currency, formatMoney, money, moneyFromMajor, negate, subtract, toMajor } from '@betting-advisor/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const GBP = currency('GBP')
const amounts = fc.oneof(fc.integer({ min: -1_000_000, max: 1_000_000 }), fc.maxSafeInteger())
const currencies = fc.constantFrom('GBP', 'JPY', 'KWD').map(currency)
const invalid = expect.objectContaining({ code: 'INVALID_VALUE' })

describe('money', () => {
  it('is every safe integer, and zero has one sign', () => {
    fc.assert(fc.property(fc.maxSafeInteger(), (minor) => money(minor) === minor))
    expect(Object.is(money(-0), 0)).toBe(true)
    expect(Object.is(negate(money(0)), 0)).toBe(true)
  })

  it.each([0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, -(2 ** 53)])('is never %d', (minor) => {
    expect(() => money(minor)).toThrow(invalid)
  })

  it('adds and subtracts exactly, or not at all', () => {
    fc.assert(
      fc.property(amounts, amounts, (a, b) => {
        const sum = BigInt(a) + BigInt(b)
        if (sum > Number.MAX_SAFE_INTEGER || sum < Number.MIN_SAFE_INTEGER) {
          expect(() => add(money(a), money(b))).toThrow(invalid)
        } else {
          expect(BigInt(add(money(a), money(b)))).toBe(sum)
          expect(subtract(add(money(a), money(b)), money(b))).toBe(money(a))
        }
      }),
    )
  })

  it('written for people is read back exactly, digit by digit, however large', () => {
    fc.assert(
      fc.property(amounts, currencies, (minor, unit) => {
        const [digits = '', code] = formatMoney(money(minor), unit).split(' ')
        expect(code).toBe(unit.code)
        expect(digits).toMatch(unit.exponent === 0 ? /^-?\d+$/ : new RegExp(`^-?\\d+\\.\\d{${unit.exponent}}$`))
        expect(BigInt(digits.replace('.', ''))).toBe(BigInt(minor))
      }),
    )
  })

  it.each([
    [-1250, '-12.50 GBP'],
    [5, '0.05 GBP'],
    [-5, '-0.05 GBP'],
    [0, '0.00 GBP'],
    [Number.MAX_SAFE_INTEGER, '90071992547409.91 GBP'],
  ])('%i is written %s', (minor, text) => {
    expect(formatMoney(money(minor), GBP)).toBe(text)
  })

  it('from major units is what the decimal digits say', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), currencies, (minor, unit) => {
        expect(moneyFromMajor(toMajor(money(minor), unit), unit)).toBe(money(minor))
      }),
    )
    expect(moneyFromMajor(4.35, GBP)).toBe(435)
    expect(moneyFromMajor(1.005, GBP)).toBe(101)
    expect(moneyFromMajor(1e-7, GBP)).toBe(0)
    expect(moneyFromMajor(1e3, GBP)).toBe(100_000)
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 1e300])('from %d major units is refused', (major) => {
    expect(() => moneyFromMajor(major, GBP)).toThrow(invalid)
  })
})

describe('a currency', () => {
  it('knows its minor unit', () => {
    expect(['GBP', 'JPY', 'BHD'].map((code) => currency(code).exponent)).toEqual([2, 0, 3])
  })

  it.each(['gbp', 'GB', 'GBPX', '', '£'])('cannot be %j', (code) => {
    expect(() => currency(code)).toThrow(invalid)
  })
})

import { InvalidValueError } from '@betting-advisor/core'
import { betfairClassic, ladderPrices, multiplicative } from '@betting-advisor/core/odds'
import {
  breakEvenBack,
  breakEvenLay,
  closingLineStatistics,
  closingLineValue,
  closingLineValueLog,
  closingLineValuePoints,
  closingLineValueRatio,
  commissionRate,
  effectiveBackPrice,
  expectedValue,
  fairBackPrice,
  fairLayPrice,
  layExpectedValue,
  layExpectedValuePerLiability,
  marketCommission,
  oppositePrice,
  probabilityEdge,
} from '@betting-advisor/core/value'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const anyPrice = fc.double({ min: 1.01, max: 1000, noNaN: true })
const anyProbability = fc.double({ min: 0, max: 1, noNaN: true })
const inner = fc.double({ min: 0.001, max: 0.999, noNaN: true })
const anyCommission = fc.double({ min: 0, max: 0.5, noNaN: true })

const NOT_PRICES = [1, 0, -3, Number.NaN, Number.POSITIVE_INFINITY]
const NOT_PROBABILITIES = [-0.01, 1.01, Number.NaN, Number.POSITIVE_INFINITY]
const NOT_COMMISSIONS = [-0.01, 1, Number.NaN]

describe('expected value', () => {
  it('is what is won less what is lost', () => {
    expect(expectedValue(2.5, 0.5)).toBe(0.25)
    expect(100 * expectedValue(1.5, 0.4)).toBeCloseTo(-40, 12)
    expect(expectedValue(3, 0)).toBe(-1)
    expect(expectedValue(3, 1)).toBe(2)
  })

  it('is zero to rounding at the implied probability, and never above, on every price of the ladder', () => {
    for (const price of ladderPrices(betfairClassic)) {
      expect(expectedValue(price, 1 / price)).toBeLessThanOrEqual(0)
      expect(expectedValue(price, 1 / price)).toBeGreaterThan(-2e-16)
      expect(layExpectedValue(price, 1 / price)).toBe(0 - expectedValue(price, 1 / price))
    }
  })

  it('is the probability edge times the price', () => {
    fc.assert(
      fc.property(anyPrice, anyProbability, (price, probability) => {
        expect(expectedValue(price, probability)).toBeCloseTo(price * probabilityEdge(price, probability), 10)
      }),
    )
  })

  it('changes sides: laying is backing the opposite', () => {
    fc.assert(
      fc.property(anyPrice, anyProbability, anyCommission, (price, probability, commission) => {
        const opposite = oppositePrice(price, commission)
        fc.pre(opposite < 1e6)
        const lay = layExpectedValuePerLiability(price, probability, commission)
        expect(lay).toBeCloseTo(expectedValue(opposite, 1 - probability), 8)
        expect(layExpectedValue(price, probability, commission)).toBeCloseTo(lay * (price - 1), 8)
      }),
    )
  })

  it('of both sides at one price is the commission paid', () => {
    fc.assert(
      fc.property(anyPrice, anyProbability, (price, probability) => {
        expect(expectedValue(price, probability) + layExpectedValue(price, probability)).toBeCloseTo(0, 10)
      }),
    )
  })

  it('falls with commission, and is that of the effective price', () => {
    fc.assert(
      fc.property(anyPrice, anyProbability, anyCommission, (price, probability, commission) => {
        const value = expectedValue(price, probability, commission)
        expect(value).toBeLessThanOrEqual(expectedValue(price, probability))
        const effective = effectiveBackPrice(price, commission)
        expect(value).toBeCloseTo(expectedValue(effective, probability), 10)
      }),
    )
  })

  it('refuses what is outside its range', () => {
    for (const of of [expectedValue, layExpectedValue, layExpectedValuePerLiability]) {
      for (const price of NOT_PRICES) expect(() => of(price, 0.5)).toThrow('price must be a finite number above 1')
      for (const probability of NOT_PROBABILITIES) expect(() => of(2, probability)).toThrow('probability must be')
      for (const commission of NOT_COMMISSIONS) expect(() => of(2, 0.5, commission)).toThrow('commission must be')
    }
    for (const price of NOT_PRICES) expect(() => probabilityEdge(price, 0.5)).toThrow(InvalidValueError)
    for (const probability of NOT_PROBABILITIES)
      expect(() => probabilityEdge(2, probability)).toThrow(InvalidValueError)
  })
})

describe('fair and break-even prices', () => {
  it('are where the expected value is zero, back and lay', () => {
    fc.assert(
      fc.property(inner, anyCommission, (probability, commission) => {
        expect(expectedValue(fairBackPrice(probability, commission), probability, commission)).toBeCloseTo(0, 12)
        expect(layExpectedValue(fairLayPrice(probability, commission), probability, commission)).toBeCloseTo(0, 12)
        expect(breakEvenBack(fairBackPrice(probability, commission), commission)).toBeCloseTo(probability, 12)
        expect(breakEvenLay(fairLayPrice(probability, commission), commission)).toBeCloseTo(probability, 12)
      }),
    )
  })

  it('keep a gap between back and lay that commission pays for', () => {
    expect(fairBackPrice(0.4)).toBe(2.5)
    expect(fairLayPrice(0.4)).toBe(2.5)
    expect(fairBackPrice(0.4, 0.05)).toBeGreaterThan(2.5)
    expect(fairLayPrice(0.4, 0.05)).toBeLessThan(2.5)
  })

  it('refuse what is outside their range', () => {
    for (const of of [fairBackPrice, fairLayPrice]) {
      for (const probability of [0, 1, ...NOT_PROBABILITIES]) {
        expect(() => of(probability)).toThrow('probability must be above 0 and below 1')
      }
      for (const commission of NOT_COMMISSIONS) expect(() => of(0.5, commission)).toThrow('commission')
      expect(() => of(Number.MIN_VALUE)).toThrow('far enough from 0 and 1')
    }
    for (const of of [breakEvenBack, breakEvenLay]) {
      for (const price of NOT_PRICES) expect(() => of(price)).toThrow(InvalidValueError)
      for (const commission of NOT_COMMISSIONS) expect(() => of(2, commission)).toThrow(InvalidValueError)
    }
  })
})

describe('commission', () => {
  it('is charged on what a market wins on balance', () => {
    expect(marketCommission([20, -5], 0.05)).toBeCloseTo(0.75, 14)
    expect(marketCommission([20], 0.05)).toBe(1)
    expect(marketCommission([20, -30], 0.05)).toBe(0)
    expect(marketCommission([], 0.05)).toBe(0)
  })

  it('is never more than bet by bet', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1000, max: 1000 })), (profits) => {
        const each = profits.reduce((sum, profit) => sum + marketCommission([profit], 0.05), 0)
        expect(marketCommission(profits, 0.05)).toBeLessThanOrEqual(each + 1e-9)
      }),
    )
  })

  it('is discounted where the market allows it', () => {
    expect(commissionRate(0.05, 0.6)).toBeCloseTo(0.02, 15)
    expect(commissionRate(0.05, 0.6, false)).toBe(0.05)
  })

  it('makes 6.0 at 20 % as good as 5.0 at none', () => {
    expect(effectiveBackPrice(6, 0.2)).toBe(5)
  })

  it('refuses what is outside its range', () => {
    expect(() => commissionRate(1)).toThrow('baseRate')
    expect(() => commissionRate(0.05, 1.1)).toThrow('discount')
    expect(() => marketCommission([Number.NaN], 0.05)).toThrow('profits[0]')
    expect(() => marketCommission([1], 1)).toThrow('rate')
    expect(() => effectiveBackPrice(1, 0)).toThrow('price')
    expect(() => effectiveBackPrice(2, 1)).toThrow('commission')
    expect(() => oppositePrice(Number.NaN)).toThrow('price')
    expect(() => oppositePrice(1e300, 0.05)).toThrow('so low that the other side')
  })
})

describe('closing line value', () => {
  it('has four forms', () => {
    expect(closingLineValueRatio(1.75, 1.5)).toBeCloseTo(1 / 6, 14)
    expect(closingLineValueLog(1.75, 1.5)).toBeCloseTo(Math.log(7 / 6), 14)
    expect(closingLineValuePoints(1.75, 1.5)).toBeCloseTo(2 / 3 - 4 / 7, 14)
    expect(closingLineValue(1.75, 0.6)).toBeCloseTo(0.05, 14)
  })

  it('is zero for the closing price itself, but negative against the fair close', () => {
    expect(closingLineValueRatio(2, 2)).toBe(0)
    expect(closingLineValueLog(2, 2)).toBe(0)
    expect(closingLineValuePoints(2, 2)).toBe(0)
    const close = [1.9, 1.9]
    const [fair = 0] = multiplicative(close).probabilities
    expect(closingLineValue(1.9, fair)).toBeCloseTo(-0.05, 14)
  })

  it('agrees in sign in all forms that use one price', () => {
    fc.assert(
      fc.property(anyPrice, anyPrice, (price, close) => {
        fc.pre(Math.abs(price / close - 1) > 1e-12)
        const signs = [closingLineValueRatio, closingLineValueLog, closingLineValuePoints].map((form) =>
          Math.sign(form(price, close)),
        )
        expect(new Set(signs).size).toBe(1)
        expect(closingLineValueLog(price, close)).toBeCloseTo(-closingLineValueLog(close, price), 12)
      }),
    )
  })

  it('refuses what is outside its range', () => {
    for (const form of [closingLineValueRatio, closingLineValueLog, closingLineValuePoints]) {
      for (const price of NOT_PRICES) {
        expect(() => form(price, 2)).toThrow('price must be')
        expect(() => form(2, price)).toThrow('closingPrice must be')
      }
    }
    for (const price of NOT_PRICES) expect(() => closingLineValue(price, 0.5)).toThrow('price')
    for (const probability of NOT_PROBABILITIES)
      expect(() => closingLineValue(2, probability)).toThrow('closingProbability')
  })

  it('is summed up as mean, deviation, t and share', () => {
    const { count, mean, deviation, t, shareBeating } = closingLineStatistics([0.02, 0.04, -0.01, 0.03])
    expect([count, mean, shareBeating]).toEqual([4, expect.closeTo(0.02, 15), 0.75])
    expect(deviation).toBeCloseTo(Math.sqrt((0 + 0.0004 + 0.0009 + 0.0001) / 3), 14)
    expect(t).toBeCloseTo(0.02 / ((deviation ?? 0) / 2), 12)
  })

  it('says nothing where there is nothing to say', () => {
    const nothing = { mean: null, deviation: null, t: null, shareBeating: null }
    expect(closingLineStatistics([])).toEqual({ count: 0, ...nothing })
    expect(closingLineStatistics([0.1])).toEqual({ count: 1, mean: 0.1, deviation: null, t: null, shareBeating: 1 })
    expect(closingLineStatistics([0.1, 0.1]).t).toBeNull()
    expect(() => closingLineStatistics([0.1, Number.NaN])).toThrow('values[1]')
  })
})

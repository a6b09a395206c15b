import { InvalidValueError } from '@betting-advisor/core'
import {
  applyReductionFactor,
  applyRuleFour,
  deadHeatProfit,
  eachWayExpectedValue,
  eachWayProfit,
  expectedValue,
  lineExpectedValue,
  lineFairPrice,
  lineOutcomeOf,
  lineParts,
  parlayExpectedValue,
  parlayPrice,
  placePrice,
  ruleFourDeduction,
  settleLine,
  systemExpectedValue,
} from '@betting-advisor/core/value'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const anyPrice = fc.double({ min: 1.02, max: 50, noNaN: true })
const anyLine = fc.integer({ min: -40, max: 40 }).map((quarters) => quarters / 4)
const anyMargin = fc.integer({ min: -10, max: 10 })
const anyProbability = fc.double({ min: 0, max: 1, noNaN: true })

describe('Asian lines', () => {
  it.each([
    [-0.25, [-0.5, 0]],
    [-0.75, [-1, -0.5]],
    [0.25, [0, 0.5]],
    [2.5, [2.5]],
    [0, [0]],
    [-3, [-3]],
  ])('%d is a stake on %j', (line, parts) => {
    expect(lineParts(line)).toEqual(parts)
  })

  it.each([
    [0, 0, 0],
    [0, -0.25, -0.5],
    [0, 0.25, 0.5],
    [1, -0.75, 0.5],
    [1, -1.25, -0.5],
    [2, -0.75, 1],
    [-1, 0.5, -1],
    [1, -1, 0],
  ])('a margin of %d on %d is settled as %d', (margin, line, result) => {
    expect(settleLine(margin, line)).toBe(result)
  })

  it('are settled as half the stake on each part', () => {
    fc.assert(
      fc.property(anyMargin, anyLine, (margin, line) => {
        const parts = lineParts(line).map((part) => Math.sign(margin + part))
        const mean = parts.reduce((sum, result) => sum + result, 0) / parts.length
        expect(settleLine(margin, line)).toBe(mean === 0 ? 0 : mean)
      }),
    )
  })

  it('are worth what their parts are worth', () => {
    const margins = [
      [-1, 0.25],
      [0, 0.3],
      [1, 0.25],
      [2, 0.2],
    ] as const
    fc.assert(
      fc.property(anyLine, anyPrice, (line, price) => {
        const parts = lineParts(line).map((part) => lineExpectedValue(price, lineOutcomeOf(margins, part)))
        const mean = parts.reduce((sum, value) => sum + value, 0) / parts.length
        expect(lineExpectedValue(price, lineOutcomeOf(margins, line))).toBeCloseTo(mean, 12)
      }),
    )
  })

  it('have a fair price at which nothing is expected, with commission too', () => {
    const outcome = lineOutcomeOf(
      [
        [-1, 0.3],
        [0, 0.3],
        [1, 0.4],
      ],
      -0.25,
    )
    expect(outcome).toEqual({ win: 0.4, halfWin: 0, push: 0, halfLoss: 0.3, loss: 0.3 })
    for (const commission of [0, 0.02]) {
      expect(lineExpectedValue(lineFairPrice(outcome, commission), outcome, commission)).toBeCloseTo(0, 15)
    }
  })

  it('without halves are plain bets', () => {
    const outcome = { win: 0.4, halfWin: 0, push: 0, halfLoss: 0, loss: 0.6 }
    expect(lineExpectedValue(2.6, outcome, 0.05)).toBeCloseTo(expectedValue(2.6, 0.4, 0.05), 15)
  })

  it('refuse what is outside their range', () => {
    const outcome = { win: 0.5, halfWin: 0, push: 0, halfLoss: 0, loss: 0.5 }
    expect(() => lineParts(0.3)).toThrow('line must be a multiple of 0.25, was 0.3')
    expect(() => settleLine(0.5, 0)).toThrow('margin must be an integer')
    expect(() => settleLine(0, Number.NaN)).toThrow('line')
    expect(() => lineOutcomeOf([[0, 0.5]], 0)).toThrow('sum of outcome must be 1')
    expect(() => lineOutcomeOf([[0, 1.5]], 0)).toThrow('probability')
    expect(() => lineExpectedValue(1, outcome)).toThrow('price')
    expect(() => lineExpectedValue(2, { ...outcome, win: Number.NaN })).toThrow('outcome.win')
    expect(() => lineExpectedValue(2, { ...outcome, win: 0.6 })).toThrow('sum of outcome')
    expect(() => lineFairPrice({ ...outcome, win: 0, push: 0.5 })).toThrow('outcome.win must be above 0')
    expect(() => lineFairPrice({ ...outcome, loss: 0, push: 0.5 })).toThrow('outcome.loss must be above 0')
  })
})

describe('each-way bets', () => {
  it('are half a win bet and half a place bet', () => {
    fc.assert(
      fc.property(
        anyPrice,
        fc.constantFrom(1 / 4, 1 / 5, 1),
        anyProbability,
        anyProbability,
        (price, fraction, a, b) => {
          const [win, place] = [Math.min(a, b), Math.max(a, b)]
          const expected = (expectedValue(price, win) + expectedValue(placePrice(price, fraction), place)) / 2
          expect(eachWayExpectedValue(price, fraction, win, place)).toBeCloseTo(expected, 10)
        },
      ),
    )
  })

  it('expect what their results average to', () => {
    const [win, place] = [0.2, 0.5]
    const mean =
      win * eachWayProfit(6, 0.2, 'won') +
      (place - win) * eachWayProfit(6, 0.2, 'placed') +
      (1 - place) * eachWayProfit(6, 0.2, 'lost')
    expect(eachWayExpectedValue(6, 0.2, win, place)).toBeCloseTo(mean, 14)
  })

  it('refuse what is outside their range', () => {
    expect(() => placePrice(5, 0)).toThrow('fraction')
    expect(() => placePrice(5, 1.1)).toThrow('fraction')
    expect(() => placePrice(1, 0.25)).toThrow('price')
    expect(() => eachWayExpectedValue(5, 0.25, 0.5, 0.4)).toThrow(
      'placeProbability must be at least winProbability, 0.5',
    )
    expect(() => eachWayExpectedValue(5, 0.25, Number.NaN, 0.4)).toThrow('winProbability')
  })
})

describe('reductions', () => {
  it.each([
    [1.1, 0.9],
    [10 / 9, 0.9],
    [1.2, 0.8],
    [1.5, 0.65],
    [2, 0.45],
    [2.5, 0.4],
    [3, 0.3],
    [4, 0.25],
    [5, 0.2],
    [6.5, 0.15],
    [10, 0.1],
    [15, 0.05],
    [15.1, 0],
    [1000, 0],
  ])('Rule 4 takes, for a withdrawn %d, the share %d', (price, share) => {
    expect(ruleFourDeduction(price)).toBe(share)
  })

  it('Rule 4 takes less for longer prices, never more than 90 %', () => {
    fc.assert(
      fc.property(anyPrice, anyPrice, (a, b) => {
        const [short, long] = [Math.min(a, b), Math.max(a, b)]
        expect(ruleFourDeduction(short)).toBeGreaterThanOrEqual(ruleFourDeduction(long))
      }),
    )
    expect(applyRuleFour(11, [0.45, 0.25])).toBeCloseTo(4, 14)
    expect(applyRuleFour(11, [0.9, 0.9])).toBeCloseTo(2, 14)
    expect(applyRuleFour(11, [])).toBe(11)
  })

  it('exchanges shrink the whole price, but not for small factors, nor below 1.01', () => {
    expect(applyReductionFactor(12, 21.1)).toBeCloseTo(9.468, 12)
    expect(applyReductionFactor(12, 2.4)).toBe(12)
    expect(applyReductionFactor(1.1, 50)).toBe(1.01)
  })

  it('a dead heat pays for the share of the places', () => {
    expect(deadHeatProfit(5, 1)).toBe(4)
    expect(deadHeatProfit(5, 2)).toBe(1.5)
    expect(deadHeatProfit(5, 3, 2)).toBeCloseTo(10 / 3 - 1, 15)
    expect(deadHeatProfit(1.5, 2)).toBe(-0.25)
  })

  it('refuse what is outside their range', () => {
    expect(() => ruleFourDeduction(1)).toThrow('price')
    expect(() => applyRuleFour(5, [0.95])).toThrow('deductions[0]')
    expect(() => applyReductionFactor(5, 101)).toThrow('factor')
    expect(() => applyReductionFactor(5, Number.NaN)).toThrow(InvalidValueError)
    expect(() => deadHeatProfit(5, 0)).toThrow('tied')
    expect(() => deadHeatProfit(5, 2, 3)).toThrow('places')
  })
})

describe('parlays', () => {
  const anyLeg = fc.record({ price: fc.double({ min: 1.02, max: 10, noNaN: true }), probability: anyProbability })

  it('multiply', () => {
    expect(75 * parlayPrice([21 / 11, 21 / 11, 21 / 11]) - 75).toBeCloseTo(446.8445, 3)
    expect(parlayPrice([1.5])).toBe(1.5)
    fc.assert(
      fc.property(anyLeg, anyLeg, (a, b) => {
        const product = (1 + expectedValue(a.price, a.probability)) * (1 + expectedValue(b.price, b.probability)) - 1
        expect(parlayExpectedValue([a, b])).toBeCloseTo(product, 9)
      }),
    )
  })

  it('in systems average over all of their size', () => {
    fc.assert(
      fc.property(fc.array(anyLeg, { minLength: 4, maxLength: 4 }), (legs) => {
        const pairs = legs.flatMap((first, index) => legs.slice(index + 1).map((second) => [first, second]))
        const mean = pairs.reduce((sum, pair) => sum + parlayExpectedValue(pair), 0) / pairs.length
        expect(systemExpectedValue(legs, 2)).toBeCloseTo(mean, 9)
        expect(systemExpectedValue(legs, 4)).toBeCloseTo(parlayExpectedValue(legs), 9)
        const singles = legs.reduce((sum, leg) => sum + parlayExpectedValue([leg]), 0) / 4
        expect(systemExpectedValue(legs, 1)).toBeCloseTo(singles, 9)
      }),
    )
  })

  it('refuse what is outside their range', () => {
    expect(() => parlayPrice([])).toThrow('number of legs')
    expect(() => parlayPrice(Array.from({ length: 101 }, () => 2))).toThrow('number of legs')
    expect(() => parlayPrice([2, 1])).toThrow('prices[1]')
    expect(() => parlayPrice([1e200, 1e200])).toThrow('product of prices')
    expect(() => parlayExpectedValue([{ price: 2, probability: 1.1 }])).toThrow('legs[0].probability')
    expect(() => systemExpectedValue([{ price: 2, probability: 0.5 }], 2)).toThrow('size')
  })
})

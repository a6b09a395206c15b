import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InvalidValueError } from '../../src/errors/invalid-value-error.ts'
import {
  drawdownProbability,
  expectedLongestLosingStreak,
  losingStreakProbability,
  ruinBound,
  ruinProbability,
} from '../../src/staking/ruin.ts'

const probability = fc.double({ min: 0.02, max: 0.98, noNaN: true })

/** Probability of ruin before the target, by solving the walk's equations by elimination. */
function ruinByWalk(p: number, units: number, target: number): number {
  // r(i) = p·r(i + 1) + q·r(i − 1), r(0) = 1, r(target) = 0.
  const upper = new Array<number>(target).fill(0)
  const rest = new Array<number>(target).fill(0)
  rest[0] = 1
  for (let i = 1; i < target; i++) {
    const pivot = 1 - (1 - p) * (upper[i - 1] ?? 0)
    upper[i] = p / pivot
    rest[i] = ((1 - p) * (rest[i - 1] ?? 0)) / pivot
  }
  let value = 0
  for (let i = target - 1; i >= units; i--) value = (rest[i] ?? 0) + (upper[i] ?? 0) * value
  return value
}

describe('ruinProbability', () => {
  test('solves the random walk', () => {
    fc.assert(
      fc.property(probability, fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 30 }), (p, units, more) => {
        expect(ruinProbability(p, units, units + more)).toBeCloseTo(ruinByWalk(p, units, units + more), 9)
      }),
    )
  })

  test('without a target is certain without an edge', () => {
    expect(ruinProbability(0.5, 100)).toBe(1)
    expect(ruinProbability(0.4, 100)).toBe(1)
    expect(ruinProbability(0.55, 10)).toBeCloseTo((0.45 / 0.55) ** 10, 14)
  })

  test('ends', () => {
    expect(ruinProbability(0, 5, 9)).toBe(1)
    expect(ruinProbability(1, 5, 9)).toBe(0)
    expect(ruinProbability(0.5, 0, 9)).toBe(1)
    expect(ruinProbability(0.5, 9, 9)).toBe(0)
    expect(ruinProbability(1, 5)).toBe(0)
    expect(ruinProbability(0.3, 5000, 9000)).toBe(1)
  })
})

describe('ruinBound', () => {
  test('its coefficient solves Lundberg’s equation', () => {
    fc.assert(
      fc.property(fc.double({ min: 1.05, max: 50, noNaN: true }), probability, (price, p) => {
        const { coefficient, probability: bound } = ruinBound(price, p, 10)
        // At an edge of nothing but rounding either side may call it none.
        if (p * price <= 1) expect(coefficient).toBeCloseTo(0, 12)
        else {
          expect(p * Math.exp(-coefficient * (price - 1)) + (1 - p) * Math.exp(coefficient)).toBeCloseTo(1, 9)
        }
        expect(bound).toBeGreaterThanOrEqual(0)
        expect(bound).toBeLessThanOrEqual(1)
      }),
    )
  })

  test('is exact at even money', () => {
    expect(ruinBound(2, 0.55, 10).probability).toBeCloseTo(ruinProbability(0.55, 10), 12)
  })

  test('a bet that cannot lose ruins nobody', () => {
    expect(ruinBound(2, 1, 10)).toEqual({ coefficient: Number.POSITIVE_INFINITY, probability: 0 })
    expect(ruinBound(2, 1, 0).probability).toBe(1)
  })
})

describe('drawdownProbability', () => {
  test.each([
    [1, 0.5, 0.5],
    [0.5, 0.5, 0.125],
    [0.25, 0.5, 2 ** -7],
    [2, 0.5, 1],
    [3, 0.1, 1],
    [0, 0.5, 0],
    [1, 1, 1],
  ])('staking %d of Kelly falls to %d with probability %d', (part, level, expected) => {
    expect(drawdownProbability(part, level)).toBeCloseTo(expected, 14)
  })
})

describe('losingStreakProbability', () => {
  test('counts what a list of all sequences counts', () => {
    for (let bets = 0; bets <= 12; bets++) {
      for (let length = 1; length <= bets + 1; length++) {
        for (const loss of [0, 0.3, 0.5, 1]) {
          let expected = 0
          for (let sequence = 0; sequence < 2 ** bets; sequence++) {
            const results = sequence.toString(2).padStart(bets, '0')
            const losses = [...results].filter((result) => bets > 0 && result === '1').length
            if (bets > 0 && results.includes('1'.repeat(length)))
              expected += loss ** losses * (1 - loss) ** (bets - losses)
          }
          expect(losingStreakProbability(bets, length, loss)).toBeCloseTo(expected, 12)
        }
      }
    }
  })

  test('the longest run to expect is the one that comes about every other time', () => {
    const length = Math.round(expectedLongestLosingStreak(1000, 0.5))
    expect(losingStreakProbability(1000, length, 0.5)).toBeGreaterThan(0.3)
    expect(losingStreakProbability(1000, length, 0.5)).toBeLessThan(0.8)
    expect(expectedLongestLosingStreak(1, 0.1)).toBe(0)
  })
})

test.each([
  ['probability', () => ruinProbability(2, 1)],
  ['units', () => ruinProbability(0.5, 1.5)],
  ['target', () => ruinProbability(0.5, 5, 4)],
  ['price', () => ruinBound(1, 0.5, 1)],
  ['units', () => ruinBound(2, 0.5, -1)],
  ['part', () => drawdownProbability(-1, 0.5)],
  ['level', () => drawdownProbability(1, 0)],
  ['length', () => losingStreakProbability(5, 0, 0.5)],
  ['bets', () => losingStreakProbability(-1, 1, 0.5)],
  ['lossProbability', () => losingStreakProbability(5, 1, Number.NaN)],
  ['lossProbability', () => expectedLongestLosingStreak(5, 1)],
])('a bad %s is named', (argument, call) => {
  expect(call).toThrow(InvalidValueError)
  expect(call).toThrow(argument)
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InvalidValueError } from '../../src/errors/invalid-value-error.ts'
import { binaryBrier, brierScore, logLoss, rankedProbabilityScore } from '../../src/report/scores.ts'

const forecast = fc
  .array(fc.double({ min: 0.001, max: 1, noNaN: true }), { minLength: 2, maxLength: 6 })
  .map((weights) => weights.map((weight) => weight / weights.reduce((sum, other) => sum + other, 0)))

describe('scores', () => {
  test.each([
    [[0.9, 0.1, 0], 0, 0.005],
    [[0.8, 0.1, 0.1], 0, 0.025],
    [[0.35, 0.3, 0.35], 1, 0.1225],
    [[0.6, 0.15, 0.25], 0, 0.11125],
  ])('RPS of %j when outcome %d happened is %d', (probabilities, outcome, expected) => {
    expect(rankedProbabilityScore(probabilities, outcome)).toBeCloseTo(expected, 14)
  })

  test('each is least on average for who states the true probabilities', () => {
    fc.assert(
      fc.property(
        forecast,
        fc.integer({ min: 0, max: 5 }),
        fc.double({ min: 0.01, max: 0.5, noNaN: true }),
        (truth, at, shift) => {
          const other = truth.map((p, index) => (index === at % truth.length ? p + shift : p) / (1 + shift))
          for (const score of [brierScore, logLoss, rankedProbabilityScore]) {
            const average = (stated: readonly number[]) =>
              truth.reduce((sum, p, outcome) => sum + p * score(stated, outcome), 0)
            expect(average(truth)).toBeLessThan(average(other) + 1e-15)
          }
        },
      ),
    )
  })

  test('over two outcomes the Brier score is twice the one-sided, and RPS is the one-sided', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (p) => {
        expect(brierScore([p, 1 - p], 0)).toBeCloseTo(2 * binaryBrier(p, true), 12)
        expect(rankedProbabilityScore([p, 1 - p], 0)).toBeCloseTo(binaryBrier(p, true), 12)
      }),
    )
  })

  test('an impossible event costs much, but not everything', () => {
    expect(logLoss([1, 0], 1)).toBeCloseTo(-Math.log(1e-15), 12)
    expect(logLoss([0.5, 0.3, 0.2], 0)).toBeCloseTo(Math.LN2, 15)
  })

  test.each([
    ['probabilities', () => brierScore([1], 0)],
    ['probabilities[1]', () => logLoss([0.5, Number.NaN], 0)],
    ['sum of probabilities', () => rankedProbabilityScore([0.5, 0.4], 0)],
    ['outcome', () => brierScore([0.5, 0.5], 2)],
    ['probability', () => binaryBrier(-0.1, true)],
  ])('a bad %s is named', (argument, call) => {
    expect(call).toThrow(InvalidValueError)
    expect(call).toThrow(argument)
  })
})

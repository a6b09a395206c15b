import { lineExpectedValue, lineOutcomeOf } from '@betting-advisor/core/value'
import fc from 'fast-check'
import { expect, test } from 'vitest'

test('probabilities of margins that add up to 1 but for rounding are a line', () => {
  const rounded = [
    [1, 0.33],
    [2, 0.56],
    [3, 0.11],
  ] as const
  expect(lineOutcomeOf(rounded, -0.5)).toEqual({ win: 1, halfWin: 0, push: 0, halfLoss: 0, loss: 0 })
  expect(() => lineOutcomeOf([...rounded, [4, 0.01]], -0.5)).toThrow(/outcome/)
  const over = { win: 1 + 1e-9, halfWin: 0, push: 0, halfLoss: 0, loss: 0 }
  expect(lineExpectedValue(2, over)).toBeCloseTo(1, 8)
})

test('whatever adds up to 1 is one, on every line', () => {
  const weights = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 30 })
  fc.assert(
    fc.property(weights, fc.integer({ min: -40, max: 40 }), (parts, quarters) => {
      const total = parts.reduce((sum, part) => sum + part, 0)
      const outcome = lineOutcomeOf(
        parts.map((part, index) => [index - 10, part / total] as const),
        quarters / 4,
      )
      for (const probability of Object.values(outcome)) expect(probability).toBeLessThanOrEqual(1)
      expect(Object.values(outcome).reduce((sum, part) => sum + part, 0)).toBeCloseTo(1, 12)
    }),
  )
})

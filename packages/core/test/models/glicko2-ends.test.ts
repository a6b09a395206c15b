import { glicko2Update } from '@betting-advisor/core/models'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const games = [
  { rating: 1400, deviation: 30, score: 1 },
  { rating: 1550, deviation: 100, score: 0 },
  { rating: 1700, deviation: 300, score: 0 },
]

test('ends where a step of tau is lost in rounding', () => {
  const { volatility } = glicko2Update({ rating: 1500, deviation: 200, volatility: 1e-6 }, games, 1e-15)
  expect(volatility).toBeCloseTo(1e-6, 12)
})

test('ends with numbers, whatever it is given', () => {
  const size = fc.integer({ min: -300, max: 3 }).map((exponent) => 10 ** exponent)
  const score = fc.constantFrom(0, 0.5, 1)
  const game = fc.record({ rating: fc.integer({ min: -5000, max: 5000 }), deviation: size, score })
  fc.assert(
    fc.property(
      size,
      size,
      size.map((tau) => Math.min(tau, 2)),
      fc.array(game, { minLength: 1, maxLength: 5 }),
      (deviation, volatility, tau, played) => {
        const after = glicko2Update({ rating: 1500, deviation, volatility: Math.min(volatility, 10) }, played, tau)
        expect(Object.values(after).every(Number.isFinite)).toBe(true)
        expect(after.volatility).toBeGreaterThanOrEqual(0)
      },
    ),
  )
})

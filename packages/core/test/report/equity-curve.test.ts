import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createEquityCurve } from '../../src/report/equity-curve.ts'
import { money } from '../../src/units/money.ts'
import { timestamp } from '../../src/units/timestamp.ts'

test('keeps first, last, highest and lowest, in order and within the limit', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -1_000_000, max: 1_000_000 }), { minLength: 1, maxLength: 3000, size: 'max' }),
      fc.integer({ min: 8, max: 200 }),
      (values, maxPoints) => {
        const curve = createEquityCurve(maxPoints)
        for (const [index, value] of values.entries()) {
          curve.add({ at: timestamp(index), equity: money(value), bets: index + 1 })
        }
        const points = curve.points()
        expect(points.length).toBeLessThanOrEqual(maxPoints)
        expect(points[0]?.bets).toBe(1)
        expect(points.at(-1)?.bets).toBe(values.length)
        const equities = points.map(({ equity }) => Number(equity))
        expect(Math.max(...equities)).toBe(Math.max(...values))
        expect(Math.min(...equities)).toBe(Math.min(...values))
        for (const [index, point] of points.entries()) {
          expect(point.equity).toBe(values[point.bets - 1])
          expect(point.bets).toBeGreaterThan(points[index - 1]?.bets ?? 0)
        }
      },
    ),
  )
})

test('short curves are kept whole', () => {
  const curve = createEquityCurve(80)
  for (let index = 0; index < 20; index++)
    curve.add({ at: timestamp(index), equity: money(index % 7), bets: index + 1 })
  expect(curve.points()).toHaveLength(20)
})

import { timestamp } from '@betting-advisor/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { niceTicks, timeTicks } from '../../src/report/axis.ts'

test.each([
  [0, 100, 5, [0, 20, 40, 60, 80, 100]],
  [-0.62, 0, 3, [-0.6, -0.4, -0.2, 0]],
  [9_800, 10_400, 5, [9_800, 9_900, 10_000, 10_100, 10_200, 10_300, 10_400]],
])('round values from %d to %d', (from, to, count, ticks) => {
  const found = niceTicks(from, to, count)
  expect(found).toHaveLength(ticks.length)
  for (const [index, tick] of ticks.entries()) expect(found[index]).toBeCloseTo(tick, 9)
})

test('round values lie within the range and are never many', () => {
  const ends = fc.tuple(
    fc.double({ min: -1e9, max: 1e9, noNaN: true }),
    fc.double({ min: 1e-3, max: 1e9, noNaN: true }),
  )
  fc.assert(
    fc.property(ends, ([from, span]) => {
      const ticks = niceTicks(from, from + span, 5)
      expect(ticks.length).toBeGreaterThan(1)
      expect(ticks.length).toBeLessThan(12)
      for (const tick of ticks) expect(tick >= from - span * 1e-6 && tick <= from + span * (1 + 1e-6)).toBe(true)
    }),
  )
})

test.each([
  ['2026-06-01', '2026-06-09', ['06-01', '06-02', '06-03', '06-04', '06-05', '06-06', '06-07', '06-08', '06-09']],
  ['2026-06-10', '2026-12-20', ['2026-07', '2026-08', '2026-09', '2026-10', '2026-11', '2026-12']],
  ['2021-08-13', '2024-05-19', ['2022-01', '2022-07', '2023-01', '2023-07', '2024-01']],
  ['1995-06-01', '2024-05-19', ['2000', '2005', '2010', '2015', '2020']],
])('times from %s to %s', (from, to, labels) => {
  const ticks = timeTicks(timestamp(Date.parse(from)), timestamp(Date.parse(to)), 8)
  expect(ticks.map(({ label }) => label)).toEqual(labels)
})

test('a span of any length has ticks within it, and never many', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2e12 }), fc.integer({ min: 1, max: 2e12 }), (from, span) => {
      const ticks = timeTicks(timestamp(from), timestamp(from + span), 8)
      expect(ticks.length).toBeLessThanOrEqual(12)
      for (const { at } of ticks) expect(at >= from && at <= from + span).toBe(true)
    }),
  )
})

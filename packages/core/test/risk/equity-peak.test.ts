import { money, timestamp } from '@betting-advisor/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createEquityPeak } from '../../src/risk/equity-peak.ts'

interface Step {
  readonly after: number
  readonly equity: number
}

/** The highest of all equities that held at some moment of the window, looked at one by one. */
function slowPeak(points: readonly { at: number; equity: number }[], at: number, lookback: number): number {
  return Math.max(
    ...points
      .filter((_, index) => (points[index + 1]?.at ?? Number.POSITIVE_INFINITY) >= at - lookback)
      .map(({ equity }) => equity),
  )
}

const steps = fc.array(
  fc.record({ after: fc.integer({ min: 0, max: 40 }), equity: fc.integer({ min: -50, max: 50 }) }),
  {
    maxLength: 60,
  },
)

describe('the peak of the equity', () => {
  it('is that of a slow look at every moment of the window, at any later moment', () => {
    fc.assert(
      fc.property(
        steps,
        fc.integer({ min: 0, max: 100 }),
        fc.integer({ min: 0, max: 120 }),
        (list: Step[], lookback, wait) => {
          const peak = createEquityPeak(lookback, money(0))
          const points = [{ at: Number.NEGATIVE_INFINITY, equity: 0 }]
          let at = 0
          for (const step of list) {
            at += step.after
            points.push({ at, equity: step.equity })
            peak.record(timestamp(at), money(step.equity))
            expect(peak.peak(timestamp(at))).toBe(slowPeak(points, at, lookback))
          }
          const later = timestamp(at + wait)
          expect(peak.peak(later)).toBe(slowPeak(points, later, lookback))
          expect(peak.peak(later)).toBe(peak.peak(later))
          expect(peak.peak(timestamp(at))).toBe(slowPeak(points, at, lookback))
        },
      ),
    )
  })

  it('starts again where it is told to', () => {
    const peak = createEquityPeak(1000, money(500))
    peak.record(timestamp(1), money(100))
    expect(peak.peak(timestamp(2))).toBe(500)
    peak.restart(timestamp(2), money(100))
    expect(peak.peak(timestamp(2))).toBe(100)
    peak.record(timestamp(3), money(90))
    expect(peak.peak(timestamp(3))).toBe(100)
  })

  it('takes a moment before the last one for the last one', () => {
    const peak = createEquityPeak(10, money(1))
    peak.record(timestamp(100), money(50))
    peak.record(timestamp(20), money(5))
    expect(peak.peak(timestamp(110))).toBe(50)
    expect(peak.peak(timestamp(111))).toBe(5)
  })
})

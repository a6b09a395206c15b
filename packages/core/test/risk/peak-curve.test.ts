import { DAY, money, timestamp } from '@betting-advisor/core'
import { describe, expect, it } from 'vitest'
import { peakCurve } from '../../src/risk/peak-curve.ts'

const at = (day: number) => timestamp(day * DAY)
const curve = (...equities: number[]) => equities.map((equity, day) => ({ at: at(day), equity: money(equity) }))
const paid = (day: number, amount: number) => ({ at: at(day), amount: money(amount) })
const OPENED = [paid(0, 1000)]
const peaks = (points: ReturnType<typeof peakCurve>) => points.map(({ peak }) => peak)

describe('the peak of each point of an equity curve', () => {
  it('is the highest equity so far', () => {
    const terms = { lookbackMs: 30 * DAY, capital: OPENED, restarts: [] }
    expect(peaks(peakCurve(curve(1000, 1200, 900, 1300, 1250), terms))).toEqual([1000, 1200, 1200, 1300, 1300])
  })

  it('forgets what lies before the look-back', () => {
    const terms = { lookbackMs: 2 * DAY, capital: OPENED, restarts: [] }
    // The peak held until day 2.
    expect(peaks(peakCurve(curve(1000, 1200, 900, 950, 960, 970), terms))).toEqual([1000, 1200, 1200, 1200, 1200, 970])
  })

  it('takes a deposit for no profit and a withdrawal for no drawdown', () => {
    const terms = { lookbackMs: 30 * DAY, capital: [...OPENED, paid(2, 500), paid(4, -600)], restarts: [] }
    expect(peaks(peakCurve(curve(1000, 900, 1400, 1600, 1000), terms))).toEqual([1000, 1000, 1500, 1600, 1000])
  })

  it('begins anew when a drawdown lock has ended', () => {
    const terms = { lookbackMs: 30 * DAY, capital: OPENED, restarts: [timestamp(at(2) + DAY / 2)] }
    expect(peaks(peakCurve(curve(1000, 1500, 900, 950, 800), terms))).toEqual([1000, 1500, 1500, 950, 950])
  })

  it('is told once for all that happened in one moment', () => {
    const points = [...curve(1000), { at: at(0), equity: money(700) }, { at: at(1), equity: money(800) }]
    const terms = { lookbackMs: 30 * DAY, capital: OPENED, restarts: [] }
    expect(peakCurve(points, terms)).toEqual([
      { at: at(0), equity: 700, peak: 1000 },
      { at: at(1), equity: 800, peak: 1000 },
    ])
  })
})

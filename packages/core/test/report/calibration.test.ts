import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createCalibration } from '../../src/report/calibration.ts'

const forecasts = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean()), { minLength: 1 })

describe('createCalibration', () => {
  test('takes the Brier score apart exactly', () => {
    fc.assert(
      fc.property(forecasts, fc.integer({ min: 1, max: 50 }), (rows, bins) => {
        const calibration = createCalibration(bins)
        for (const [probability, happened] of rows) calibration.add(probability, happened)
        const curve = calibration.curve()
        if (curve === null) throw new Error('expected a curve')
        const brier = rows.reduce((sum, [p, happened]) => sum + (p - (happened ? 1 : 0)) ** 2, 0) / rows.length
        expect(curve.reliability - curve.resolution + curve.uncertainty + curve.withinBins).toBeCloseTo(brier, 11)
        expect(curve.expectedError).toBeLessThanOrEqual(curve.maximumError + 1e-15)
        expect(curve.bins.reduce((sum, bin) => sum + bin.forecasts, 0)).toBe(rows.length)
        for (const bin of curve.bins) {
          expect(bin.meanProbability).toBeGreaterThanOrEqual(bin.from - 1e-12)
          expect(bin.meanProbability).toBeLessThanOrEqual(bin.to + 1e-12)
        }
      }),
    )
  })

  test('a perfect forecaster has no error', () => {
    const calibration = createCalibration()
    for (let index = 0; index < 100; index++) calibration.add(0.25, index % 4 === 0)
    expect(calibration.curve()).toMatchObject({ expectedError: 0, maximumError: 0, reliability: 0 })
  })

  test('certainty belongs to the last bin', () => {
    const calibration = createCalibration(4)
    calibration.add(1, true)
    expect(calibration.curve()?.bins).toEqual([{ from: 0.75, to: 1, forecasts: 1, meanProbability: 1, frequency: 1 }])
  })

  test('is nothing while empty', () => {
    expect(createCalibration().curve()).toBeNull()
  })

  test('refuses what is no probability', () => {
    expect(() => createCalibration().add(1.01, true)).toThrow('probability')
    expect(() => createCalibration(0)).toThrow('binCount')
  })
})

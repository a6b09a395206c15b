import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { normalTail, studentTail } from '../../src/report/distributions.ts'

/** ∫ density from `from` to ∞ after x = from + s/(1 − s), by Simpson's rule: slow, and independent. */
function tail(density: (x: number) => number, from: number): number {
  const steps = 20_000
  let sum = 0
  for (let step = 0; step < steps; step++) {
    const s = step / steps
    const weight = step === 0 ? 1 : step % 2 === 1 ? 4 : 2
    sum += (weight * density(from + s / (1 - s))) / (1 - s) ** 2
  }
  return sum / (3 * steps)
}

describe('normalTail', () => {
  test.each([
    [0, 0.5],
    [1.959963984540054, 0.025],
    [1, 0.15865525393145707],
    [3, 0.0013498980316300933],
    [8.5, 9.479534822203318e-18],
    [-1, 0.8413447460685429],
    [Number.POSITIVE_INFINITY, 0],
    [Number.NEGATIVE_INFINITY, 1],
  ])('beyond %d is %d', (z, expected) => {
    expect(normalTail(z) / (expected || 1)).toBeCloseTo(expected === 0 ? 0 : 1, 12)
  })

  test('agrees with the integral of the density', () => {
    fc.assert(
      fc.property(fc.double({ min: -6, max: 9, noNaN: true }), (z) => {
        const reference = tail((x) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI), Math.abs(z))
        expect(normalTail(Math.abs(z)) / reference).toBeCloseTo(1, 9)
        expect(normalTail(z) + normalTail(-z)).toBeCloseTo(1, 14)
      }),
      { numRuns: 30 },
    )
  })
})

describe('studentTail', () => {
  test('with one degree of freedom is an arctangent, with two a root', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 1000, noNaN: true }), (t) => {
        expect(studentTail(t, 1) / (Math.atan(1 / t) / Math.PI)).toBeCloseTo(1, 11)
        const two = 1 / (2 + t * t + t * Math.sqrt(2 + t * t))
        expect(studentTail(t, 2) / two).toBeCloseTo(1, 11)
      }),
    )
  })

  test('agrees with the integral of the density', () => {
    for (const degrees of [3, 4, 7.5, 30, 200]) {
      const density = (x: number) => (1 + (x * x) / degrees) ** (-(degrees + 1) / 2)
      const whole = tail(density, 0)
      for (const t of [0.1, 1.3, 2.5, 5])
        expect(studentTail(t, degrees)).toBeCloseTo((0.5 * tail(density, t)) / whole, 9)
    }
  })

  test('becomes the normal distribution', () => {
    for (const t of [0.5, 2, 6]) {
      expect(studentTail(t, 1e7) / normalTail(t)).toBeCloseTo(1, 4)
      expect(studentTail(t, 1e9) / normalTail(t)).toBeCloseTo(1, 6)
    }
  })

  test('keeps its digits at many degrees, however far out', () => {
    /** By Simpson's rule alone: the density over what it comes to, without a gamma function. */
    const integral = (degrees: number, from: number, to: number, parts = 20_000) => {
      const density = (x: number) => Math.exp((-(degrees + 1) / 2) * Math.log1p((x * x) / degrees))
      const width = (to - from) / parts
      let sum = density(from) + density(to)
      for (let part = 1; part < parts; part += 1) sum += density(from + part * width) * (part % 2 === 1 ? 4 : 2)
      return (sum * width) / 3
    }
    for (const degrees of [1000, 29_999, 30_000, 1e6, 9.9e7, 1e8, 1.01e8, 1e12]) {
      const all = 2 * integral(degrees, 0, 40)
      for (const t of [0.1, 0.9, 2.5, 6, 12, 25]) {
        const exact = integral(degrees, t, t + Math.min(40, 2 + 60 / t)) / all
        expect(Math.abs(studentTail(t, degrees) / exact - 1), `${degrees} ${t}`).toBeLessThan(2e-11)
      }
    }
    expect(studentTail(1e300, 1e6)).toBe(0)
  })

  test('is never NaN and always falls', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.double({ min: 0.01, max: 1e12, noNaN: true }),
        (t, degrees) => {
          const value = studentTail(t, degrees)
          expect(value).toBeGreaterThanOrEqual(0)
          expect(value).toBeLessThanOrEqual(1)
          expect(studentTail(t + Math.abs(t) + 1, degrees)).toBeLessThanOrEqual(value + 1e-12)
        },
      ),
    )
  })

  test('refuses what is no number', () => {
    expect(() => studentTail(Number.NaN, 3)).toThrow('t must be')
    expect(() => studentTail(1, 0)).toThrow('degrees')
    expect(() => normalTail(Number.NaN)).toThrow('z must be')
  })
})

import { describe, expect, test } from 'vitest'
import { createSeededRandom } from '../../src/chance/seeded-random.ts'
import { createClusterBootstrap } from '../../src/report/cluster-bootstrap.ts'

describe('createClusterBootstrap', () => {
  test('does not depend on the order of the bets', () => {
    const forwards = createClusterBootstrap({ seed: 's', resamples: 500 })
    const backwards = createClusterBootstrap({ seed: 's', resamples: 500 })
    const bets = Array.from({ length: 60 }, (_, index) => ({ market: `m${index % 17}`, value: (index % 5) - 1.75 }))
    for (const { market, value } of bets) forwards.add(market, value)
    for (const { market, value } of bets.toReversed()) backwards.add(market, value)
    expect(forwards.pValue()).toBeCloseTo(backwards.pValue() ?? Number.NaN, 12)
  })

  test('finds luck as often as it should: p-values of pure luck are spread evenly', () => {
    const random = createSeededRandom('luck')
    const found: number[] = []
    for (let trial = 0; trial < 400; trial++) {
      const bootstrap = createClusterBootstrap({ seed: `trial ${trial}`, resamples: 199 })
      for (let index = 0; index < 80; index++) bootstrap.add(`m${index}`, random() < 0.5 ? 1 : -1)
      found.push(bootstrap.pValue() ?? Number.NaN)
    }
    for (const level of [0.05, 0.25, 0.5, 0.75]) {
      const share = found.filter((value) => value <= level).length / found.length
      expect(Math.abs(share - level)).toBeLessThan(0.07)
    }
  })

  test('bets that win and lose together prove less', () => {
    const together = createClusterBootstrap({ seed: 's' })
    const apart = createClusterBootstrap({ seed: 's' })
    for (let index = 0; index < 200; index++) {
      const value = Math.floor(index / 10) % 5 < 3 ? 1 : -1
      together.add(`m${Math.floor(index / 10)}`, value)
      apart.add(`m${index}`, value)
    }
    expect(apart.pValue()).toBeLessThan(0.01)
    expect(together.pValue()).toBeGreaterThan(0.05)
  })

  test('is nothing while empty', () => {
    expect(createClusterBootstrap({ seed: '' }).pValue()).toBeNull()
    expect(() => createClusterBootstrap({ seed: '', resamples: 100_001 })).toThrow('resamples')
  })
})

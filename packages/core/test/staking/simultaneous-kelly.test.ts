import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InvalidValueError } from '../../src/errors/invalid-value-error.ts'
import { exclusiveKelly } from '../../src/staking/exclusive-kelly.ts'
import { kellyFraction } from '../../src/staking/kelly.ts'
import type { KellyMarket } from '../../src/staking/kelly-market.ts'
import { simultaneousKelly } from '../../src/staking/simultaneous-kelly.ts'
import { anyMarket, expectedGrowth, jointOutcomes, slopes, wealth } from './joint-outcomes.ts'

const single = (price: number, probability: number): KellyMarket => ({ prices: [price], probabilities: [probability] })

describe('simultaneousKelly', () => {
  test.each([0.51, 0.55, 0.6, 0.7, 0.9])('two even-money bets at probability %d have a closed form', (p) => {
    const expected = (2 * p - 1) / (2 * (p * p + (1 - p) * (1 - p)))
    const { fractions } = simultaneousKelly([single(2, p), single(2, p)])
    expect(fractions[0]?.[0]).toBeCloseTo(expected, 13)
    expect(fractions[1]?.[0]).toBeCloseTo(expected, 13)
  })

  test('one market is the exclusive case', () => {
    fc.assert(
      fc.property(anyMarket(6), (market) => {
        const exact = exclusiveKelly(market)
        const { fractions, growth } = simultaneousKelly([market])
        for (const [index, fraction] of exact.fractions.entries()) {
          expect(fractions[0]?.[index]).toBeCloseTo(fraction, 11)
        }
        expect(growth).toBeCloseTo(exact.growth, 13)
      }),
    )
  })

  test('meets the conditions of a maximum, by the list of all joint outcomes', () => {
    fc.assert(
      fc.property(fc.array(anyMarket(3), { minLength: 1, maxLength: 5 }), (markets) => {
        const { fractions, growth, total } = simultaneousKelly(markets)
        const stakes = fractions.flat()
        const joint = jointOutcomes(markets)
        for (const [bet, slope] of slopes(joint, stakes).entries()) {
          if ((stakes[bet] ?? 0) > 0) expect(Math.abs(slope)).toBeLessThan(1e-9)
          else expect(slope).toBeLessThan(1e-9)
        }
        expect(growth).toBeCloseTo(expectedGrowth(joint, stakes), 13)
        expect(total).toBeLessThan(1)
      }),
      { numRuns: 60 },
    )
  })

  test('stakes no more on a bet than it would alone', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.double({ min: 1.2, max: 8, noNaN: true }), fc.double({ min: 0.8, max: 1.3, noNaN: true })),
          {
            minLength: 2,
            maxLength: 7,
          },
        ),
        (bets) => {
          const markets = bets.map(([price, error]) => single(price, Math.min(0.97, error / price)))
          const { fractions } = simultaneousKelly(markets)
          for (const [index, { prices, probabilities }] of markets.entries()) {
            const alone = kellyFraction(prices[0] ?? 2, probabilities[0] ?? 0)
            expect(fractions[index]?.[0]).toBeLessThanOrEqual(alone + 1e-12)
          }
        },
      ),
      { numRuns: 60 },
    )
  })

  test('goes beyond any number of joint outcomes that could be listed', () => {
    const fair = { prices: [2.3, 3.3, 3.4], probabilities: [0.46, 0.27, 0.27] }
    const few = simultaneousKelly(new Array<KellyMarket>(8).fill(fair))
    const many = simultaneousKelly(new Array<KellyMarket>(60).fill(fair)) // 3^60 joint outcomes
    expect(few.total).toBeGreaterThan(0)
    expect(many.growth).toBeGreaterThan(few.growth)
    expect(many.total).toBeLessThan(1)
    // Equal bets get equal stakes, though none of them knows of the others.
    for (const row of many.fractions) expect(row[0]).toBeCloseTo(many.fractions[0]?.[0] ?? 0, 12)
  })

  test('an open position is hedged and counted', () => {
    const market = { prices: [1.2, 7, 10], probabilities: [0.86, 0.09, 0.05], positions: [17, -155, 20] }
    const { fractions, growth } = simultaneousKelly([market], { bankroll: 2500 })
    const joint = jointOutcomes([{ ...market, positions: market.positions.map((profit) => profit / 2500) }])
    const stakes = fractions.flat()
    for (const [bet, slope] of slopes(joint, stakes).entries()) {
      if ((stakes[bet] ?? 0) > 0) expect(Math.abs(slope)).toBeLessThan(1e-10)
      else expect(slope).toBeLessThan(1e-10)
    }
    expect(growth).toBeCloseTo(expectedGrowth(joint, stakes), 13)
  })

  test('a position that is already the best leaves nothing to do', () => {
    fc.assert(
      fc.property(anyMarket(4), (market) => {
        const { fractions } = exclusiveKelly(market)
        const staked = fractions.reduce((sum, fraction) => sum + fraction, 0)
        // The field loses the stakes as well, so it must be an outcome of its own here.
        const rest = 1 - market.probabilities.reduce((sum, p) => sum + p, 0)
        const again = simultaneousKelly([
          {
            prices: [...market.prices, null],
            probabilities: [...market.probabilities, rest],
            positions: [
              ...fractions.map((fraction, index) => fraction * (market.prices[index] ?? 0) - staked),
              -staked,
            ],
          },
        ])
        expect(again.total).toBeLessThan(1e-9)
      }),
    )
  })

  test('never spends more than the bankroll, though an arbitrage would take any amount', () => {
    const { total, fractions } = simultaneousKelly([{ prices: [2.2, 2.2], probabilities: [0.5, 0.5] }, single(2, 0.6)])
    expect(total).toBeLessThanOrEqual(1)
    expect(total).toBeCloseTo(1, 11)
    expect(fractions[0]?.[0]).toBeCloseTo(4 / 9, 9)
    expect(fractions[1]?.[0]).toBeCloseTo(1 / 9, 9)
    expect(simultaneousKelly([single(2, 1)]).total).toBeCloseTo(1, 11)
  })

  test('a commission is a shorter price', () => {
    const charged = simultaneousKelly([{ ...single(3, 0.4), commission: 0.05 }, single(2, 0.55)])
    const shorter = simultaneousKelly([single(2.9, 0.4), single(2, 0.55)])
    expect(charged.fractions[0]?.[0]).toBeCloseTo(shorter.fractions[0]?.[0] ?? 0, 13)
  })

  test('nothing is staked where nothing is worth it', () => {
    expect(simultaneousKelly([single(1.9, 0.5), single(2, 0.45)])).toMatchObject({ fractions: [[0], [0]], total: 0 })
  })

  test('a drawdown limit keeps E wealth^(−λ) at 1, by the list of all joint outcomes', () => {
    fc.assert(
      fc.property(fc.array(anyMarket(3), { minLength: 1, maxLength: 3 }), (markets) => {
        const drawdown = { level: 0.5, probability: 0.05 }
        const exponent = Math.log(drawdown.probability) / Math.log(drawdown.level)
        const joint = jointOutcomes(markets)
        const full = simultaneousKelly(markets)
        const careful = simultaneousKelly(markets, { drawdown })
        const risk = (stakes: readonly number[]) =>
          joint.reduce((sum, state) => sum + state.probability * wealth(state, stakes) ** -exponent, 0)
        expect(risk(careful.fractions.flat())).toBeLessThanOrEqual(1 + 1e-11)
        expect(careful.growth).toBeLessThanOrEqual(full.growth + 1e-13)
        if (risk(full.fractions.flat()) > 1 + 1e-6) {
          expect(risk(careful.fractions.flat())).toBeCloseTo(1, 9)
          // No other point within the limit does better: neither a little more of everything nor the full stakes shrunk.
          for (const part of [0.1, 0.25, 0.4, 0.5, 0.75]) {
            const shrunk = full.fractions.flat().map((fraction) => fraction * part)
            if (risk(shrunk) <= 1) expect(careful.growth).toBeGreaterThanOrEqual(expectedGrowth(joint, shrunk) - 1e-12)
          }
        }
      }),
      { numRuns: 30 },
    )
  })

  test.each([
    ['bankroll', () => simultaneousKelly([single(2, 0.6)], { bankroll: 0 })],
    ['markets', () => simultaneousKelly([])],
    ['markets[1].prices[0]', () => simultaneousKelly([single(2, 0.6), single(1, 0.6)])],
    ['markets', () => simultaneousKelly(new Array<KellyMarket>(1001).fill(single(2, 0.5)))],
    ['positions', () => simultaneousKelly([{ ...single(2, 0.6), positions: [-1] }])],
    ['drawdown.level', () => simultaneousKelly([single(2, 0.6)], { drawdown: { level: 1, probability: 0.1 } })],
    ['drawdown.probability', () => simultaneousKelly([single(2, 0.6)], { drawdown: { level: 0.5, probability: 0 } })],
  ])('a bad %s is named', (argument, call) => {
    expect(call).toThrow(InvalidValueError)
    expect(call).toThrow(argument)
  })
})

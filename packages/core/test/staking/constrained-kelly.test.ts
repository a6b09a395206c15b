import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { KellyMarket } from '../../src/staking/kelly-market.ts'
import { riskConstrainedKelly } from '../../src/staking/risk-constrained-kelly.ts'
import type { DrawdownLimit } from '../../src/staking/risk-limit.ts'
import { scenarioKelly } from '../../src/staking/scenario-kelly.ts'
import { simultaneousKelly } from '../../src/staking/simultaneous-kelly.ts'
import { sizeOf } from '../support/sizes.ts'
import { expectedGrowth, type JointOutcome, jointOutcomes, wealth } from './joint-outcomes.ts'

/** Any market of up to three outcomes: fair or not, an arbitrage over all of them, or next to certain. */
const oddMarket: fc.Arbitrary<KellyMarket> = fc
  .record({
    weights: fc.array(fc.double({ min: 0.02, max: 1, noNaN: true }), { minLength: 2, maxLength: 3 }),
    longshot: fc.constantFrom(null, 1e-4, 1e-9, 1e-12),
    booksum: fc.constantFrom(0.7, 0.95, 1, 1.05),
    errors: fc.array(fc.double({ min: 0.85, max: 1.2, noNaN: true }), { minLength: 3, maxLength: 3 }),
  })
  .map(({ weights, longshot, booksum, errors }) => {
    const shaped = longshot === null ? weights : [...weights.slice(1), longshot]
    const sum = shaped.reduce((total, weight) => total + weight, 0)
    const probabilities = shaped.map((weight) => weight / sum)
    const prices = probabilities.map((probability, index) =>
      Math.min(1e6, Math.max(1.001, (errors[index] ?? 1) / (probability * booksum))),
    )
    return { prices, probabilities }
  })

const limits = [
  { level: 0.9, probability: 0.1 },
  { level: 0.5, probability: 0.05 },
  { level: 0.95, probability: 0.01 },
]

/** For a machine that is busy, in milliseconds. */
const LONG = 300_000

/** A state of less probability cannot gain 10⁻⁹ whatever becomes of it. */
const RARE = 1e-12

/** E wealth^(−λ), by the list. */
function risk(joint: readonly JointOutcome[], stakes: readonly number[], exponent: number): number {
  return joint.reduce((sum, state) => sum + state.probability * wealth(state, stakes) ** -exponent, 0)
}

/** d ln E wealth^(−λ) / d stake. */
function riskSlopes(joint: readonly JointOutcome[], stakes: readonly number[], exponent: number): readonly number[] {
  const whole = risk(joint, stakes, exponent)
  return stakes.map(
    (_, bet) =>
      joint.reduce(
        (sum, state) =>
          sum - exponent * state.probability * wealth(state, stakes) ** (-exponent - 1) * (state.returns[bet] ?? 0),
        0,
      ) / whole,
  )
}

/**
 * How much more than these stakes any stakes within the bankroll and the limit could gain, at most: by the cuts that concave functions
 * lie below, a linear programme over the simplex whose dual in one price is searched here.
 *
 * @param cut - Where the limit is cut: it holds on the one side of its tangent at any stakes.
 */
function mostToGain(
  joint: readonly JointOutcome[],
  stakes: readonly number[],
  exponent: number | null,
  cut: readonly number[],
): number {
  // What hardly ever happens may leave next to nothing, where a cut says nothing: all that it could gain is bounded by itself.
  const rare = joint.filter(({ probability }) => probability < RARE)
  const mostOfRare = rare.reduce((sum, state) => {
    const most = Math.max(1, ...state.returns.map((value) => 1 + value))
    return sum + state.probability * Math.log(most / wealth(state, stakes))
  }, 0)
  const common = joint.filter(({ probability }) => probability >= RARE)
  const slope = stakes.map((_, bet) =>
    common.reduce((sum, state) => sum + (state.probability * (state.returns[bet] ?? 0)) / wealth(state, stakes), 0),
  )
  const normal = exponent === null ? stakes.map(() => 0) : riskSlopes(joint, cut, exponent).map((value) => -value)
  const room = exponent === null ? 0 : -Math.log(risk(joint, cut, exponent))
  const bound = (price: number) => {
    const mixed = slope.map((value, bet) => value + price * (normal[bet] ?? 0))
    const here = slope.reduce((sum, value, bet) => sum + value * (stakes[bet] ?? 0), 0)
    const there = normal.reduce((sum, value, bet) => sum + value * (cut[bet] ?? 0), 0)
    return Math.max(0, ...mixed) - here + price * (room - there)
  }
  // Convex in the price: a ternary search over its logarithm.
  let low = -40
  let high = 15
  for (let step = 0; step < 200; step++) {
    const a = low + (high - low) / 3
    const b = high - (high - low) / 3
    if (bound(Math.exp(a)) < bound(Math.exp(b))) high = b
    else low = a
  }
  return mostOfRare + Math.min(bound(0), bound(Math.exp((low + high) / 2)))
}

/** What each bet would be staked with if it were the only one, found by halving an equation of its own. */
function aloneStakes(markets: readonly KellyMarket[], drawdown: DrawdownLimit): readonly (readonly number[])[] {
  const bets = markets.flatMap(({ prices, probabilities }) =>
    prices.map((price, index) => riskConstrainedKelly(price ?? 1.001, probabilities[index] ?? 0, drawdown)),
  )
  return bets.map((stake, bet) => bets.map((_, other) => (other === bet ? stake : 0)))
}

describe('stakes under a limit and within the bankroll', () => {
  test(
    'cannot be bettered, whatever the markets: a bound on what any others gain, by the list of all joint outcomes',
    () => {
      fc.assert(
        fc.property(
          fc.array(oddMarket, { minLength: 1, maxLength: 3 }),
          fc.constantFrom(null, ...limits),
          (markets, drawdown) => {
            const joint = jointOutcomes(markets)
            const { fractions, total, growth, keepsDrawdownLimit } = simultaneousKelly(
              markets,
              drawdown === null ? {} : { drawdown },
            )
            const stakes = fractions.flat()
            expect(Math.min(...stakes)).toBeGreaterThanOrEqual(0)
            expect(total).toBeLessThanOrEqual(1)
            expect(growth).toBeCloseTo(expectedGrowth(joint, stakes), 11)
            const exponent = drawdown === null ? null : Math.log(drawdown.probability) / Math.log(drawdown.level)
            expect(keepsDrawdownLimit).toBe(drawdown === null ? null : true)
            if (exponent !== null) expect(risk(joint, stakes, exponent)).toBeLessThanOrEqual(1 + 1e-9)
            const most = mostToGain(joint, stakes, exponent, stakes)
            if (most < 1e-8 || drawdown === null) expect(most).toBeLessThan(1e-8)
            else {
              // Where hardly anything can be gained, the tangent at what is hardly staked says little; those at other stakes hold as well.
              const others = aloneStakes(markets, drawdown).map((cut) => mostToGain(joint, stakes, exponent, cut))
              expect(Math.min(...others)).toBeLessThan(1e-8)
            }
          },
        ),
        { numRuns: sizeOf('KELLY_RUNS', 300) },
      )
    },
    LONG,
  )

  test(
    'on a single bet are the root of its limit, however little there is to gain',
    () => {
      fc.assert(
        fc.property(
          fc.double({ min: Math.log(1.01), max: Math.log(5000), noNaN: true }),
          fc.double({ min: Math.log(1e-7), max: Math.log(0.1), noNaN: true }),
          fc.constantFrom(...limits, { level: 0.99, probability: 1e-4 }),
          (logPrice, logEdge, drawdown) => {
            const price = Math.exp(logPrice)
            const probability = (1 + Math.exp(logEdge)) / price
            fc.pre(probability < 1)
            const alone = riskConstrainedKelly(price, probability, drawdown)
            const among = simultaneousKelly([{ prices: [price], probabilities: [probability] }], { drawdown })
            // Nobody stakes a millionth of anything.
            expect(Math.abs((among.fractions[0]?.[0] ?? 0) - alone)).toBeLessThan(1e-6 + 1e-4 * alone)
            const listed = scenarioKelly({
              returns: [[price - 1], [-1]],
              probabilities: [probability, 1 - probability],
              drawdown,
            })
            expect(Math.abs((listed.fractions[0] ?? 0) - alone)).toBeLessThan(1e-6 + 1e-6 * alone)
          },
        ),
        { numRuns: sizeOf('KELLY_RUNS', 300) },
      )
    },
    LONG,
  )

  test.each([
    [
      'a longshot with a value of 14 %',
      [6.937148515892362, 1.103084997070103, 3708.8772622796273],
      [0.13716913951913753, 0.8625227194823776, 0.0003081409984849952],
      0.95,
      0.01,
      2,
    ],
    [
      'a bet beside one that next to nothing would break the limit with',
      [30.31547836062293, 1.001, 1e6],
      [0.032990894633453054, 0.967009105365315, 1.2319362119862438e-12],
      0.9,
      0.1,
      0,
    ],
    [
      'a bet of two outcomes',
      [2.389740718703701, 1.6202956393847563],
      [0.41899103062396476, 0.5810089693760353],
      0.95,
      0.01,
      0,
    ],
  ] as const)('take all that the limit allows of %s', (_, prices, probabilities, level, probability, bet) => {
    const drawdown = { level, probability }
    const alone = riskConstrainedKelly(prices[bet] ?? 0, probabilities[bet] ?? 0, drawdown)
    const { fractions } = simultaneousKelly([{ prices, probabilities }], { drawdown })
    expect(fractions[0]).toEqual(prices.map((_, index) => (index === bet ? expect.closeTo(alone, 10) : 0)))
  })

  test('are those of a list of what can happen', () => {
    fc.assert(
      fc.property(
        fc.array(oddMarket, { minLength: 1, maxLength: 3 }),
        fc.constantFrom(...limits),
        (markets, drawdown) => {
          const joint = jointOutcomes(markets)
          const probabilities = joint.map(({ probability }) => probability)
          const listed = scenarioKelly({ returns: joint.map(({ returns }) => returns), probabilities, drawdown })
          expect(simultaneousKelly(markets, { drawdown }).growth).toBeCloseTo(listed.growth, 8)
        },
      ),
      { numRuns: 50 },
    )
  })

  test('ten markets with an arbitrage in each are within both', () => {
    const arbitrage = { prices: [2.99, 5.4, 2.1], probabilities: [0.33, 0.18, 0.49] }
    const markets = new Array<KellyMarket>(10).fill(arbitrage)
    const { fractions, total, growth, keepsDrawdownLimit } = simultaneousKelly(markets, {
      drawdown: { level: 0.9, probability: 0.1 },
    })
    expect(total).toBeCloseTo(1, 11)
    expect(keepsDrawdownLimit).toBe(true)
    expect(growth).toBeLessThan(simultaneousKelly(markets).growth)
    expect(fractions).toHaveLength(10)
  })

  test('an open position that breaks the limit is hedged as far as it can be, and said to break it', () => {
    const market = { prices: [1.5], probabilities: [0.5], positions: [-0.4] }
    const drawdown = { level: 0.9, probability: 0.1 }
    const { fractions, keepsDrawdownLimit } = simultaneousKelly([market], { drawdown })
    expect(keepsDrawdownLimit).toBe(false)
    // The most cautious stake of one bet, by a fine grid.
    const exponent = Math.log(0.1) / Math.log(0.9)
    const riskOf = (stake: number) => 0.5 * (0.6 + 0.5 * stake) ** -exponent + 0.5 * (1 - stake) ** -exponent
    const grid = Array.from({ length: 9999 }, (_, index) => (index + 1) / 10_000)
    const least = grid.reduce((best, stake) => (riskOf(stake) < riskOf(best) ? stake : best))
    expect(fractions[0]?.[0]).toBeCloseTo(least, 3)
  })

  test.each([0.9, 0.99, 1 - 1e-9, 1 - Number.EPSILON])(
    'a limit that a chance of %d may break ends, and is kept',
    (probability) => {
      const drawdown = { level: 0.5, probability }
      const market = { prices: [2.2], probabilities: [0.5] }
      const limited = simultaneousKelly([market], { drawdown })
      expect(limited).toEqual({ ...simultaneousKelly([market]), keepsDrawdownLimit: true })
    },
  )

  test.each([0.9, 0.97, 0.98, 0.999])(
    'a position that loses breaks a limit that a chance of %d may break',
    (probability) => {
      const market = { prices: [1.5], probabilities: [0.5], positions: [-0.4] }
      const drawdown = { level: 0.5, probability }
      const { fractions, keepsDrawdownLimit } = simultaneousKelly([market], { drawdown })
      const exponent = Math.log(probability) / Math.log(0.5)
      expect(keepsDrawdownLimit).toBe(risk(jointOutcomes([market]), fractions.flat(), exponent) <= 1)
      expect(keepsDrawdownLimit).toBe(false)
    },
  )

  test('an open position that leaves room keeps the limit', () => {
    const market = { prices: [2.2], probabilities: [0.5], positions: [-0.0001] }
    const drawdown = { level: 0.9, probability: 0.1 }
    expect(simultaneousKelly([market], { drawdown }).keepsDrawdownLimit).toBe(true)
    expect(simultaneousKelly([market]).keepsDrawdownLimit).toBeNull()
  })
})

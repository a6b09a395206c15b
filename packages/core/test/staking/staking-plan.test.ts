import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InvalidValueError } from '../../src/errors/invalid-value-error.ts'
import { fractionOf, stakeWithin } from '../../src/staking/fraction-of.ts'
import {
  flatStake,
  fractionalKelly,
  levelToWin,
  proportional,
  type StakeOpportunity,
} from '../../src/staking/staking-plan.ts'
import { money, ZERO } from '../../src/units/money.ts'

const back: StakeOpportunity = {
  price: 2,
  probability: 0.6,
  commission: 0,
  side: 'back',
  bankroll: money(100_000),
  edge: 0.2,
}
const lay: StakeOpportunity = { ...back, price: 3, probability: 0.25, side: 'lay', edge: 0.25 }

describe('fractionalKelly', () => {
  test('stakes its part of Kelly and says how', () => {
    expect(fractionalKelly(0.5).stake(back)).toEqual({
      stake: 10_000,
      kellyFraction: 0.19999999999999996,
      steps: [
        expect.stringMatching(/^Kelly at 2 with probability 60.00 % is 20.00 % of the bankroll/),
        expect.stringMatching(/^0.5 of that is 10.00 %/),
        expect.stringMatching(/^10.00 % of .* is 10000/),
      ],
    })
  })

  test('puts its part of Kelly at risk on a lay', () => {
    const { stake, kellyFraction } = fractionalKelly(0.2).stake(lay)
    expect(kellyFraction).toBe(0.25)
    expect(stake).toBe(2500) // a liability of 5000
  })

  test('stakes nothing without an edge', () => {
    expect(fractionalKelly(1).stake({ ...back, probability: 0.4 })).toMatchObject({ stake: 0, kellyFraction: 0 })
  })
})

describe('fixed plans', () => {
  test.each([
    ['flat', flatStake(money(500)), 500, 250],
    ['proportional', proportional(0.01), 1000, 500],
    ['level to win', levelToWin(money(1000)), 1000, 1000],
  ])('%s', (_, plan, onBack, onLay) => {
    expect(plan.stake(back).stake).toBe(onBack)
    expect(plan.stake(lay).stake).toBe(onLay)
    expect(plan.stake({ ...back, edge: 0 }).stake).toBe(0)
    expect(plan.stake(back).kellyFraction).toBeNull()
  })

  test('level to win counts the commission', () => {
    const { stake } = levelToWin(money(950)).stake({ ...back, commission: 0.05 })
    expect(stake).toBe(1000)
  })
})

test('an empty or overdrawn bankroll stakes nothing, whatever the plan', () => {
  for (const plan of [fractionalKelly(1), flatStake(money(100)), proportional(0.1), levelToWin(money(100))]) {
    for (const bankroll of [ZERO, money(-100)]) {
      expect(plan.stake({ ...back, bankroll }).stake).toBe(0)
      expect(plan.stake({ ...lay, bankroll }).stake).toBe(0)
    }
  }
})

test.each([
  ['fraction', () => fractionalKelly(1.1)],
  ['fraction', () => proportional(Number.NaN)],
  ['amount', () => flatStake(ZERO)],
  ['amount', () => levelToWin(money(-1))],
  ['price', () => fractionalKelly(1).stake({ ...back, price: 1 })],
  ['probability', () => flatStake(money(1)).stake({ ...back, probability: 2 })],
  ['commission', () => proportional(0.1).stake({ ...back, commission: 1 })],
  ['edge', () => flatStake(money(1)).stake({ ...back, edge: Number.NaN })],
])('a bad %s is named', (argument, call) => {
  expect(call).toThrow(InvalidValueError)
  expect(call).toThrow(argument)
})

describe('fractionOf', () => {
  test('rounds down as decimals do', () => {
    expect(fractionOf(money(100), 0.29)).toBe(29)
    expect(fractionOf(money(100), 0.295)).toBe(29)
    expect(fractionOf(money(3), 1 / 3)).toBe(1)
  })

  test('is the exact integer part for decimal fractions', () => {
    fc.assert(
      fc.property(fc.nat(1e9), fc.nat(10_000), (amount, tenThousandths) => {
        const exact = Number((BigInt(amount) * BigInt(tenThousandths)) / 10_000n)
        expect(fractionOf(money(amount), tenThousandths / 10_000)).toBe(exact)
      }),
    )
  })
})

describe('stakeWithin', () => {
  test('is the largest stake whose liability, rounded up, fits', () => {
    const liability = (stake: bigint, units: bigint) => (stake * units + 9999n) / 10_000n
    fc.assert(
      fc.property(fc.nat(1e9), fc.integer({ min: 100, max: 9_990_000 }), (amount, units) => {
        const stake = BigInt(stakeWithin(money(amount), (units + 10_000) / 10_000 - 1))
        expect(liability(stake, BigInt(units))).toBeLessThanOrEqual(BigInt(amount))
        expect(liability(stake + 1n, BigInt(units))).toBeGreaterThan(BigInt(amount))
      }),
    )
  })
})

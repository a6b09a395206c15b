import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InvalidValueError } from '../../src/errors/invalid-value-error.ts'
import { capStake, type StakeLimits } from '../../src/staking/caps.ts'
import { money, ZERO } from '../../src/units/money.ts'

const limits: StakeLimits = {
  bankroll: money(100_000),
  maxFraction: 0.05,
  maxAbsolute: money(4210),
  minStake: money(200),
  stakeStep: money(50),
}

describe('capStake', () => {
  test('leaves alone what fits', () => {
    expect(capStake(money(400), limits)).toEqual({ stake: 400, applied: [] })
    expect(capStake(ZERO, limits)).toEqual({ stake: 0, applied: [] })
  })

  test('names everything that changed the stake', () => {
    expect(capStake(money(10_000), limits)).toEqual({
      stake: 4200,
      applied: [
        'cut to 5000 minor units: at most 5.00 % of the bankroll at risk',
        'cut to 4210 minor units: at most 4210 minor units at risk',
        'rounded down to 4200 minor units: steps of 50 minor units',
      ],
    })
  })

  test('drops a stake below the minimum instead of raising it', () => {
    expect(capStake(money(199), { ...limits, stakeStep: money(1) })).toEqual({
      stake: 0,
      applied: ['dropped: below the minimum of 200 minor units'],
    })
    expect(capStake(money(200), limits).stake).toBe(200)
  })

  test('limits the liability of a lay', () => {
    expect(capStake(money(10_000), { ...limits, riskPerUnit: 4 }).stake).toBe(1050) // 4200 at risk
  })

  test.each([ZERO, money(-1)])('a bankroll of %d allows nothing', (bankroll) => {
    expect(capStake(money(1000), { ...limits, bankroll }).stake).toBe(0)
  })

  test('never exceeds a limit, never raises a stake, and keeps to steps', () => {
    fc.assert(
      fc.property(
        fc.record({
          stake: fc.nat(1e9),
          bankroll: fc.integer({ min: -1000, max: 1e9 }),
          basisPoints: fc.nat(10_000),
          maxAbsolute: fc.nat(1e9),
          minStake: fc.nat(10_000),
          stakeStep: fc.integer({ min: 1, max: 1000 }),
          tenthsAtRisk: fc.integer({ min: 1, max: 500 }),
        }),
        ({ stake, bankroll, basisPoints, maxAbsolute, minStake, stakeStep, tenthsAtRisk }) => {
          const result = capStake(money(stake), {
            bankroll: money(bankroll),
            maxFraction: basisPoints / 10_000,
            maxAbsolute: money(maxAbsolute),
            minStake: money(minStake),
            stakeStep: money(stakeStep),
            riskPerUnit: tenthsAtRisk / 10,
          }).stake
          const tenths = BigInt(result) * BigInt(tenthsAtRisk)
          expect(result).toBeLessThanOrEqual(stake)
          expect(tenths).toBeLessThanOrEqual(10n * BigInt(maxAbsolute))
          expect(tenths * 1000n).toBeLessThanOrEqual(BigInt(Math.max(0, bankroll)) * BigInt(basisPoints))
          expect(result % stakeStep).toBe(0)
          expect(result === 0 || result >= minStake).toBe(true)
        },
      ),
      { numRuns: 1000 },
    )
  })

  test.each([
    ['stake', () => capStake(money(-1), limits)],
    ['stake', () => capStake(1.5 as never, limits)],
    ['maxFraction', () => capStake(ZERO, { ...limits, maxFraction: 1.1 })],
    ['maxAbsolute', () => capStake(ZERO, { ...limits, maxAbsolute: money(-1) })],
    ['minStake', () => capStake(ZERO, { ...limits, minStake: money(-1) })],
    ['stakeStep', () => capStake(ZERO, { ...limits, stakeStep: ZERO })],
    ['riskPerUnit', () => capStake(ZERO, { ...limits, riskPerUnit: 0 })],
  ])('a bad %s is named', (argument, call) => {
    expect(call).toThrow(InvalidValueError)
    expect(call).toThrow(argument)
  })
})

import { money } from '@betting-advisor/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ActiveWeek, type ExpertFeeHistory, forecastExpertFee } from '../../src/index.ts'

const week = (gross: number, commission = 0, losses = 0): ActiveWeek => ({
  gross: money(gross),
  commission: money(commission),
  losses: money(losses),
})
const forecast = (weeks: readonly ActiveWeek[], more: Partial<ExpertFeeHistory> = {}) =>
  forecastExpertFee({ weeks, lifetimeGross: money(1), lifetimeMarkets: 101, weeksSinceFee: 0, ...more })

describe('a forecast of the Expert Fee', () => {
  it.each([
    [2_500_000, 0, 0],
    [2_500_001, 20, 500_001],
    [10_000_000, 20, 2_000_000],
    [10_000_001, 40, 4_000_001],
  ])('takes of a first week that wins %s pence %s percent, at most %s', (gross, rate, most) => {
    expect(forecast([week(gross)])).toMatchObject({ rate, most, gross })
  })

  it('is nothing for an account that has lost over its life, or bet on 100 markets and no more', () => {
    expect(forecast([week(3_000_000)], { lifetimeGross: money(0) })).toMatchObject({ rate: 0, most: 0 })
    expect(forecast([week(3_000_000)], { lifetimeMarkets: 100 })).toMatchObject({ rate: 0, most: 0 })
  })

  it('is nothing for a week that lost, whatever the rate, and for no week at all', () => {
    expect(forecast([week(3_000_000), week(-1)])).toMatchObject({ rate: 20, most: 0, gross: 2_999_999 })
    expect(forecast([])).toEqual({ rate: 0, gross: 0, commissionGenerated: 0, buffer: 0, most: 0 })
  })

  it('looks at 52 active weeks', () => {
    const quiet = Array.from({ length: 51 }, () => week(0))
    expect(forecast([week(3_000_000), ...quiet]).rate).toBe(20)
    expect(forecast([week(3_000_000), ...quiet, week(1)]).rate).toBe(0)
  })

  it('counts half of the commission and 3 % of losses, and keeps the higher of that and of winnings since the last fee', () => {
    expect(forecast([week(0, 101, 0)]).commissionGenerated).toBe(50)
    expect(forecast([week(0, 100, 1_000)]).commissionGenerated).toBe(80)
    const weeks = [week(9_000), week(-500, 100, 1_000), week(3_000_000)]
    expect(forecast(weeks, { weeksSinceFee: 1 }).buffer).toBe(80)
    expect(forecast(weeks, { weeksSinceFee: 2 }).buffer).toBe(8_500)
    expect(forecast(weeks, { weeksSinceFee: 99 }).buffer).toBe(8_500)
    expect(forecast(weeks).buffer).toBe(0)
  })

  it('is never more than its rate of what the week wins, nor less than nothing', () => {
    const amount = fc.integer({ min: -20_000_000, max: 20_000_000 })
    fc.assert(
      fc.property(fc.array(amount, { minLength: 1, maxLength: 60 }), (grosses) => {
        const { rate, most, gross } = forecast(grosses.map((each) => week(each)))
        const sum = grosses.slice(-52).reduce((total, each) => total + each, 0)
        const last = Math.max(0, grosses.at(-1) ?? 0)
        expect(gross).toBe(sum)
        expect(rate).toBe(sum > 10_000_000 ? 40 : sum > 2_500_000 ? 20 : 0)
        expect(most * 100).toBeGreaterThanOrEqual(last * rate)
        expect(most * 100).toBeLessThan(last * rate + 100)
      }),
    )
  })
})

import { money, timestamp } from '@betting-advisor/core'
import { describe, expect, it } from 'vitest'
import { lossStreak, type SettledOutcome } from '../../src/risk/loss-streak.ts'

const bets = (...brought: readonly number[]): SettledOutcome[] =>
  brought.map((gross, index) => ({ at: timestamp(index + 1), gross: money(gross) }))

describe('a loss streak', () => {
  it.each([
    [bets(), 0],
    [bets(-1000, -1000), 2],
    [bets(-1000, 500, -1000), 1],
    [bets(-1000, 0, -500, 0), 2],
    [bets(-1000, 1), 0],
  ])('of %j is %i', (settled, streak) => {
    expect(lossStreak(settled, 10, timestamp(0))).toBe(streak)
  })

  it('looks at no more bets than it may, and at none from before', () => {
    expect(lossStreak(bets(-1, -1, -1, -1), 3, timestamp(0))).toBe(3)
    expect(lossStreak(bets(-1, -1, -1, -1), 10, timestamp(3))).toBe(2)
  })
})

import { timestamp } from '@betting-advisor/core'
import { describe, expect, it } from 'vitest'
import { lossStreak, type SettledOutcome } from '../../src/risk/loss-streak.ts'

const bets = (...outcomes: readonly SettledOutcome['outcome'][]): SettledOutcome[] =>
  outcomes.map((outcome, index) => ({ at: timestamp(index + 1), outcome }))

describe('a loss streak', () => {
  it.each([
    [bets(), 0],
    [bets('lost', 'lost'), 2],
    [bets('lost', 'won', 'lost'), 1],
    [bets('lost', 'void', 'lost', null), 2],
    [bets('lost', 'won'), 0],
  ])('of %j is %i', (settled, streak) => {
    expect(lossStreak(settled, 10, timestamp(0))).toBe(streak)
  })

  it('looks at no more bets than it may, and at none from before', () => {
    expect(lossStreak(bets('lost', 'lost', 'lost', 'lost'), 3, timestamp(0))).toBe(3)
    expect(lossStreak(bets('lost', 'lost', 'lost', 'lost'), 10, timestamp(3))).toBe(2)
  })
})

import { after, DAY, money, timestamp } from '@betting-advisor/core'
import { describe, expect, it } from 'vitest'
import { createLossMirror } from '../../src/account/loss-mirror.ts'
import { NO_WINDOW_LOSSES } from '../../src/limits/loss-window.ts'

const MONDAY = timestamp(Date.UTC(2026, 7, 3, 12))
const TUESDAY = after(MONDAY, DAY)

describe('losses by window', () => {
  it('are not moved on by a bet that neither won nor lost, so that a loss of the day before still counts', () => {
    const mirror = createLossMirror(NO_WINDOW_LOSSES, 'UTC')
    mirror.settled(TUESDAY, 0)
    expect(mirror.losses).toEqual(NO_WINDOW_LOSSES)
    mirror.settled(MONDAY, -500)
    expect(mirror.lost('day', MONDAY)).toBe(500)
    expect(mirror.profitOn(MONDAY)).toBe(money(-500))
    expect(mirror.profitOn(TUESDAY)).toBe(0)
  })
})

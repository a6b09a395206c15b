import { after, MINUTE, SECOND } from '@betting-advisor/core'
import { SAMPLE_TIME, sampleIntent } from '@betting-advisor/core/testing'
import { describe, expect, it } from 'vitest'
import { createProvisionalHolds } from '../../src/account/provisional-holds.ts'

const at = (milliseconds: number) => after(SAMPLE_TIME, milliseconds)

describe('the decisions that a rate counts', () => {
  it('are in the order of time, whenever they are heard of', () => {
    const holds = createProvisionalHolds([at(10), at(30)], MINUTE)
    holds.recorded(sampleIntent({ market: 'm1', at: 20 }))
    holds.recorded(sampleIntent({ market: 'm2', at: 5 }))
    holds.hold(sampleIntent({ market: 'm3', at: 15 }), 1000)
    const counted = [4, 5, 10, 15, 20, 29, 30].map((from) => holds.decidedAfter(at(from)))
    expect(counted).toEqual([5, 4, 3, 2, 1, 1, 0])
  })

  it('are counted once, at the moment at which the store has them', () => {
    const holds = createProvisionalHolds([], MINUTE)
    holds.hold(sampleIntent({ at: 10 }), 1000)
    holds.recorded(sampleIntent({ at: 20 }))
    holds.recorded(sampleIntent({ at: 20 }))
    expect([9, 10, 19, 20].map((from) => holds.decidedAfter(at(from)))).toEqual([1, 1, 1, 0])
  })

  it('that were denied, or of which the store is not the first to tell, give back what they held', () => {
    const holds = createProvisionalHolds([], MINUTE)
    for (const market of ['m1', 'm2']) holds.hold(sampleIntent({ market, at: SECOND }), market === 'm1' ? 1000 : 300)
    expect([holds.size, holds.liability, holds.reserved]).toEqual([2, 2000, 1300])
    holds.confirm(sampleIntent({ market: 'm1' }).key)
    expect([holds.size, holds.liability, holds.reserved, holds.decidedAfter(SAMPLE_TIME)]).toEqual([1, 1000, 300, 2])
    expect(holds.deny(sampleIntent({ market: 'm2' }).key)).toMatchObject({ market: 'm2' })
    expect(holds.deny(sampleIntent({ market: 'm2' }).key)).toBeNull()
    expect([holds.size, holds.liability, holds.reserved, holds.decidedAfter(SAMPLE_TIME)]).toEqual([0, 0, 0, 1])
  })

  it('are forgotten after the window, also where that is all of them', () => {
    const holds = createProvisionalHolds([at(0), at(1)], MINUTE)
    holds.hold(sampleIntent({ at: 3 * MINUTE }), 1000)
    expect(holds.decidedAfter(at(-1))).toBe(1)
  })

  it('are not those of bets that were found', () => {
    const holds = createProvisionalHolds([], MINUTE)
    holds.recorded(sampleIntent({ origin: 'foreign', at: SECOND }))
    expect(holds.decidedAfter(SAMPLE_TIME)).toBe(0)
  })
})

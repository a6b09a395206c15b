import { InvalidValueError, timestamp } from '@betting-advisor/core'
import {
  createMatchingModel,
  createSeededRandom,
  drawnLatency,
  type Fills,
  fixedLatency,
  type Latency,
  shareOfFills,
} from '@betting-advisor/core/simulation'
import { describe, expect, it } from 'vitest'
import { GBP, NOON } from '../../support/markets.ts'
import { Floor, limit } from './floor.ts'

function showing(settings: ConstructorParameters<typeof Floor>[0]): Floor {
  const floor = new Floor(settings)
  floor.tell({ runners: { Home: { back: [[3, 20]], lay: [[3.2, 20]] } } })
  return floor
}

describe('how much of what is shown an order gets', () => {
  it('is a share of it, however often it is looked at', () => {
    const floor = showing({ fills: shareOfFills(0.5) })
    const order = floor.bet('back', 3, 25)
    floor.tell({ runners: { Home: { back: [[3, 20]] } } })
    expect(floor.seen(order)).toEqual(['open', 10, 3])
    const other = floor.bet('lay', 2.9, 30)
    floor.tell({ runners: { Home: { back: [[3, 0]], traded: [[2.9, 40]] } } })
    expect(floor.seen(other)).toEqual(['open', 10, 2.9])
  })

  it('kills what is not there in full', () => {
    const floor = showing({ fills: shareOfFills(0.5) })
    const killed = floor.place(floor.order('back', limit(3, 11, { fillOrKill: true })))
    expect(killed).toMatchObject({ kind: 'rejected', reason: { code: 'BET_TAKEN_OR_LAPSED' } })
  })

  it('is what a port of your own says, such as nothing of thin offers', () => {
    const careful: Fills = { offered: (size) => (size < 50_00 ? 0 : size), traded: (size) => size }
    const floor = showing({ fills: careful })
    const order = floor.bet('back', 3, 10)
    expect(floor.seen(order)).toEqual(['open', 0, null])
    floor.tell({ runners: { Home: { back: [[3, 50]] } } })
    expect(floor.seen(order)).toEqual(['matched', 10, 3])
  })

  it.each([21_00 * 100, -1, Number.NaN])('is no more than is shown, and no less than nothing: not %s', (part) => {
    const floor = showing({ fills: { offered: () => part, traded: () => part } })
    expect(() => floor.bet('back', 3, 10)).toThrow(InvalidValueError)
  })

  it('is a share between none and all', () => {
    expect(() => shareOfFills(1.1)).toThrow(InvalidValueError)
  })
})

describe('how long a request takes', () => {
  it('is drawn between the least and the most', () => {
    const latency = drawnLatency({ placeMs: 30 }, 200, createSeededRandom('2026'))
    const drawn = Array.from({ length: 100 }, () => latency.ms('place', NOON))
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(30)
    expect(Math.max(...drawn)).toBeLessThanOrEqual(latency.longestPlaceMs)
    expect(new Set(drawn).size).toBeGreaterThan(50)
    expect(latency.ms('cancel', NOON)).toBeGreaterThanOrEqual(fixedLatency().ms('cancel', NOON))
  })

  it('is what a port of your own says, such as slower at the start of an hour', () => {
    const busy: Latency = { longestPlaceMs: 900, ms: (_, at) => (at % 3_600_000 < 60_000 ? 900 : 50) }
    const floor = showing({ latency: busy })
    const answers: number[] = []
    floor.engine.place(floor.order('back', limit(3, 10)), timestamp(NOON + 59_000), (_, at) => answers.push(at - NOON))
    floor.engine.place(floor.order('back', limit(3, 10)), timestamp(NOON + 60_000), (_, at) => answers.push(at - NOON))
    floor.engine.advance(timestamp(NOON + 70_000))
    expect(answers).toEqual([59_900, 60_050])
    const model = createMatchingModel({ venue: floor.book.venue, currency: GBP, latency: busy })
    expect(model.traits.lateAcceptMs).toBe(900)
  })

  it('is never negative', () => {
    const floor = showing({ latency: { longestPlaceMs: 0, ms: () => -1 } })
    expect(() => floor.bet('back', 3, 10)).toThrow(InvalidValueError)
    expect(() => fixedLatency({ placeMs: -1 })).toThrow(InvalidValueError)
    expect(() => drawnLatency({}, Number.NaN, createSeededRandom(''))).toThrow(InvalidValueError)
  })
})

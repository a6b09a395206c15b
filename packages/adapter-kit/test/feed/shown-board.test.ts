import { HOUR, type Timestamp, timestamp } from '@betting-advisor/core'
import { describe, expect, test } from 'vitest'
import { readOffers } from '../../src/feed/read-offer.ts'
import { createShownBoard } from '../../src/feed/shown-board.ts'
import { createLeftOut, matchOdds, type ShownMarket } from '../../src/index.ts'

const NOW = timestamp(Date.UTC(2026, 7, 8))
const FAR = Date.UTC(2099, 0, 1)

function markets(from: number, to: number, at: Timestamp = NOW): ShownMarket[] {
  const offers = Array.from({ length: to - from }, (_, index) =>
    matchOdds({
      id: `${from + index}`,
      competition: 'c',
      startsAt: FAR,
      home: 'A',
      away: 'B',
      prices: { x: [2, 3, 4] },
    }),
  )
  return readOffers(offers, { feed: 'f', receivedAt: at, known: () => undefined, leftOut: createLeftOut() })
}

const later = (polls: number): Timestamp => timestamp(NOW + polls * 60_000)

describe('a board', () => {
  test('stays within its bounds when each poll brings other markets, and tells the end of each that it forgets', () => {
    const board = createShownBoard({ most: 300, mostMissing: 100 })
    const ended = new Set<string>()
    for (let poll = 0; poll < 20; poll++) {
      const { updates } = board.replace('a', markets(poll * 200, poll * 200 + 200), later(poll))
      for (const { status, market } of updates) if (status === 'closed') ended.add(market.id)
      expect(board.size).toBeLessThanOrEqual(300)
    }
    expect(ended.size).toBe(20 * 200 - board.size)
  })

  test('refuses what is more than it may hold, of all parts together', () => {
    const board = createShownBoard({ most: 300, mostMissing: 100 })
    expect(board.replace('a', markets(0, 200), NOW).refused).toBe(0)
    const { updates, refused } = board.replace('b', markets(200, 400), NOW)
    expect(updates.filter(({ status }) => status === 'open')).toHaveLength(100)
    expect(refused).toBe(100)
    board.replace('a', [], later(1))
    expect(board.replace('b', markets(200, 400), later(1)).refused).toBe(0)
  })

  test('forgets first what has been gone longest', () => {
    const board = createShownBoard({ mostMissing: 1 })
    board.replace('a', markets(0, 2), NOW)
    board.replace('a', markets(1, 2), later(1))
    const { updates } = board.replace('a', [], later(2))
    expect(updates.map(({ market, status }) => [market.id, status])).toEqual([
      ['f:1:h2h', 'suspended'],
      ['f:0:h2h', 'closed'],
    ])
  })

  test('plans no poll for what has vanished', () => {
    const board = createShownBoard()
    board.replace('a', markets(0, 1), NOW)
    expect([...board.startTimes()]).toEqual([FAR])
    board.replace('a', [], later(1))
    expect([...board.startTimes()]).toEqual([])
  })

  test('takes prices back by name, also when the list of selections is made anew each time', () => {
    const board = createShownBoard()
    board.replace('a', markets(0, 1), NOW)
    const [again] = markets(0, 1)
    if (again === undefined) throw new Error('no market')
    const { updates } = board.replace('a', [{ ...again, venues: [] }], later(1))
    expect(updates[0]).toMatchObject({ status: 'suspended', venues: [{ venue: 'x', prices: [null, null, null] }] })
  })

  test('a market that moves to another part is not missed in the old one', () => {
    const board = createShownBoard()
    board.replace('a', markets(0, 1), NOW)
    board.replace('b', markets(0, 1), later(1))
    expect(board.replace('a', [], timestamp(NOW + HOUR)).updates).toEqual([])
  })
})

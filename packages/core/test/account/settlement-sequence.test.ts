import { money, type Order, type OrderEvent } from '@betting-advisor/core'
import { replayOrder } from '@betting-advisor/core/store'
import { sampleIntent } from '@betting-advisor/core/testing'
import { expect, it } from 'vitest'
import { createStrategyRecord } from '../../src/account/strategy-record.ts'
import { createTrackRecord } from '../../src/account/track-record.ts'
import { NOON, WIDE } from '../support/markets.ts'

const limits = { ...WIDE, maxRecentLossesCheck: 10, lowClv: { limit: 1, bets: 1, lockMs: 1 } }

function settled(market: string, profit: number, version: number, closingProbability: number): Order {
  const intent = sampleIntent({ market, stake: 1_000 })
  const history: readonly OrderEvent[] = [
    { type: 'accepted', at: NOON, venueOrderId: market },
    { type: 'matched', at: NOON, matchedStake: intent.stake, averagePrice: intent.price },
    { type: 'closing-line', at: NOON, closingProbability },
    { type: 'settled', at: NOON, outcome: profit > 0 ? 'won' : 'lost', profit: money(profit), commission: money(0) },
  ]
  return { ...replayOrder(intent, history).order, version }
}

const won = settled('won', 500, 7, 0.9)
const lost = settled('lost', -1_000, 8, 0.1)

it.each([
  ['in the order of the store', [won, lost]],
  ['the other way round', [lost, won]],
])('bets of one moment count alike when they are heard of %s', (_, heard) => {
  const record = createTrackRecord(limits, money(0))
  const strategies = createStrategyRecord(1)
  for (const order of heard) {
    record.settled(order)
    strategies.settled(order, order.version)
  }
  expect(record.losses()).toBe(1)
  expect(record.peak(NOON)).toBe(500)
  const last = createStrategyRecord(1)
  last.settled(lost, lost.version)
  expect([...strategies.readings()]).toEqual([...last.readings()])
})

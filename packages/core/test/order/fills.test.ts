import {
  HOUR,
  after as later,
  type MarketResult,
  money,
  type Order,
  type OrderEvent,
  priceUnits,
  type Side,
} from '@betting-advisor/core'
import { describe, expect, test } from 'vitest'
import { settlementEvent } from '../../src/engine/settlement.ts'
import { newOrder } from '../../src/order/new-order.ts'
import { transition } from '../../src/order/transition.ts'
import { SAMPLE_TIME, sampleIntent } from '../../src/testing/sample-intent.ts'
import { awaited } from '../support/awaited.ts'

/** One match: a backer's stake in minor units at a price in hundredths. */
type Fill = readonly [stake: number, hundredths: number]

function apply(order: Order, event: OrderEvent): Order {
  const next = transition(order, event)
  return next.kind === 'changed' ? next.order : order
}

function acceptedOrder(side: Side, stake: number, price: number): Order {
  const { order } = newOrder(sampleIntent({ side, stake, price }))
  return apply(order, { type: 'accepted', at: SAMPLE_TIME, venueOrderId: '1' })
}

/** Tells an order of its fills, the way a venue does: all that is matched so far, and what it cost on average. */
function filled(order: Order, fills: readonly Fill[]): Order {
  let [stake, value] = [0, 0]
  let told = order
  for (const [part, hundredths] of fills) {
    stake += part
    value += part * hundredths
    const averagePrice = priceUnits(Math.round((value / stake) * 100))
    told = apply(told, { type: 'matched', at: SAMPLE_TIME, matchedStake: money(stake), averagePrice })
  }
  return told
}

/** What the other side of the fills wins, in minor units. */
const winnings = (fills: readonly Fill[]) =>
  fills.reduce((sum, [stake, hundredths]) => sum + (stake * (hundredths - 100)) / 100, 0)

function profitOf(order: Order): number | null {
  const { market, selection } = order.intent
  const result: MarketResult = { market, winners: [selection], void: false, score: null }
  return apply(order, settlementEvent(order, result, later(SAMPLE_TIME, HOUR))).profit
}

/** 20,000.00 in two parts, whose average price has no end of digits. */
const THIRDS: readonly Fill[] = [
  [666_667, 202],
  [1_333_333, 204],
]

describe('an order that is filled at several prices', () => {
  test('is matched in full, and at one price is paid to the penny', () => {
    const one = filled(acceptedOrder('back', 2_000_000, 20_000), [[2_000_000, 204]])
    expect(one).toMatchObject({ state: 'MATCHED', matchedStake: 2_000_000 })
    expect(profitOf(one)).toBe(winnings([[2_000_000, 204]]))
    expect(filled(acceptedOrder('back', 2_000_000, 20_000), THIRDS).state).toBe('MATCHED')
    expect(winnings(THIRDS)).toBeCloseTo(2_066_666.66, 6)
  })

  awaited('is paid what its fills are worth, to the nearest minor unit', () => {
    expect(profitOf(filled(acceptedOrder('back', 2_000_000, 20_000), THIRDS))).toBe(2_066_667)
  })

  awaited('reserves all that a lay can lose', () => {
    const { reserved } = filled(acceptedOrder('lay', 2_000_000, 21_000), THIRDS)
    expect(reserved).toBeGreaterThanOrEqual(winnings(THIRDS))
  })
})

describe('an order of which the venue tells something better later', () => {
  const matched = (stake: number, price: number): OrderEvent => ({
    type: 'matched',
    at: later(SAMPLE_TIME, 1000),
    matchedStake: money(stake),
    averagePrice: priceUnits(price),
  })
  const whole = apply(acceptedOrder('back', 10_000, 20_000), matched(10_000, 20_000))

  test('was matched at its own price until then', () => {
    expect(whole).toMatchObject({ state: 'MATCHED', matchedStake: 10_000, averagePrice: 20_000, reserved: 10_000 })
  })

  awaited('has the real price of a fill that was first told without one', () => {
    expect(apply(whole, matched(10_000, 21_500)).averagePrice).toBe(21_500)
  })

  awaited('has less at risk when the venue voids a part of what was matched', () => {
    expect(apply(whole, matched(4000, 20_000))).toMatchObject({ matchedStake: 4000, reserved: 4000 })
  })
})

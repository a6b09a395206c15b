import {
  HOUR,
  after as later,
  money,
  type Order,
  type OrderEvent,
  priceUnits,
  type Side,
  type Timestamp,
} from '@betting-advisor/core'
import { averagePriceOf, matchedValue, valueOfFills } from '@betting-advisor/core/venue'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { settlementEvent } from '../../src/engine/settlement.ts'
import { newOrder } from '../../src/order/new-order.ts'
import { transition } from '../../src/order/transition.ts'
import { SAMPLE_TIME, sampleIntent } from '../../src/testing/sample-intent.ts'

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

/** Tells an order of its fills, the way an exchange does: all that is matched so far, and what it came to. */
function filled(order: Order, fills: readonly Fill[]): Order {
  let told = order
  for (const count of fills.keys()) told = apply(told, exactWord(fills.slice(0, count + 1)))
  return told
}

function exactWord(fills: readonly Fill[]) {
  const parts = fills.map(([stake, hundredths]) => ({ stake: money(stake), price: priceUnits(hundredths * 100) }))
  const matchedStake = money(parts.reduce((sum, { stake }) => sum + stake, 0))
  const value = valueOfFills(parts)
  return { type: 'matched', at: SAMPLE_TIME, matchedStake, averagePrice: null, matchedValue: value } as const
}

/** The same by a venue that tells an average alone: rounded against the bettor, with four decimal digits. */
function averageWord(side: Side, fills: readonly Fill[]): OrderEvent {
  const { type, at, matchedStake, matchedValue: value } = exactWord(fills)
  return { type, at, matchedStake, averagePrice: averagePriceOf(side, matchedStake, value) }
}

/** What the other side of the fills wins, in minor units. */
const winnings = (fills: readonly Fill[]) =>
  fills.reduce((sum, [stake, hundredths]) => sum + (stake * (hundredths - 100)) / 100, 0)

/** Its selection won. */
const settled = (order: Order, at: Timestamp) => settlementEvent(order, { outcome: 'won' }, { deductions: [] }, at)

function profitOf(order: Order): number | null {
  return apply(order, settled(order, later(SAMPLE_TIME, HOUR))).profit
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

  test('is paid what its fills are worth, to the nearest minor unit', () => {
    expect(profitOf(filled(acceptedOrder('back', 2_000_000, 20_000), THIRDS))).toBe(2_066_667)
  })

  test('reserves all that a lay can lose', () => {
    const { reserved } = filled(acceptedOrder('lay', 2_000_000, 21_000), THIRDS)
    expect(reserved).toBe(Math.ceil(winnings(THIRDS)))
  })

  test('is marked as derived, and never better than it is, where a venue tells averages or no price at all', () => {
    const back = apply(acceptedOrder('back', 2_000_000, 20_000), averageWord('back', THIRDS))
    const lay = apply(acceptedOrder('lay', 2_000_000, 21_000), averageWord('lay', THIRDS))
    expect([back.valueBasis, lay.valueBasis]).toEqual(['average', 'average'])
    expect(profitOf(back)).toBe(2_066_600)
    expect(lay.reserved).toBe(2_066_800)
    const untold: OrderEvent = { type: 'matched', at: SAMPLE_TIME, matchedStake: money(2_000_000), averagePrice: null }
    const asked = apply(acceptedOrder('lay', 2_000_000, 21_000), untold)
    expect(asked).toMatchObject({ valueBasis: 'asked', averagePrice: 21_000, reserved: 2_200_000 })
    expect(apply(asked, exactWord(THIRDS))).toMatchObject({ valueBasis: 'fills', reserved: 2_066_667 })
  })
})

describe('an order of which the venue tells something better later', () => {
  const matched = (stake: number, price: number) => ({
    type: 'matched' as const,
    at: later(SAMPLE_TIME, 1000),
    matchedStake: money(stake),
    averagePrice: priceUnits(price),
  })
  const whole = apply(acceptedOrder('back', 10_000, 20_000), matched(10_000, 20_000))

  test('was matched at its own price until then', () => {
    expect(whole).toMatchObject({ state: 'MATCHED', matchedStake: 10_000, averagePrice: 20_000, reserved: 10_000 })
  })

  test('has the real price of a fill that was first told without one', () => {
    expect(apply(whole, matched(10_000, 21_500)).averagePrice).toBe(21_500)
  })

  test('keeps to fills when it is told an average of the same', () => {
    const exact = filled(acceptedOrder('back', 10_000, 20_000), [[10_000, 215]])
    expect(transition(exact, matched(10_000, 21_400)).kind).toBe('ignored')
  })

  test('has less at risk when the venue voids a part of what was matched', () => {
    const partly = apply(whole, { ...matched(4000, 20_000), voidedStake: money(6000) })
    expect(partly).toMatchObject({ state: 'MATCHED', matchedStake: 4000, voidedStake: 6000, reserved: 4000 })
    expect(profitOf(partly)).toBe(4000)
    // What was said before says nothing of it.
    expect(transition(partly, matched(10_000, 20_000)).kind).toBe('ignored')
    const all = apply(partly, { ...matched(0, 20_000), averagePrice: null, voidedStake: money(10_000) })
    expect(all).toMatchObject({ state: 'VOIDED', outcome: 'void', profit: 0, reserved: 0 })
  })

  test('takes in nothing that cannot be so', () => {
    const words: readonly OrderEvent[] = [
      matched(10_001, 20_000),
      matched(4000, 20_000),
      { ...matched(9000, 20_000), voidedStake: money(2000) },
      { ...matched(10_000, 20_000), voidedStake: money(-1) },
      { ...matched(10_000, 20_000), matchedValue: matchedValue(99_999_999) },
    ]
    for (const word of words) expect(transition(whole, word).kind).toBe('ignored')
  })

  test('says of the rest how it ended', () => {
    const half = apply(acceptedOrder('back', 10_000, 20_000), matched(5000, 20_000))
    const cancelled = apply(half, { type: 'cancelled', at: SAMPLE_TIME, reason: { code: 'C', message: 'c' } })
    expect(cancelled).toMatchObject({ cancelledStake: 5000, lapsedStake: 0, reserved: 5000 })
    expect(apply(cancelled, matched(6000, 20_000))).toMatchObject({ cancelledStake: 4000, reserved: 6000 })
    expect(apply(half, settled(half, SAMPLE_TIME))).toMatchObject({ lapsedStake: 5000 })
    expect(apply(cancelled, settled(cancelled, SAMPLE_TIME))).toMatchObject({ cancelledStake: 5000 })
  })

  test('is not settled for a price that was corrected meanwhile', () => {
    expect(transition(apply(whole, matched(10_000, 21_500)), settled(whole, SAMPLE_TIME)).kind).toBe('ignored')
  })
})

/** A fraction, exact. */
type Rational = readonly [numerator: bigint, denominator: bigint]
const ceil = ([n, d]: Rational) => Number((n + d - 1n) / d)
const nearest = ([n, d]: Rational) => Number((2n * n + d) / (2n * d))

test('random fills, told in any order, over and over, and more or less exactly, come to what they are worth', () => {
  const histories = fc
    .record({
      side: fc.constantFrom<Side[]>('back', 'lay'),
      fills: fc.array(fc.tuple(fc.integer({ min: 1, max: 900_000 }), fc.integer({ min: 0, max: 900 })), {
        minLength: 1,
        maxLength: 8,
      }),
      words: fc.array(fc.tuple(fc.nat(7), fc.constantFrom('fills', 'average', 'asked')), { maxLength: 30 }),
      open: fc.nat(1000),
    })
    .map(({ side, fills, words, open }) => {
      // Never worse than asked: 3.00.
      const priced = fills.map(
        ([stake, better]): Fill => [stake, side === 'back' ? 300 + better : 300 - (better % 199)],
      )
      return { side, fills: priced, words, stake: priced.reduce((sum, [part]) => sum + part, open) }
    })
  fc.assert(
    fc.property(histories, ({ side, fills, words, stake }) => {
      const won = (count: number): Rational => [
        fills.slice(0, count).reduce((sum, [part, hundredths]) => sum + BigInt(part) * BigInt(hundredths - 100), 0n),
        100n,
      ]
      let order = acceptedOrder(side, stake, 30_000)
      let most = 0
      for (const [index, kind] of words) {
        const part = fills.slice(0, (index % fills.length) + 1)
        const exact = exactWord(part)
        const { matchedValue: _, ...untold } = exact
        order = apply(order, kind === 'fills' ? exact : kind === 'average' ? averageWord(side, part) : untold)
        most = Math.max(most, part.length)
        expect(order.matchedStake).toBe(fills.slice(0, most).reduce((sum, [each]) => sum + each, 0))
        // What is derived is never in the bettor's favour.
        const believed = BigInt(order.matchedValue) - BigInt(order.matchedStake) * 10_000n
        const really = (won(most)[0] * 10_000n) / 100n
        expect(side === 'back' ? believed <= really : believed >= really).toBe(true)
      }
      order = apply(order, exactWord(fills))
      const open = BigInt(stake - order.matchedStake) * 200n
      const [worth, hundred] = won(fills.length)
      expect(order.reserved).toBe(side === 'back' ? stake : ceil([worth + open, hundred]))
      const profit = side === 'back' ? nearest([worth, hundred]) : -nearest([worth, hundred])
      expect(profitOf(order)).toBe(profit + 0)
      expect(order.valueBasis).toBe('fills')
    }),
  )
})

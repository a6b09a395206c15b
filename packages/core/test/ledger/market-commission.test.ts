import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { commissionShares } from '../../src/ledger/commission-shares.ts'
import { charged, commissionDue, laterRate, NO_OTHER_BETS } from '../../src/ledger/market-commission.ts'
import { newOrder } from '../../src/order/new-order.ts'
import { transition } from '../../src/order/transition.ts'
import { sampleIntent } from '../../src/testing/sample-intent.ts'
import { pathsToStates, sampleEvents } from '../../src/testing/store-contract/sample-events.ts'
import { money } from '../../src/units/money.ts'
import { timestamp } from '../../src/units/timestamp.ts'

/** The nearest integer to a fraction, the half up. */
const nearest = (numerator: bigint, denominator: bigint) => {
  const floor = numerator / denominator
  return Number(2n * (numerator - floor * denominator) >= denominator ? floor + 1n : floor)
}

describe('what is due of a market', () => {
  test.each([
    // 10.00 backed at 3.0 that won; with 5.00 that lost beside it.
    [2000, 0.05, 100],
    [1500, 0.05, 75],
    [100, 0.05, 5],
    [1, 0.5, 1],
    [1, 0.49, 0],
    [0, 0.05, 0],
    [-100, 0.05, 0],
    [2000, 0, 0],
    [1250, 0.02, 25],
    [30, 0.05, 2],
  ])('on %i at %d is %i', (profit, rate, due) => {
    expect(commissionDue(money(profit), rate)).toBe(due)
  })

  test('is the exact share to the nearest minor unit, however large it is', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 2n ** 53n - 1n }), fc.nat({ max: 999_999 }), (profit, millionths) => {
        const due = commissionDue(money(Number(profit)), millionths / 1_000_000)
        expect(due).toBe(nearest(profit * BigInt(millionths), 1_000_000n))
      }),
      { numRuns: 2000 },
    )
  })

  test('goes by the rate that was known last, of one moment the higher', () => {
    const [early, late, higher] = [
      { rate: 0.05, at: timestamp(1) },
      { rate: 0.02, at: timestamp(2) },
      { rate: 0.03, at: timestamp(2) },
    ]
    expect([laterRate(null, early), laterRate(early, late), laterRate(late, early)]).toEqual([early, late, late])
    expect([laterRate(late, higher), laterRate(higher, late)]).toEqual([higher, higher])
  })

  test('is changed by an end and by a correction, and by nothing else', () => {
    const events = sampleEvents()
    const { order } = newOrder(sampleIntent({ commission: 0.05 }))
    const others = { profit: money(1000), commission: money(50), rate: null, word: null }
    expect(charged(order, events.matched, others)).toBe(events.matched)
    expect(charged(order, events.settled, others)).toMatchObject({ commission: 23 })
    expect(charged(order, events.voided, others)).toMatchObject({ commission: 0 })
    expect(charged(order, events.corrected, others)).toMatchObject({ commission: -50 })
    const settled = pathsToStates().SETTLED.reduce((before, event) => {
      const next = transition(before, charged(before, event, NO_OTHER_BETS))
      return next.kind === 'changed' ? next.order : before
    }, order)
    expect(settled).toMatchObject({ profit: 460, commission: 23 })
    expect(charged(settled, events.corrected, NO_OTHER_BETS)).toMatchObject({ commission: -23 })
    const returned = { ...events.corrected, outcome: 'void' as const, profit: money(7) }
    expect(charged(settled, returned, others)).toMatchObject({ commission: -23 })
  })
})

describe('shares of commission', () => {
  const parted = (profits: Readonly<Record<string, number>>, commission: number) =>
    Object.fromEntries(
      commissionShares(
        new Map(Object.entries(profits).map(([name, profit]) => [name, money(profit)])),
        money(commission),
      ),
    )

  test('are borne by those who won, in proportion', () => {
    expect(parted({ value: 3000, hedge: -900, arbitrage: 1000 }, 155)).toEqual({ value: 116, arbitrage: 39 })
    expect(parted({ value: 100, hedge: -100 }, 0)).toEqual({})
    expect(parted({ value: 1 }, 5)).toEqual({ value: 5 })
  })

  test('leave nothing over: what cannot be parted goes to the largest remainder, of equal ones to the first by name', () => {
    expect(parted({ b: 100, a: 100 }, 5)).toEqual({ a: 3, b: 2 })
    expect(parted({ a: 100, b: 200, c: 100 }, 3)).toEqual({ a: 1, b: 1, c: 1 })
    expect(parted({ a: 1, b: 2 }, 1)).toEqual({ b: 1 })
  })

  test('are alike where nobody won, and may be given back', () => {
    expect(parted({ b: -1, a: -5 }, 3)).toEqual({ a: 2, b: 1 })
    expect(parted({ a: 300, b: 100 }, -4)).toEqual({ a: -3, b: -1 })
  })

  test('add up, and none is further than a unit from its exact part', () => {
    const amounts = fc.dictionary(
      fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      fc.integer({ min: -1_000_000, max: 1_000_000 }),
      {
        minKeys: 1,
      },
    )
    fc.assert(
      fc.property(amounts, fc.integer({ min: 0, max: 100_000 }), (profits, commission) => {
        const shares = parted(profits, commission)
        expect(Object.values(shares).reduce((sum, share) => sum + share, 0)).toBe(commission)
        const winners = Object.entries(profits).filter(([, profit]) => profit > 0)
        const total = winners.reduce((sum, [, profit]) => sum + profit, 0)
        for (const [name, profit] of winners) {
          const exact = (commission * profit) / total
          expect(Math.abs((shares[name] ?? 0) - exact)).toBeLessThan(1)
        }
        if (winners.length > 0) {
          const names = winners.map(([name]) => name)
          expect(Object.keys(shares).filter((name) => !names.includes(name))).toEqual([])
        }
      }),
      { numRuns: 1000 },
    )
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { positionOf } from '../../src/limits/exposure-change.ts'
import { reduces } from '../../src/limits/reduces.ts'
import type { Intent } from '../../src/order/intent.ts'
import { newOrder } from '../../src/order/new-order.ts'
import type { Order } from '../../src/order/order.ts'
import { transition } from '../../src/order/transition.ts'
import { SAMPLE_TIME, type SampleIntent, sampleIntent } from '../../src/testing/sample-intent.ts'
import { money } from '../../src/units/money.ts'

const EVEN: SampleIntent = { netting: true, price: 20_000, stake: 900, outcomes: 2 }

/** An order of which so much is matched. */
function orderWith(intent: Intent, matched: number): Order {
  const { order } = newOrder(intent)
  const event = { type: 'matched', at: SAMPLE_TIME, matchedStake: money(matched), averagePrice: null } as const
  const next = transition(order, event)
  return next.kind === 'changed' ? next.order : order
}

function reducing(live: readonly Order[], intent: Intent): boolean {
  return reduces(
    live.map(positionOf).filter((position) => position !== null),
    intent,
  )
}

let entries = 0
function bet(more: SampleIntent = {}): Intent {
  entries += 1
  return sampleIntent({ ...EVEN, ...more, entry: entries })
}
const lay = (more: SampleIntent = {}) => bet({ side: 'lay', ...more })
const matched = (intent: Intent) => orderWith(intent, intent.stake)
const open = (intent: Intent) => orderWith(intent, 0)

describe('an order reduces', () => {
  test('when it lays what was backed, all of it or the half', () => {
    const back = matched(bet())
    expect(reducing([back], lay())).toBe(true)
    expect(reducing([back], lay({ stake: 450 }))).toBe(true)
    expect(reducing([back], lay({ stake: 1 }))).toBe(true)
  })

  test('when it backs everything else, at prices that take risk away', () => {
    expect(reducing([matched(bet())], bet({ selection: 'Away' }))).toBe(true)
    expect(reducing([matched(bet({ outcomes: 3 }))], bet({ selection: 'Away', outcomes: 3 }))).toBe(false)
  })

  test('only until what is there is hedged, the hedges that are still open counted as if they were matched', () => {
    const back = matched(bet())
    const half = lay({ stake: 450 })
    expect(reducing([back, open(half)], lay({ stake: 450 }))).toBe(true)
    expect(reducing([back, open(half), open(lay({ stake: 450 }))], lay({ stake: 1 }))).toBe(false)
    expect(reducing([back, open(lay())], lay())).toBe(false)
    expect(reducing([back, matched(lay())], lay())).toBe(false)
  })

  test('never when it could lose more than is there while it is open', () => {
    const back = matched(bet())
    expect(reducing([back], lay({ stake: 1000, price: 40_000 }))).toBe(false)
    expect(reducing([back], lay({ price: 29_000 }))).toBe(true)
    expect(reducing([back], lay({ price: 30_001 }))).toBe(false)
    expect(reducing([open(bet())], lay())).toBe(true)
    expect(reducing([open(bet())], lay({ price: 20_100 }))).toBe(false)
  })

  test('never alone, at another venue, or where nothing nets', () => {
    const back = matched(bet())
    expect(reducing([], lay())).toBe(false)
    expect(reducing([back], lay({ venue: 'another' }))).toBe(false)
    expect(reducing([back], lay({ netting: false }))).toBe(false)
    expect(reducing([matched(bet({ netting: false }))], lay())).toBe(false)
  })

  test('never where nothing can be lost, however much more would be won', () => {
    const sure = [matched(bet({ price: 30_000 })), matched(lay())]
    expect(reducing(sure, lay({ stake: 100 }))).toBe(false)
  })
})

describe('by every outcome and every way to be matched', () => {
  const cases = fc.integer({ min: 2, max: 4 }).chain((outcomes) => {
    const one = fc.record({
      side: fc.constantFrom('back' as const, 'lay' as const),
      selection: fc.integer({ min: 0, max: outcomes - 1 }).map((index) => `s${index}`),
      venue: fc.constantFrom('v1', 'v1', 'v1', 'v2'),
      stake: fc.integer({ min: 1, max: 60 }),
      price: fc.integer({ min: 10_500, max: 50_000 }),
      commission: fc.constantFrom(0, 0, 0.05),
      matched: fc.constantFrom(0, 0.5, 1),
      cancelled: fc.boolean(),
    })
    const winners = fc.integer({ min: 1, max: Math.min(2, outcomes) })
    return fc.record({ outcomes: fc.constant(outcomes), winners, live: fc.array(one, { maxLength: 5 }), fresh: one })
  })

  /** Every set of `count` of the selections. */
  function setsOf(selections: readonly string[], count: number): readonly (readonly string[])[] {
    if (count === 0) return [[]]
    return selections.flatMap((first, index) =>
      setsOf(selections.slice(index + 1), count - 1).map((set) => [first, ...set]),
    )
  }

  /** Each order as it is, and as it is when half or all of what is open was matched; every combination of them. */
  function waysOf(orders: readonly Order[]): readonly (readonly Order[])[] {
    const [first, ...rest] = orders
    if (first === undefined) return [[]]
    return waysOf(rest).flatMap((others) => fillsOf(first).map((order) => [order, ...others]))
  }

  function fillsOf(order: Order): readonly Order[] {
    const { state, matchedStake, intent } = order
    if (state === 'CANCELLED') return [order]
    const left = intent.stake - matchedStake
    return [0, Math.floor(left / 2), left].map((more) => {
      const next = transition(order, {
        type: 'matched',
        at: SAMPLE_TIME,
        matchedStake: money(matchedStake + more),
        averagePrice: null,
      })
      return next.kind === 'changed' ? next.order : order
    })
  }

  /** What the matched part comes to, worked out from stakes and prices. */
  function costOf({ matchedStake, matchedValue, intent }: Order, won: readonly string[]): number {
    const winnings = matchedValue / 10_000 - matchedStake
    const isBack = intent.side === 'back'
    const isWon = won.includes(intent.selection) === isBack
    if (!isWon) return isBack ? matchedStake : Math.ceil(winnings)
    const profit = isBack ? Math.floor(winnings) : matchedStake
    return Math.ceil(profit * intent.commission) - profit
  }

  test('it costs no more while it is open, and less once everything is matched', () => {
    let yes = 0
    fc.assert(
      fc.property(cases, ({ outcomes, winners, live, fresh }) => {
        const shape = { outcomes, winners, netting: true }
        const orders = live.flatMap(({ matched: share, cancelled, ...sample }, index) => {
          const intent = sampleIntent({ ...sample, ...shape, entry: index + 1 })
          const order = orderWith(intent, Math.floor(intent.stake * share))
          if (!cancelled) return [order]
          const told = { type: 'cancelled', at: SAMPLE_TIME, reason: { code: 'R', message: 'm' } } as const
          const next = transition(order, told)
          return next.kind === 'changed' && next.order.matchedStake > 0 ? [next.order] : []
        })
        const intent = sampleIntent({ ...fresh, ...shape, entry: 9 })
        const there = orders.filter((order) => order.intent.venue === intent.venue)
        const selections = Array.from({ length: outcomes }, (_, index) => `s${index}`)
        const worst = (ways: readonly (readonly Order[])[]) => {
          const costs = ways.flatMap((way) =>
            setsOf(selections, winners).map((won) => way.reduce((sum, order) => sum + costOf(order, won), 0)),
          )
          return Math.max(0, ...costs)
        }
        const filled = (way: readonly Order[]) => [way.map((order) => fillsOf(order).at(-1) ?? order)]
        const withIt = [...there, newOrder(intent).order]
        const isExpected = worst(waysOf(withIt)) <= worst(waysOf(there)) && worst(filled(withIt)) < worst(filled(there))
        if (isExpected) yes += 1
        expect(reducing(orders, intent)).toBe(isExpected)
      }),
      { numRuns: 500 },
    )
    expect(yes).toBeGreaterThan(20)
  })
})

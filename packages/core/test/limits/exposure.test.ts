import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ExposedPosition, type LosingPosition, marketExposure } from '../../src/limits/exposure.ts'
import { exposureChange, exposureRow, liveLosses, positionOf, SUMMED_SCOPES } from '../../src/limits/exposure-change.ts'
import { freshLosses, freshPosition } from '../../src/limits/fresh-position.ts'
import { filledLossesOf, lossesOf } from '../../src/limits/losses.ts'
import { newOrder } from '../../src/order/new-order.ts'
import type { Order, OrderEvent } from '../../src/order/order.ts'
import { reservationOf, transition } from '../../src/order/transition.ts'
import { SAMPLE_TIME, sampleIntent } from '../../src/testing/sample-intent.ts'
import { pathsToStates } from '../../src/testing/store-contract/sample-events.ts'
import { type SelectionId, selectionId, venueId } from '../../src/units/ids.ts'
import { money } from '../../src/units/money.ts'
import { type PriceUnits, priceUnits } from '../../src/units/price.ts'

const reason = { code: 'R', message: 'm' }
const at = SAMPLE_TIME

/** Every set of `count` of the selections. */
function setsOf(selections: readonly SelectionId[], count: number): readonly (readonly SelectionId[])[] {
  const [first, ...rest] = selections
  if (count === 0) return [[]]
  if (first === undefined) return []
  return [...setsOf(rest, count - 1).map((set) => [first, ...set]), ...setsOf(rest, count)]
}

/** The definition itself: venue by venue, the dearest of all sets of winners. */
function slowExposure(
  positions: readonly LosingPosition[],
  selections: readonly SelectionId[],
  winners: number,
): number {
  let total = 0
  for (const { netting, ifWins, ifLoses } of positions) if (!netting) total += Math.max(0, ifWins, ifLoses)
  const byVenue = Map.groupBy(
    positions.filter(({ netting }) => netting),
    ({ venue }) => venue,
  )
  for (const group of byVenue.values()) {
    const costs = setsOf(selections, winners).map((set) =>
      group.reduce((sum, { selection, ifWins, ifLoses }) => sum + (set.includes(selection) ? ifWins : ifLoses), 0),
    )
    total += Math.max(0, ...costs)
  }
  return total
}

const shape = fc
  .record({ outcomes: fc.integer({ min: 1, max: 5 }), wanted: fc.integer({ min: 1, max: 3 }) })
  .map(({ outcomes, wanted }) => ({ outcomes, winners: Math.min(outcomes, wanted) }))

const markets = shape.chain(({ outcomes, winners }) =>
  fc.record({
    outcomes: fc.constant(outcomes),
    winners: fc.constant(winners),
    positions: fc.array(
      fc.record({
        venue: fc.constantFrom(venueId('v1'), venueId('v2')),
        strategy: fc.constantFrom('s1', 's2'),
        selection: fc.integer({ min: 0, max: outcomes - 1 }).map((index) => selectionId(`s${index}`)),
        outcomes: fc.constant(outcomes),
        winners: fc.constant(winners),
        netting: fc.boolean(),
        ifWins: fc.integer({ min: -300, max: 300 }).map(money),
        ifLoses: fc.integer({ min: -300, max: 300 }).map(money),
      }),
      { maxLength: 7 },
    ),
  }),
)

describe('what a market can lose', () => {
  test('is the dearest of all sets of winners, venue by venue', () => {
    fc.assert(
      fc.property(markets, ({ outcomes, winners, positions }) => {
        const selections = Array.from({ length: outcomes }, (_, index) => selectionId(`s${index}`))
        expect(marketExposure(positions)).toBe(slowExposure(positions, selections, winners))
      }),
      { numRuns: 3000 },
    )
  })

  test('is nothing without orders, and never what can be won', () => {
    expect(marketExposure([])).toBe(0)
    const sure = { ...positionIn('MATCHED'), ifWins: money(-5), ifLoses: money(-1) }
    expect(marketExposure([sure])).toBe(0)
    expect(marketExposure([{ ...sure, netting: true }])).toBe(0)
  })

  test('changes by the same amount, in whatever order its orders come and go', () => {
    fc.assert(
      fc.property(markets, ({ positions }) => {
        const sums = { market: 0, selection: 0, s1: 0, s2: 0 }
        const present: LosingPosition[] = []
        const selection = selectionId('s0')
        const apply = (before: LosingPosition | null, after: LosingPosition | null) => {
          const others = present.filter((each) => each !== before)
          const change = exposureChange(others, before, after)
          const strategy = (after ?? before)?.strategy === 's1' ? 's1' : 's2'
          sums.market += change.change
          sums[strategy] += change.strategyChange
          if ((after ?? before)?.selection === selection) sums.selection += change.selectionChange
          present.splice(0, present.length, ...others, ...(after === null ? [] : [after]))
          expect(change.market).toBe(marketExposure(present))
          expect(sums.market).toBe(change.market)
        }
        for (const position of positions) apply(null, position)
        for (const strategy of ['s1', 's2'] as const) {
          expect(sums[strategy]).toBe(marketExposure(present.filter((each) => each.strategy === strategy)))
        }
        expect(sums.selection).toBe(marketExposure(present.filter((each) => each.selection === selection)))
        for (const position of positions.slice(0, 2)) apply(position, { ...position, ifLoses: money(7) })
        for (const position of [...present]) apply(position, null)
        expect(sums).toEqual({ market: 0, selection: 0, s1: 0, s2: 0 })
      }),
    )
  })

  test('does not change where nothing does', () => {
    const { market, ...changes } = exposureChange([positionIn('MATCHED')], null, null)
    expect(market).toBe(1000)
    expect(changes).toEqual({ change: 0, strategyChange: 0, selection: 0, selectionChange: 0 })
  })
})

function orderIn(state: Order['state'], side: 'back' | 'lay' = 'back'): Order {
  let { order } = newOrder(sampleIntent({ side }))
  for (const event of pathsToStates()[state]) {
    const next = transition(order, event)
    if (next.kind === 'changed') order = next.order
  }
  return order
}

function positionIn(state: Order['state']): ExposedPosition {
  const position = positionOf(orderIn(state))
  if (position === null) throw new Error(`${state} is not live`)
  return position
}

describe('what an order costs', () => {
  test('is what it can lose while nothing is matched, and what it may win once it is', () => {
    expect(lossesOf(orderIn('ACCEPTED'))).toEqual({ ifWins: 0, ifLoses: 1000 })
    expect(lossesOf(orderIn('PARTIAL'))).toEqual({ ifWins: -345, ifLoses: 1000 })
    expect(lossesOf(orderIn('MATCHED'))).toEqual({ ifWins: -1100, ifLoses: 1000 })
    expect(lossesOf(orderIn('ACCEPTED', 'lay'))).toEqual({ ifWins: 1100, ifLoses: 0 })
    expect(lossesOf(orderIn('MATCHED', 'lay'))).toEqual({ ifWins: 1100, ifLoses: -1000 })
  })

  test('counts what it may win less commission, rounded up', () => {
    const matched = (side: 'back' | 'lay', commission: number) => {
      const order = orderIn('MATCHED', side)
      return { ...order, intent: { ...order.intent, commission } }
    }
    expect(lossesOf(matched('back', 0.0501))).toEqual({ ifWins: -(1100 - 56), ifLoses: 1000 })
    expect(lossesOf(matched('lay', 0.0501))).toEqual({ ifWins: 1100, ifLoses: -(1000 - 51) })
  })

  test('of a back and a lay that take each other back is the commission of the one that wins', () => {
    const bet = (side: 'back' | 'lay') => {
      const intent = { ...sampleIntent({ side, price: 20_000, netting: true }), commission: 0.05 }
      const order: Order = { ...newOrder(intent).order, state: 'MATCHED', matchedStake: intent.stake }
      return positionOf(order)
    }
    const positions = [bet('back'), bet('lay')].filter((position) => position !== null)
    expect(marketExposure(positions)).toBe(50)
  })

  test('once all of it is matched is what it costs when its venue has matched the rest at the price that it asks', () => {
    const fills = fc.record({
      side: fc.constantFrom('back' as const, 'lay' as const),
      stake: fc.integer({ min: 1, max: 2000 }),
      price: fc.integer({ min: 10_001, max: 60_000 }),
      matched: fc.integer({ min: 0, max: 2000 }),
      commission: fc.constantFrom(0, 0.02, 0.065),
    })
    fc.assert(
      fc.property(fills, ({ matched, ...sample }) => {
        const { order } = newOrder(sampleIntent(sample))
        const fill = (order: Order, matchedStake: number) => {
          const event = { type: 'matched', at, matchedStake: money(matchedStake), averagePrice: null } as const
          const next = transition(order, event)
          return next.kind === 'changed' ? next.order : order
        }
        const partly = fill(order, Math.min(matched, sample.stake))
        expect(filledLossesOf(partly)).toEqual(lossesOf(fill(partly, sample.stake)))
      }),
    )
    for (const state of ['CANCELLED', 'LAPSED'] as const) {
      expect(filledLossesOf(orderIn(state))).toEqual(lossesOf(orderIn(state)))
    }
  })

  test('of what is worth more than can be counted brings nothing by being matched', () => {
    const { order } = newOrder(sampleIntent({ stake: Number.MAX_SAFE_INTEGER }))
    expect(filledLossesOf(order)).toEqual(lossesOf(order))
  })

  test('of a new order is known from its intent', () => {
    for (const side of ['back', 'lay'] as const) {
      const { order } = newOrder(sampleIntent({ side, stake: 1001, price: 25_000 }))
      expect(freshLosses(order.intent)).toEqual(lossesOf(order))
      expect(freshPosition(order.intent)).toEqual(positionOf(order))
    }
  })

  test('is nothing when it is not live, and never more than what is reserved for it', () => {
    for (const state of Object.keys(pathsToStates()) as Order['state'][]) {
      for (const side of ['back', 'lay'] as const) {
        const order = orderIn(state, side)
        const { ifWins, ifLoses } = liveLosses(order)
        expect(Math.max(0, ifWins, ifLoses), `${state} ${side}`).toBe(reservationOf(order))
        if (reservationOf(order) === 0) expect(positionOf(order)).toBeNull()
      }
    }
  })

  test('never makes a market dearer when it is filled at its price or a better one, or cancelled', () => {
    const lives = fc.record({
      side: fc.constantFrom('back' as const, 'lay' as const),
      stake: fc.integer({ min: 1, max: 2000 }),
      price: fc.integer({ min: 10_100, max: 60_000 }),
      better: fc.integer({ min: 0, max: 5000 }),
      fills: fc.array(fc.integer({ min: 1, max: 900 }), { maxLength: 4 }),
      end: fc.constantFrom('cancelled' as const, 'lapsed' as const, 'rest' as const),
      netting: fc.boolean(),
    })
    fc.assert(
      fc.property(lives, markets, ({ side, stake, price, better, fills, end, netting }, { positions, ...shape }) => {
        const intent = sampleIntent({ side, stake, price, netting, selection: 's0', venue: 'v1', ...shape })
        let { order } = newOrder(intent)
        let dearest = marketExposure([...positions, ...parts(order)])
        const apply = (event: OrderEvent) => {
          const next = transition(order, event)
          if (next.kind === 'ignored') return
          order = next.order
          const exposure = marketExposure([...positions, ...parts(order)])
          expect(exposure, event.type).toBeLessThanOrEqual(dearest)
          dearest = exposure
        }
        const averagePrice = betterPrice(side, price, better)
        apply({ type: 'accepted', at, venueOrderId: '1' })
        let matched = 0
        for (const fill of fills) {
          matched = Math.min(stake, matched + fill)
          apply({ type: 'matched', at, matchedStake: money(matched), averagePrice })
        }
        if (end === 'rest') apply({ type: 'matched', at, matchedStake: money(stake), averagePrice })
        else apply({ type: end, at, reason })
      }),
      { numRuns: 500 },
    )
  })
})

function parts(order: Order): readonly ExposedPosition[] {
  const position = positionOf(order)
  return position === null ? [] : [position]
}

function betterPrice(side: 'back' | 'lay', price: number, better: number): PriceUnits {
  return priceUnits(side === 'back' ? price + better : Math.max(10_001, price - better))
}

test('each scope has a row of its own, and the whole account has one', () => {
  expect(SUMMED_SCOPES.map((scope) => exposureRow(scope, sampleIntent({ market: 'm' })))).toEqual([
    'exposure:market:m',
    'exposure:event:event of m',
    'exposure:strategy:value',
    'exposure:venue:bookmaker',
    'exposure:account',
  ])
})

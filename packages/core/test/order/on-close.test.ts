import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ExposedPosition, marketExposure } from '../../src/limits/exposure.ts'
import { positionOf } from '../../src/limits/exposure-change.ts'
import { newOrder } from '../../src/order/new-order.ts'
import { liabilityOfOrder, unmatchedStake } from '../../src/order/open-part.ts'
import type { Order, OrderEvent } from '../../src/order/order.ts'
import type { OrderTerms } from '../../src/order/order-terms.ts'
import { transition } from '../../src/order/transition.ts'
import { SAMPLE_TIME as at, type SampleIntent, sampleIntent } from '../../src/testing/sample-intent.ts'
import { selectionId } from '../../src/units/ids.ts'
import { matchedValue } from '../../src/units/matched-value.ts'
import { money } from '../../src/units/money.ts'
import { priceUnits } from '../../src/units/price.ts'

const ON_CLOSE = { kind: 'market-on-close' } as const
const LIMIT_ON_CLOSE = { kind: 'limit-on-close' } as const
const CARRIED = { kind: 'limit', persistence: 'market-on-close', minFill: null } as const
const reason = { code: 'R', message: 'm' }

function accepted(sample: SampleIntent): Order {
  return withEvent(newOrder(sampleIntent(sample)).order, { type: 'accepted', at, venueOrderId: '1' })
}

function withEvent(order: Order, event: OrderEvent): Order {
  const next = transition(order, event)
  return next.kind === 'changed' ? next.order : order
}

function fill(stake: number, price: number): OrderEvent {
  const value = matchedValue(stake * price)
  return { type: 'matched', at, matchedStake: money(stake), averagePrice: priceUnits(price), matchedValue: value }
}

describe('an order on close', () => {
  test('reserves the liability that it asks for, on either side, until the starting price is known', () => {
    for (const side of ['back', 'lay'] as const) {
      for (const terms of [ON_CLOSE, LIMIT_ON_CLOSE]) {
        expect(accepted({ side, terms, liability: 1001, price: 35_000 }).reserved).toBe(1001)
      }
    }
  })

  test('says what its liability comes to at the price shown, and refuses any other stake', () => {
    const intent = sampleIntent({ side: 'lay', terms: ON_CLOSE, liability: 1001, price: 35_000 })
    expect(intent.stake).toBe(400)
    expect(() => newOrder({ ...intent, stake: money(401) })).toThrow(expect.objectContaining({ code: 'INVALID_VALUE' }))
    expect(() => newOrder({ ...intent, liability: money(0) })).toThrow('liability')
    const back = sampleIntent({ terms: ON_CLOSE, liability: 1001 })
    expect(back.stake).toBe(1001)
  })

  test('that lays is matched in full by whatever stake its liability comes to', () => {
    const order = accepted({ side: 'lay', terms: ON_CLOSE, liability: 1000, price: 35_000 })
    const cheaper = withEvent(order, fill(2000, 15_000))
    expect(cheaper).toMatchObject({ state: 'MATCHED', reserved: 1000, lapsedStake: 0 })
    const dearer = withEvent(order, fill(50, 210_000))
    expect(dearer).toMatchObject({ state: 'MATCHED', reserved: 1000 })
    // 1000 / 6.4 is 156.25: what is left buys no minor unit more.
    expect(withEvent(order, fill(156, 74_000))).toMatchObject({ state: 'MATCHED', reserved: 999 })
  })

  test('that lays and is matched in part holds all it asked for until the rest has ended', () => {
    const order = accepted({ side: 'lay', terms: LIMIT_ON_CLOSE, liability: 1000, price: 35_000 })
    const part = withEvent(order, fill(100, 30_000))
    expect(part).toMatchObject({ state: 'PARTIAL', reserved: 1000 })
    expect(withEvent(part, { type: 'lapsed', at, reason })).toMatchObject({ state: 'LAPSED', reserved: 200 })
  })

  test('is bound by its liability and not by the stake at the price shown', () => {
    const order = accepted({ side: 'lay', terms: ON_CLOSE, liability: 1000, price: 35_000 })
    // Rounded up by its venue to a whole minor unit of stake.
    expect(withEvent(order, fill(157, 74_000)).matchedStake).toBe(157)
    expect(withEvent(order, fill(158, 74_000))).toBe(order)
    const back = accepted({ terms: ON_CLOSE, liability: 1000 })
    expect(withEvent(back, fill(1001, 15_000))).toBe(back)
    expect(withEvent(back, fill(1000, 15_000))).toMatchObject({ state: 'MATCHED', reserved: 1000 })
  })

  test('is taken to be matched at the worst there is where no price is told', () => {
    const told = { type: 'matched', at, matchedStake: money(100), averagePrice: null } as const
    const lay = withEvent(accepted({ side: 'lay', terms: ON_CLOSE, liability: 1000 }), told)
    expect(liabilityOfOrder(lay, false)).toBe(1000)
    const back = withEvent(accepted({ terms: ON_CLOSE, liability: 1000 }), told)
    expect(back).toMatchObject({ averagePrice: 10_001, valueBasis: 'asked' })
    const limited = withEvent(accepted({ terms: LIMIT_ON_CLOSE, liability: 1000 }), told)
    expect(limited.averagePrice).toBe(21_000)
  })
})

describe('a lay that goes into the auction with what is not matched', () => {
  const order = accepted({ side: 'lay', terms: CARRIED, stake: 1000, price: 30_000 })

  test('is held for its stake and price until then', () => {
    expect(order.reserved).toBe(2000)
    const part = withEvent(order, fill(400, 25_000))
    expect([part.state, part.reserved, unmatchedStake(part)]).toEqual(['PARTIAL', 1800, 600])
  })

  test('may be matched for more than its stake at a lower starting price, and never loses more than its liability', () => {
    const part = withEvent(order, fill(400, 30_000))
    // 600 were open, for 1200: 2400 at 1.5.
    const value = matchedValue(400 * 30_000 + 2400 * 15_000)
    const all = withEvent(part, {
      type: 'matched',
      at,
      matchedStake: money(2800),
      averagePrice: null,
      matchedValue: value,
    })
    expect(all).toMatchObject({ state: 'MATCHED', reserved: 2000 })
  })

  test('is matched in full by less than its stake at a higher one', () => {
    expect(withEvent(order, fill(100, 210_000))).toMatchObject({ state: 'MATCHED', reserved: 2000, lapsedStake: 0 })
    expect(withEvent(order, fill(102, 210_000))).toBe(order)
  })
})

describe('what orders on one market can lose together', () => {
  const SELECTIONS = ['s0', 's1', 's2']
  const kinds: readonly OrderTerms[] = [
    { kind: 'limit', persistence: 'lapse', minFill: null },
    { kind: 'limit', persistence: 'persist', minFill: null },
    CARRIED,
    ON_CLOSE,
    LIMIT_ON_CLOSE,
  ]
  const orders = fc.array(
    fc.record({
      side: fc.constantFrom('back' as const, 'lay' as const),
      terms: fc.constantFrom(...kinds),
      selection: fc.constantFrom(...SELECTIONS),
      amount: fc.integer({ min: 50, max: 2000 }),
      price: fc.integer({ min: 10_100, max: 90_000 }),
      // What is matched before the start of it, in hundredths, and of each starting price what it is.
      before: fc.integer({ min: 0, max: 100 }),
    }),
    { minLength: 1, maxLength: 4 },
  )
  const starting = fc.tuple(...SELECTIONS.map(() => fc.integer({ min: 10_100, max: 300_000 })))

  type Asked = Parameters<Parameters<typeof orders.map>[0]>[0][number]

  function begun({ side, terms, selection, amount, price }: Asked): Order {
    const size = terms.kind === 'limit' ? { stake: amount } : { liability: amount }
    return accepted({ side, terms, selection, price, ...size, netting: true, outcomes: 3 })
  }

  /** Its profit in ten-thousandths of a minor unit where its selection wins and where it does not, told by its fills alone. */
  function profits(side: 'back' | 'lay', fills: readonly (readonly [stake: number, price: number])[]) {
    const sign = side === 'back' ? 1 : -1
    const won = fills.reduce((sum, [stake, price]) => sum + stake * (price - 10_000), 0)
    const lost = fills.reduce((sum, [stake]) => sum + stake * 10_000, 0)
    return { wins: sign * won, loses: -sign * lost }
  }

  /** What may come of an order: it is filled at its price, ends unfilled, or goes into the auction. */
  function fates({ side, terms, amount, price }: Asked, part: number, startsAt: number) {
    const [now, rest] = [Math.floor((amount * part) / 100), amount - Math.floor((amount * part) / 100)]
    const auctioned = (liability: number) =>
      side === 'back' ? liability : Math.floor((liability * 10_000) / (startsAt - 10_000))
    const isInLimit = side === 'back' ? startsAt >= price : startsAt <= price
    switch (terms.kind) {
      case 'limit': {
        const ends: (readonly (readonly [number, number])[])[] = [
          [[now, price]],
          [
            [now, price],
            [rest, price],
          ],
        ]
        if (terms.persistence === 'market-on-close') {
          const carried = side === 'back' ? rest : Math.floor((rest * (price - 10_000)) / 10_000)
          ends.push([
            [now, price],
            [auctioned(carried), startsAt],
          ])
        }
        return ends
      }
      case 'limit-on-close':
        return isInLimit ? [[], [[auctioned(amount), startsAt] as const]] : [[]]
      case 'market-on-close':
        return [[], [[auctioned(amount), startsAt] as const]]
    }
  }

  function position(order: Order): readonly ExposedPosition[] {
    const exposed = positionOf(order)
    return exposed === null ? [] : [exposed]
  }

  test('covers every outcome, whatever is filled and whatever the starting prices are', () => {
    fc.assert(
      fc.property(orders, starting, (asked, startsAt) => {
        const most = marketExposure(
          asked.flatMap((each) => {
            const order = begun(each)
            const now = Math.floor((each.amount * each.before) / 100)
            return position(each.terms.kind === 'limit' && now > 0 ? withEvent(order, fill(now, each.price)) : order)
          }),
        )
        for (const winner of SELECTIONS) {
          const worst = asked.reduce((sum, each) => {
            const start = startsAt[SELECTIONS.indexOf(each.selection)] ?? 0
            const costs = fates(each, each.before, start).map((fills) => {
              const { wins, loses } = profits(each.side, fills)
              return winner === each.selection ? -wins : -loses
            })
            return sum + Math.max(...costs)
          }, 0)
          expect(worst / 10_000).toBeLessThanOrEqual(most)
        }
      }),
      { numRuns: 1000 },
    )
  })

  test('is, once every fill is known, exactly what the dearest outcome costs', () => {
    fc.assert(
      fc.property(orders, starting, (asked, startsAt) => {
        const ended = asked.map((each) => {
          const start = startsAt[SELECTIONS.indexOf(each.selection)] ?? 0
          const fills = (fates(each, each.before, start).at(-1) ?? []).filter(([stake]) => stake > 0)
          const stake = fills.reduce((sum, [part]) => sum + part, 0)
          const value = matchedValue(fills.reduce((sum, [part, price]) => sum + part * price, 0))
          const matched = { type: 'matched', at, matchedStake: money(stake), averagePrice: null } as const
          const open = begun(each)
          const order = stake === 0 ? open : withEvent(open, { ...matched, matchedValue: value })
          expect(order.matchedStake, 'it is taken in').toBe(stake)
          return { order: withEvent(order, { type: 'lapsed', at, reason }), ...profits(each.side, fills) }
        })
        const most = marketExposure(ended.flatMap(({ order }) => position(order)))
        const dearest = SELECTIONS.map((winner) =>
          ended.reduce(
            (sum, { order, wins, loses }) =>
              // Each rounded by itself, against the bettor.
              sum + Math.ceil(-(order.intent.selection === selectionId(winner) ? wins : loses) / 10_000),
            0,
          ),
        )
        expect(most).toBe(Math.max(0, ...dearest))
      }),
      { numRuns: 1000 },
    )
  })
})

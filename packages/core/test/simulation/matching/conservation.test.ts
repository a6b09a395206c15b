import { money, type Side } from '@betting-advisor/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MatchingOrder, MatchingTerms } from '../../../src/simulation/matching/matching-order.ts'
import { Floor, limit, takenOf } from './floor.ts'
import { SlowFloor } from './slow-floor.ts'

const PRICES = [2, 2.2, 2.4, 2.6, 2.8]
const price = fc.constantFrom(...PRICES)
const size = fc.integer({ min: 0, max: 6 })
const sizes = fc.dictionary(fc.constantFrom(...PRICES.map(String)), size, { maxKeys: 4 })

type Sizes = Readonly<Record<string, number>>

const change = fc.record({ kind: fc.constant('change' as const), back: sizes, lay: sizes, trades: sizes })
const bet = fc.record({ kind: fc.constant('bet' as const), price, stake: fc.integer({ min: 1, max: 12 }) })
const cancel = fc.record({ kind: fc.constant('cancel' as const), which: fc.nat(9) })

/** Every price with what is shown at it. */
const allOf = (told: Sizes) => PRICES.map((each) => [each, told[String(each)] ?? 0] as const)

/** Trades as a venue counts them: both sides, all that ever were. */
class Tape {
  readonly #total = new Map<number, number>()

  add(trades: Sizes): readonly (readonly [number, number])[] {
    for (const [at, units] of Object.entries(trades)) {
      this.#total.set(Number(at), (this.#total.get(Number(at)) ?? 0) + 2 * units)
    }
    return [...this.#total]
  }
}

describe('matching', () => {
  it('is for backers what it is unit by unit', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(change, bet, cancel), { maxLength: 30 }), (steps) => {
        const floor = new Floor({ cancellations: 'behind', minStake: money(1) })
        const slow = new SlowFloor()
        const tape = new Tape()
        const orders: MatchingOrder[] = []
        for (const step of steps) {
          if (step.kind === 'change') {
            const { back, lay, trades } = step
            floor.tell({ runners: { Home: { back: allOf(back), lay: allOf(lay), traded: tape.add(trades) } } })
            const told = (each: Sizes) => new Map(Object.entries(each).map(([at, units]) => [Number(at), units]))
            slow.change({ back: told(back), lay: told(lay), trades: told(trades) })
          } else if (step.kind === 'bet') {
            slow.place(orders.length, step.price, step.stake)
            orders.push(floor.bet('back', step.price, step.stake))
          } else {
            const order = orders[step.which]
            if (order === undefined) continue
            slow.cancel(step.which)
            floor.cancel(order)
          }
        }
        for (const { id, had } of slow.orders) {
          const order = orders[id]
          if (order === undefined) throw new Error('an order is missing')
          const [found] = takenOf(floor.engine, [order.ref], floor.now)
          const stake = [...had.values()].reduce((sum, units) => sum + units, 0)
          const value = [...had].reduce((sum, [at, units]) => sum + Math.round(at * 10_000) * units, 0)
          expect([found?.matchedStake, found?.matchedValue]).toEqual([stake * 100, value * 100])
        }
      }),
      { numRuns: 500 },
    )
  })

  const side = fc.constantFrom<Side>('back', 'lay')
  const persistence = fc.constantFrom('lapse' as const, 'persist' as const, 'market-on-close' as const)
  const anyBet = fc.record({
    kind: fc.constant('bet' as const),
    side,
    terms: fc.oneof(
      fc
        .record({ price, stake: fc.integer({ min: 1, max: 20 }), persistence })
        .map((each) => limit(each.price, each.stake, { persistence: each.persistence })),
      fc
        .record({ price, stake: fc.integer({ min: 1, max: 20 }), least: fc.double({ min: 0.1, max: 1, noNaN: true }) })
        .map((each) =>
          limit(each.price, each.stake, { fillOrKill: true, minFill: money(Math.ceil(each.stake * 100 * each.least)) }),
        ),
      fc
        .integer({ min: 10, max: 50 })
        .map((each): MatchingTerms => ({ kind: 'market-on-close', liability: money(each * 100) })),
    ),
  })
  const state = fc.record({
    kind: fc.constant('state' as const),
    status: fc.constantFrom('open' as const, 'open' as const, 'suspended' as const),
    inPlay: fc.boolean(),
    version: fc.integer({ min: 1, max: 4 }),
  })
  const fraction = fc.constantFrom('behind' as const, 'pro-rata' as const)

  it('never matches more than was asked, offered or traded, nor at a worse price', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(change, change, anyBet, cancel, state), { maxLength: 40 }),
        fraction,
        (steps, cancellations) => {
          const floor = new Floor({ cancellations })
          const tape = new Tape()
          const orders: MatchingOrder[] = []
          const shown = { back: new Map<number, number>(), lay: new Map<number, number>() }
          /** All that can have been matched: what came to be offered on a side, and what others were matched for. */
          const offered = { back: 0, lay: 0 }
          let traded = 0
          for (const step of steps) {
            if (step.kind === 'change') {
              const { back, lay, trades } = step
              for (const [which, told] of [
                ['back', back],
                ['lay', lay],
              ] as const) {
                for (const [at, units] of allOf(told)) {
                  offered[which] += Math.max(0, units - (shown[which].get(at) ?? 0)) * 100
                  shown[which].set(at, units)
                }
              }
              traded += Object.values(trades).reduce((sum, units) => sum + units * 100, 0)
              floor.tell({ runners: { Home: { back: allOf(back), lay: allOf(lay), traded: tape.add(trades) } } })
            } else if (step.kind === 'bet') {
              const order = floor.order(step.side, step.terms)
              if (floor.place(order).kind === 'accepted') orders.push(order)
            } else if (step.kind === 'cancel') {
              const order = orders[step.which]
              if (order !== undefined) floor.cancel(order)
            } else floor.tell({ state: { status: step.status, inPlay: step.inPlay, version: step.version } })
          }
          const had = { back: 0, lay: 0 }
          for (const { ref, side: which, terms } of orders) {
            const [found] = takenOf(floor.engine, [ref], floor.now)
            if (found === undefined) throw new Error('an order is missing')
            const { matchedStake, averagePrice, state: ended } = found
            had[which] += matchedStake
            if (terms.kind !== 'limit') {
              expect(matchedStake).toBe(0)
              continue
            }
            expect(matchedStake).toBeLessThanOrEqual(terms.stake)
            expect(ended === 'matched').toBe(matchedStake === terms.stake)
            if (averagePrice === null) continue
            if (which === 'back') expect(averagePrice).toBeGreaterThanOrEqual(terms.price)
            else expect(averagePrice).toBeLessThanOrEqual(terms.price)
          }
          expect(had.back).toBeLessThanOrEqual(offered.back + traded)
          expect(had.lay).toBeLessThanOrEqual(offered.lay + traded)
          expect(had.back + had.lay).toBeLessThanOrEqual(offered.back + offered.lay + traded)
        },
      ),
      { numRuns: 500 },
    )
  })

  it('tells of every change once, in order, and the last of it is how it stands', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(change, anyBet, cancel, state), { maxLength: 30 }), (steps) => {
        const floor = new Floor()
        const tape = new Tape()
        const orders: MatchingOrder[] = []
        for (const step of steps) {
          if (step.kind === 'change') {
            const { back, lay, trades } = step
            floor.tell({ runners: { Home: { back: allOf(back), lay: allOf(lay), traded: tape.add(trades) } } })
          } else if (step.kind === 'bet') {
            const order = floor.order(step.side, step.terms)
            if (floor.place(order).kind === 'accepted') orders.push(order)
          } else if (step.kind === 'cancel') {
            const order = orders[step.which]
            if (order !== undefined) floor.cancel(order)
          } else floor.tell({ state: { status: step.status, inPlay: step.inPlay, version: step.version } })
        }
        const told = new Map<string, unknown>()
        for (const news of floor.engine.news.after(0, 10_000).news) {
          if (news.kind !== 'order') throw new Error('a gap')
          expect(news.order).not.toEqual(told.get(news.order.ref))
          told.set(news.order.ref, news.order)
        }
        const { orders: stand } = floor.engine.lookup(
          orders.map(({ ref }) => ref),
          floor.now,
        )
        expect(stand).toHaveLength(orders.length)
        for (const each of stand) expect(told.get(each.ref)).toEqual(each)
      }),
      { numRuns: 100 },
    )
  })
})

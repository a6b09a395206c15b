import { money, type Order, type OrderEvent, priceUnits } from '@betting-advisor/core'
import { coverOf, marketExposure, newOrder, positionOf, transition } from '@betting-advisor/core/store'
import { SAMPLE_TIME, sampleIntent } from '@betting-advisor/core/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { endsCover } from '../../src/order/cover.ts'

const at = SAMPLE_TIME

function heard(order: Order, ...events: Parameters<typeof transition>[1][]): Order {
  return events.reduce((before, event) => {
    const next = transition(before, event)
    return next.kind === 'changed' ? next.order : before
  }, order)
}

/** An order of which so much is matched at its price. */
function open(sample: Parameters<typeof sampleIntent>[0], matched: number): Order {
  const { order } = newOrder(sampleIntent(sample))
  const accepted = heard(order, { type: 'accepted', at, venueOrderId: '1' })
  if (matched === 0) return accepted
  return heard(accepted, { type: 'matched', at, matchedStake: money(matched), averagePrice: order.intent.price })
}

const replaced = fc
  .record({
    side: fc.constantFrom('back' as const, 'lay' as const),
    stake: fc.integer({ min: 2, max: 3000 }),
    price: fc.integer({ min: 10_100, max: 60_000 }),
    newPrice: fc.integer({ min: 10_100, max: 60_000 }),
    netting: fc.boolean(),
    before: fc.nat(3000),
    meanwhile: fc.nat(3000),
  })
  .map(({ before, meanwhile, ...rest }) => {
    const matched = before % rest.stake
    return { ...rest, matched, meanwhile: meanwhile % (rest.stake - matched) }
  })

describe('what an order holds for the one that is to replace it', () => {
  test('is never so much that both hold less than can be lost, whatever is matched until it is cancelled', () => {
    fc.assert(
      fc.property(replaced, ({ side, stake, price, newPrice, netting, matched, meanwhile }) => {
        const first = open({ side, stake, price, netting }, matched)
        const rest = stake - matched
        const second = sampleIntent({
          side,
          stake: rest,
          price: newPrice,
          netting,
          entry: 2,
          replaces: first.intent.key,
        })
        const cover = coverOf(first, second)
        const by = newOrder(cover === null ? second : { ...second, covers: cover }).order
        const later = open({ side, stake, price, netting }, matched + meanwhile)
        const held = marketExposure([positionOf(later), positionOf(by)].filter((position) => position !== null))
        const lost = (staked: number, units: number) =>
          side === 'back' ? staked : Math.ceil((staked * (units - 10_000)) / 10_000)
        const most = lost(matched + meanwhile, price) + lost(rest - meanwhile, newPrice)
        expect(held).toBeGreaterThanOrEqual(Math.max(most, lost(stake, price)))
        // No more than the larger of the two with what is matched, and a minor unit or two that rounding takes.
        expect(held).toBeLessThanOrEqual(lost(matched, price) + Math.max(lost(rest, price), lost(rest, newPrice)) + 2)
      }),
      { numRuns: 300 },
    )
  })

  test('is no more than what can still come of the second, however much of the first is believed to be open', () => {
    const told = fc.record({ end: fc.boolean(), known: fc.nat(3000), placed: fc.nat(3000) })
    fc.assert(
      fc.property(
        replaced,
        told,
        ({ side, stake, price, newPrice, netting, matched, meanwhile }, { end, known, placed }) => {
          const first = open({ side, stake, price, netting }, matched)
          const rest = stake - matched
          const left = rest - meanwhile
          const second = sampleIntent({
            side,
            stake: rest,
            price: newPrice,
            netting,
            entry: 2,
            replaces: first.intent.key,
          })
          const cover = coverOf(first, second)
          const fresh = newOrder(cover === null ? second : { ...second, covers: cover }).order
          // It is told of either as smaller, for what was left of the first, or as ended with a part of that matched.
          const filled = end ? 1 + (placed % left) : left
          const word: OrderEvent = end
            ? { type: 'matched', at, matchedStake: money(filled), averagePrice: fresh.intent.price }
            : { type: 'amended', at, stake: money(left), persistence: 'lapse' }
          const over: OrderEvent = { type: 'lapsed', at, reason: { code: 'L', message: '' } }
          const by = heard(fresh, { type: 'accepted', at, venueOrderId: '2' }, word, ...(end ? [over] : []))
          const believed = open({ side, stake, price, netting }, matched + (known % (meanwhile + 1)))
          const held = marketExposure([positionOf(believed), positionOf(by)].filter((position) => position !== null))
          const lost = (staked: number, units: number) =>
            side === 'back' ? staked : Math.ceil((staked * (units - 10_000)) / 10_000)
          expect(held).toBeGreaterThanOrEqual(lost(matched + meanwhile, price) + lost(filled, newPrice))
          // No more than the larger of the two for that part, with all the rest of the first, and what rounding takes.
          const larger = Math.max(lost(filled, price), lost(filled, newPrice))
          expect(held).toBeLessThanOrEqual(lost(stake - filled, price) + larger + 3)
        },
      ),
      { numRuns: 300 },
    )
  })

  test('is nothing where nobody knows whether its venue has it, where it is closed, and for a bet each way', () => {
    const by = sampleIntent({ entry: 2 })
    const first = open({}, 0)
    expect(coverOf(first, by)).toEqual({ liability: 1000, version: 0 })
    expect(coverOf(newOrder(sampleIntent()).order, by)).toBeNull()
    expect(coverOf(heard(first, { type: 'cancelled', at, reason: { code: 'C', message: '' } }), by)).toBeNull()
    expect(coverOf(open({ eachWay: { divisor: 4, places: 2 } }, 0), by)).toBeNull()
  })

  test('ends when it is closed or made smaller, and not by what is matched', () => {
    const first = open({}, 0)
    const part = heard(first, { type: 'matched', at, matchedStake: money(400), averagePrice: priceUnits(21_000) })
    expect(endsCover(first, part)).toBe(false)
    expect(endsCover(part, heard(part, { type: 'amended', at, stake: money(700), persistence: 'lapse' }))).toBe(true)
    expect(endsCover(part, heard(part, { type: 'lapsed', at, reason: { code: 'L', message: '' } }))).toBe(true)
  })

  test('can be no more than the other can lose, and for one that replaces another', () => {
    const [cover, key] = [{ liability: money(1000), version: 1 }, sampleIntent({ entry: 3 }).key]
    expect(newOrder(sampleIntent({ replaces: key, covers: cover })).order.covered).toBe(1000)
    const wrong = [{ covers: cover }, { replaces: key, covers: { ...cover, liability: money(1001) } }]
    for (const sample of wrong) {
      expect(() => newOrder(sampleIntent(sample))).toThrow(expect.objectContaining({ code: 'INVALID_VALUE' }))
    }
  })
})

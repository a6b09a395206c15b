import { currency, money } from '@betting-advisor/core'
import { fixedRates } from '@betting-advisor/core/venue'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Taking } from '../../../src/simulation/matching/taking.ts'
import { Floor, limit } from './floor.ts'

/** An account in euros at an exchange that shows pounds: a pound is worth 1.16, less 2 %, 1.1368. */
function abroad(rate = 1.16, fxMargin = 0.02): Floor {
  return new Floor({ currency: currency('EUR'), rates: fixedRates({ 'GBP/EUR': rate }), fxMargin, minStake: money(1) })
}

describe('an order in another currency than the book', () => {
  it('takes what is shown at what it is worth, less the margin, and the same never twice', () => {
    const floor = abroad()
    floor.tell({ runners: { Home: { back: [[3, 20]] } } })
    const [first, second, third] = [floor.bet('back', 3, 10), floor.bet('back', 3, 20), floor.bet('back', 3, 5)]
    expect([first, second, third].map((order) => floor.seen(order))).toEqual([
      ['matched', 10, 3],
      ['open', 12.73, 3],
      ['open', 0, null],
    ])
  })

  it('fills or kills over several offers as much as they are worth together', () => {
    const floor = abroad()
    floor.tell({
      runners: {
        Home: {
          back: [
            [3.2, 0.07],
            [3.1, 0.07],
            [3, 0.07],
          ],
        },
      },
    })
    // 21 pence at 1.1368 are 23.87 cents.
    const killed = { fillOrKill: true } as const
    expect(floor.place(floor.order('back', limit(3, 0.24, killed)))).toMatchObject({ kind: 'rejected' })
    expect(floor.place(floor.order('back', limit(3, 0.23, killed)))).toMatchObject({
      kind: 'accepted',
      matchedStake: 23,
    })
  })

  it('waits for as much to be matched before it as was there, and is matched for what the rest is worth', () => {
    const floor = abroad()
    floor.tell({ runners: { Home: { back: [[3, 20]] } } })
    const order = floor.bet('lay', 3, 30)
    // Of 30 matched on one side, 20 stood before it.
    floor.tell({ runners: { Home: { back: [[3, 20]], traded: [[3, 60]] } } })
    expect(floor.seen(order)).toEqual(['open', 11.36, 3])
  })

  it('is refused where its worth is not known', () => {
    const floor = new Floor({ currency: currency('EUR'), rates: fixedRates({ 'USD/EUR': 0.9 }) })
    floor.tell({ runners: { Home: { back: [[3, 20]] } } })
    expect(floor.place(floor.order('back', limit(3, 10)))).toMatchObject({ reason: { code: 'CURRENCY_UNKNOWN' } })
  })

  it('never has more than is shown, however many take it and however it is rounded', () => {
    const offers = fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 6 })
    const stakes = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 12 })
    const worth = fc.double({ min: 0.004, max: 250, noNaN: true })
    fc.assert(
      fc.property(offers, stakes, worth, (sizes, asked, value) => {
        const left = [...sizes]
        let had = 0
        for (const stake of asked) {
          const taking = new Taking(value)
          let open = stake
          for (const [index, offer] of left.entries()) {
            const size = taking.take(offer, open)
            left[index] = offer - taking.gone
            expect(left[index]).toBeGreaterThanOrEqual(0)
            open -= size
          }
          had += stake - open
          const gone = sizes.reduce((sum, size) => sum + size, 0) - left.reduce((sum, size) => sum + size, 0)
          expect(had).toBeLessThanOrEqual(gone * value * (1 + 1e-12))
        }
      }),
    )
  })

  it('has the same as in its own currency where both are worth the same', () => {
    const offers = fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(offers, fc.integer({ min: 1, max: 900 }), (sizes, stake) => {
        const taking = new Taking(1)
        let open = stake
        for (const offer of sizes) {
          const size = taking.take(offer, open)
          expect([size, taking.gone]).toEqual([Math.min(offer, open), Math.min(offer, open)])
          open -= size
        }
      }),
    )
  })
})

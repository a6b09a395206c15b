import { money, type Order, priceUnits } from '@betting-advisor/core'
import { settledBet } from '@betting-advisor/core/report'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { settled } from './support/fixtures.ts'

// The dashboard is plain JavaScript with types of its own.
const cells = String(new URL('../src/dashboard/panels/cells.js', import.meta.url))
const { closingLineValue }: { readonly closingLineValue: (order: Order) => number | null } = await import(cells)

it('the dashboard tells the closing line value that the statistics tell, of backs and lays', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('back', 'lay'),
      fc.integer({ min: 10_100, max: 1_000_000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (side, units, closingProbability) => {
        const order = settled(1)
        const averagePrice = priceUnits(units)
        const matchedStake = money(1000)
        const bet = {
          ...order,
          intent: { ...order.intent, side },
          averagePrice,
          matchedStake,
          closingProbability,
        } as const
        const told = settledBet(bet) ?? expect.fail('it has ended')
        expect(closingLineValue(bet)).toBeCloseTo(told.price * (told.closingProbability ?? 0) - 1, 9)
      },
    ),
  )
  expect(closingLineValue({ ...settled(1), closingProbability: null })).toBeNull()
})

import fc from 'fast-check'
import type { SettledBet } from '../../src/report/settled-bet.ts'
import { money } from '../../src/units/money.ts'
import { timestamp } from '../../src/units/timestamp.ts'

/** A bet that won 21.00 on 20.00 unless told otherwise. */
export function bet(changes: Partial<SettledBet> = {}): SettledBet {
  return {
    at: timestamp(0),
    strategy: 'value',
    market: 'match 1',
    venue: 'book',
    price: 2.05,
    stake: money(2000),
    profit: money(2100),
    commission: money(0),
    outcome: 'won',
    fairProbability: 0.5,
    closingProbability: 0.51,
    ...changes,
  }
}

const chance = fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: null })

/** Bets in order of time that pay what their prices say. */
export const anyBets: fc.Arbitrary<readonly SettledBet[]> = fc
  .array(
    fc.record({
      wait: fc.nat(1_000_000),
      strategy: fc.constantFrom('a', 'b'),
      market: fc.constantFrom('m1', 'm2', 'm3', 'm4'),
      price: fc.double({ min: 1.01, max: 100, noNaN: true }),
      venue: fc.constantFrom('book', 'exchange'),
      commission: fc.integer({ min: -20, max: 20 }).map(money),
      stake: fc.integer({ min: 1, max: 5000 }),
      outcome: fc.constantFrom('won' as const, 'lost' as const, 'void' as const),
      fairProbability: chance,
      closingProbability: chance,
    }),
    { maxLength: 60 },
  )
  .map((rows) => {
    let at = 0
    return rows.map(({ wait, ...row }) => {
      at += wait
      const profit =
        row.outcome === 'won' ? Math.round(row.stake * (row.price - 1)) : row.outcome === 'lost' ? -row.stake : 0
      return { ...row, at: timestamp(at), stake: money(row.stake), profit: money(profit - row.commission) }
    })
  })

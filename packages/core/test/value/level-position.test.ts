import { InvalidValueError } from '@betting-advisor/core'
import { greenUp, hedge, type LevelBet, levelPosition } from '@betting-advisor/core/value'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const anyPrice = fc.double({ min: 1.02, max: 50, noNaN: true })
const anyProfit = fc.double({ min: -1000, max: 1000, noNaN: true })
const outcomes = fc.integer({ min: 2, max: 6 })

/** Profits of so many outcomes, and back and lay prices that are no arbitrage. */
const anyMarket = outcomes.chain((count) =>
  fc.record({
    profits: fc.array(anyProfit, { minLength: count, maxLength: count }),
    prices: fc.array(
      fc.record({ weight: fc.double({ min: 0.05, max: 1, noNaN: true }), hasBack: fc.boolean(), hasLay: fc.boolean() }),
      {
        minLength: count,
        maxLength: count,
      },
    ),
  }),
)

function pricesOf(weights: readonly { weight: number; hasBack: boolean; hasLay: boolean }[]) {
  const sum = weights.reduce((total, { weight }) => total + weight, 0)
  return weights.map(({ weight, hasBack, hasLay }) => ({
    back: hasBack ? Math.max(1.001, 1 + 0.95 * (sum / weight - 1)) : null,
    lay: hasLay ? 1 + 1.05 * (sum / weight - 1) : null,
  }))
}

/** What a position comes to with bets, each worked out by itself. */
function withBets(profits: readonly number[], bets: readonly (LevelBet | null)[]): readonly number[] {
  return profits.map((profit, winner) =>
    bets.reduce((total, bet, index) => {
      if (bet === null) return total
      const backer = index === winner ? bet.stake * (bet.price - 1) : -bet.stake
      return total + (bet.side === 'back' ? backer : -backer)
    }, profit),
  )
}

describe('levelling a position', () => {
  it('is greening up where one selection has prices', () => {
    fc.assert(
      fc.property(anyProfit, anyProfit, anyPrice, anyPrice, (ifWin, ifLose, one, other) => {
        const [back, lay] = [Math.min(one, other), Math.max(one, other)]
        const { bets, guaranteed } = levelPosition(
          [ifWin, ifLose],
          [
            { back, lay },
            { back: null, lay: null },
          ],
        )
        const green = greenUp({ ifWin, ifLose }, { back, lay })
        expect(guaranteed).toBeCloseTo(green.profit, 8)
        expect(bets[0]?.stake ?? 0).toBeCloseTo(green.stake, 8)
        if (bets[0] !== null) expect(bets[0]?.side).toBe(green.side)
      }),
    )
  })

  it('is hedging where nothing can be laid', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyProfit, fc.option(anyPrice)), { minLength: 2, maxLength: 6 }), (rows) => {
        const profits = rows.map(([profit]) => profit)
        const hedged = hedge(
          profits,
          rows.map(([, price]) => price),
        )
        const { bets, guaranteed } = levelPosition(
          profits,
          rows.map(([, back]) => ({ back, lay: null })),
        )
        expect(guaranteed).toBeCloseTo(hedged.guaranteed, 8)
        for (const [index, stake] of hedged.stakes.entries()) expect(bets[index]?.stake ?? 0).toBeCloseTo(stake, 8)
      }),
    )
  })

  it('pays the same whatever wins, where everything can be backed and laid', () => {
    const { bets, profits } = levelPosition(
      [300, -100, -100],
      [
        { back: 1.9, lay: 1.95 },
        { back: 4, lay: 4.2 },
        { back: 4, lay: 4.2 },
      ],
    )
    expect(bets.map((bet) => bet?.side ?? null)).toEqual(['lay', null, null])
    for (const profit of profits) expect(profit).toBeCloseTo(-100 + 400 / 1.95, 10)
  })

  it('tells what it comes to, and no other bets do better', () => {
    let better = 0
    fc.assert(
      fc.property(
        anyMarket,
        fc.array(fc.array(fc.double({ min: -500, max: 500, noNaN: true }), { minLength: 6, maxLength: 6 }), {
          minLength: 20,
          maxLength: 20,
        }),
        ({ profits, prices: weights }, tries) => {
          const prices = pricesOf(weights)
          const levelled = levelPosition(profits, prices)
          const direct = withBets(profits, levelled.bets)
          for (const [index, profit] of direct.entries()) expect(levelled.profits[index]).toBeCloseTo(profit, 6)
          expect(levelled.guaranteed).toBeGreaterThanOrEqual(Math.min(...profits) - 1e-9)
          for (const stakes of tries) {
            const bets = profits.map((_, index): LevelBet | null => {
              const stake = stakes[index] ?? 0
              const side = stake > 0 ? 'back' : 'lay'
              const price = prices[index]?.[side] ?? null
              return price === null ? null : { side, price, stake: Math.abs(stake) }
            })
            const guaranteed = Math.min(...withBets(profits, bets))
            if (guaranteed > Math.min(...profits)) better += 1
            expect(guaranteed).toBeLessThanOrEqual(levelled.guaranteed + 1e-6)
          }
        },
      ),
      { numRuns: 300 },
    )
    // Or the tries would say nothing.
    expect(better).toBeGreaterThan(50)
  })

  it('asks for nothing where nothing can be done', () => {
    const none = { back: null, lay: null }
    expect(levelPosition([50, -10], [none, none])).toEqual({ bets: [null, null], profits: [50, -10], guaranteed: -10 })
    expect(
      levelPosition(
        [5, 5],
        [
          { back: 1.9, lay: 2 },
          { back: 1.9, lay: 2 },
        ],
      ).bets,
    ).toEqual([null, null])
  })

  it.each([
    ['one outcome', [1], [{ back: 2, lay: 2 }], 'number of profits'],
    ['prices of fewer', [1, 2], [{ back: 2, lay: 2 }], 'number of prices'],
    [
      'no number',
      [1, Number.NaN],
      [
        { back: 2, lay: 2 },
        { back: 2, lay: 2 },
      ],
      'profits[1]',
    ],
    [
      'a price of one',
      [1, 2],
      [
        { back: 2, lay: 2 },
        { back: 1, lay: 2 },
      ],
      'prices[1].back',
    ],
    [
      'a crossed market',
      [1, 2],
      [
        { back: 2, lay: 1.9 },
        { back: 2, lay: 2 },
      ],
      'prices[0].lay',
    ],
  ] as const)('refuses %s', (_, profits, prices, what) => {
    expect(() => levelPosition(profits, prices)).toThrow(InvalidValueError)
    expect(() => levelPosition(profits, prices)).toThrow(what)
  })
})

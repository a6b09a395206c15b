import { InvalidValueError } from '@betting-advisor/core'
import {
  arbitrage,
  bestOffers,
  dutch,
  dutchForProfit,
  freeBet,
  freeBetStakeReturned,
  greenUp,
  hedge,
  matchedPosition,
  qualifyingBet,
  riskFreeBet,
  roundedArbitrage,
  worstUnmatchedPosition,
} from '@betting-advisor/core/value'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const anyPrice = fc.double({ min: 1.02, max: 50, noNaN: true })
const anyStake = fc.double({ min: 0.01, max: 10_000, noNaN: true })
const anyCommission = fc.double({ min: 0, max: 0.3, noNaN: true })

describe('arbitrage', () => {
  it('takes the best offer for each outcome, after commission', () => {
    const best = bestOffers([
      [{ price: 2.1 }, { price: 1.85 }],
      [{ price: 1.95 }, { price: 2 }],
      [{ price: 2.15, commission: 0.05 }, null],
    ])
    expect(best.map(({ price }) => price)).toEqual([2.1, 2])
    const { exists, booksum, shares, profit } = arbitrage(best)
    expect(exists).toBe(true)
    expect(booksum).toBeCloseTo(1 / 2.1 + 1 / 2, 15)
    expect(profit).toBeCloseTo(1 / booksum - 1, 15)
    expect(shares[0]).toBeCloseTo(1 / 2.1 / booksum, 15)
  })

  it('is not made by rounding: ten prices of ten are none', () => {
    expect(arbitrage(Array.from({ length: 10 }, () => ({ price: 10 }))).exists).toBe(false)
  })

  it('vanishes with commission, and with the draw', () => {
    expect(arbitrage([{ price: 2.03 }, { price: 2 }]).exists).toBe(true)
    expect(arbitrage([{ price: 2.03, commission: 0.05 }, { price: 2 }]).exists).toBe(false)
    expect(arbitrage([{ price: 2.9 }, { price: 2.9 }, { price: 3.4 }]).exists).toBe(true)
    expect(arbitrage([{ price: 2.9 }, { price: 2.9 }]).profit).toBeGreaterThan(0)
    expect(arbitrage([{ price: 2.3 }, { price: 2.3 }, { price: 3.4 }]).exists).toBe(false)
  })

  it('pays the same whatever wins', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ price: anyPrice, commission: anyCommission }), { minLength: 2, maxLength: 8 }),
        (offers) => {
          const { shares, profit } = arbitrage(offers)
          offers.forEach(({ price, commission }, index) => {
            const payout = (shares[index] ?? 0) * (1 + (price - 1) * (1 - commission))
            expect(payout - 1).toBeCloseTo(profit, 10)
          })
        },
      ),
    )
  })

  it('in whole stakes adds up, and promises no more than it pays', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 105, max: 5000 }), { minLength: 2, maxLength: 6 }),
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 1, max: 2000 }),
        (hundredths, step, steps) => {
          const total = step * steps
          const { stakes, profits, guaranteed, exists } = roundedArbitrage(
            hundredths.map((price) => ({ price: price / 100 })),
            total,
            step,
          )
          expect(stakes.reduce((sum, stake) => sum + stake, 0)).toBe(total)
          expect(stakes.every((stake) => stake >= 0 && stake % step === 0)).toBe(true)
          hundredths.forEach((price, index) => {
            // Exact in integers: stake × hundredths / 100, rounded down.
            const payout = Number((BigInt(stakes[index] ?? 0) * BigInt(price)) / 100n)
            expect(profits[index]).toBe(payout - total)
          })
          expect(guaranteed).toBe(Math.min(...profits))
          expect(exists).toBe(guaranteed > 0)
        },
      ),
    )
  })

  it('that is thin does not survive rounding', () => {
    const offers = [{ price: 2.01 }, { price: 2 }]
    expect(arbitrage(offers).exists).toBe(true)
    expect(roundedArbitrage(offers, 300, 100)).toMatchObject({ exists: false, guaranteed: -99 })
  })

  it('refuses what is outside its range', () => {
    expect(() => arbitrage([])).toThrow('number of outcomes')
    expect(() => arbitrage([{ price: 2 }])).toThrow('number of outcomes')
    expect(() => arbitrage([{ price: 2 }, { price: 1 }])).toThrow('offers[1].price')
    expect(() => arbitrage([{ price: 2, commission: 1 }, { price: 2 }])).toThrow('offers[0].commission')
    expect(() => roundedArbitrage([{ price: 2 }, { price: 2 }], 150, 100)).toThrow('total / step')
    expect(() => roundedArbitrage([{ price: 2 }, { price: 2 }], 0)).toThrow('total')
    expect(() => roundedArbitrage([{ price: 2 }, { price: 2 }], 10, 0)).toThrow('step')
    expect(() => bestOffers([])).toThrow('number of outcomes')
    expect(() => bestOffers([[{ price: 2 }, null]])).toThrow('offers for outcome 1')
    expect(() => bestOffers([[{ price: 2 }, { price: 2 }], [{ price: 2 }]])).toThrow('books[1].length')
  })
})

describe('dutching', () => {
  it('wins the same with any of the selections', () => {
    fc.assert(
      fc.property(fc.array(anyPrice, { minLength: 1, maxLength: 10 }), anyStake, (prices, total) => {
        const { stakes, profit } = dutch(prices, total)
        expect(stakes.reduce((sum, stake) => sum + stake, 0) / total).toBeCloseTo(1, 10)
        prices.forEach((price, index) => {
          expect(((stakes[index] ?? 0) * price - total) / total).toBeCloseTo(profit / total, 8)
        })
      }),
    )
  })

  it('for a profit wins that profit', () => {
    const { stakes, total, profit, price } = dutchForProfit([5, 8], 100)
    expect(profit).toBe(100)
    expect(price).toBeCloseTo(1 / (1 / 5 + 1 / 8), 14)
    expect((stakes[0] ?? 0) * 5 - total).toBeCloseTo(100, 10)
    expect((stakes[1] ?? 0) * 8 - total).toBeCloseTo(100, 10)
  })

  it('refuses what is outside its range', () => {
    expect(() => dutch([], 10)).toThrow('number of prices')
    expect(() => dutch([2, 1], 10)).toThrow('prices[1]')
    expect(() => dutch([2], 0)).toThrow('total')
    expect(() => dutchForProfit([1.5, 2], 10)).toThrow('sum of 1/price must be below 1')
    expect(() => dutchForProfit([4], Number.NaN)).toThrow('profit')
  })
})

describe('hedging', () => {
  /** The best of a fine grid of levels: slow and plain. */
  function guaranteedAt(level: number, profits: readonly number[], prices: readonly (number | null)[]): number {
    let cost = 0
    let worst = level
    profits.forEach((profit, index) => {
      const price = prices[index] ?? null
      if (price === null) worst = Math.min(worst, profit)
      else cost += Math.max(0, level - profit) / price
    })
    return worst - cost
  }

  it('makes the worst result as good as it can be', () => {
    const outcome = fc.record({
      profit: fc.double({ min: -100, max: 100, noNaN: true }),
      price: fc.option(fc.double({ min: 1.1, max: 20, noNaN: true })),
    })
    fc.assert(
      fc.property(fc.array(outcome, { minLength: 2, maxLength: 6 }), (outcomes) => {
        const profits = outcomes.map(({ profit }) => profit)
        const prices = outcomes.map(({ price }) => price)
        const { stakes, profits: after, guaranteed } = hedge(profits, prices)
        const cost = stakes.reduce((sum, stake) => sum + stake, 0)
        after.forEach((profit, index) => {
          expect(profit).toBeCloseTo((profits[index] ?? 0) - cost + (stakes[index] ?? 0) * (prices[index] ?? 0), 9)
        })
        expect(guaranteed).toBeCloseTo(Math.min(...after), 12)
        expect(guaranteed).toBeGreaterThanOrEqual(Math.min(...profits) - 1e-9)
        const [lowest, highest] = [Math.min(...profits), Math.max(...profits)]
        for (let point = 0; point <= 200; point += 1) {
          const level = lowest + ((highest - lowest) * point) / 200
          expect(guaranteed).toBeGreaterThanOrEqual(guaranteedAt(level, profits, prices) - 1e-9)
        }
      }),
    )
  })

  it('equalises where prices are an arbitrage, and says so', () => {
    expect(hedge([200, -100], [3, 2.5])).toEqual({
      stakes: [0, 120],
      profits: [80, 80],
      guaranteed: 80,
      unbounded: true,
    })
  })

  it('does nothing where hedging costs more than it brings', () => {
    const { stakes, guaranteed, unbounded } = hedge([50, -10], [2, 1.01])
    expect(guaranteed).toBeGreaterThan(-10)
    expect(unbounded).toBe(false)
    expect(stakes[0]).toBe(0)
    expect(hedge([5, 5], [1.9, 1.9]).stakes).toEqual([0, 0])
    expect(hedge([50, -10], [2, null])).toMatchObject({ stakes: [0, 0], guaranteed: -10, unbounded: false })
  })

  it('refuses what is outside its range', () => {
    expect(() => hedge([1], [2])).toThrow('number of profits')
    expect(() => hedge([1, 2], [2])).toThrow('number of prices')
    expect(() => hedge([1, Number.NaN], [2, 2])).toThrow('profits[1]')
    expect(() => hedge([1, 2], [2, 1])).toThrow('prices[1]')
  })
})

describe('positions', () => {
  it('add up matched bets', () => {
    const position = matchedPosition([
      { side: 'back', price: 5.6, stake: 2 },
      { side: 'back', price: 100, stake: 20 },
      { side: 'lay', price: 10, stake: 1000 },
    ])
    expect(position.ifWin).toBeCloseTo(-7010.8, 9)
    expect(position.ifLose).toBe(978)
    expect(matchedPosition([])).toEqual({ ifWin: 0, ifLose: 0 })
  })

  it('fear the worst of unmatched ones', () => {
    expect(
      worstUnmatchedPosition([
        { side: 'back', price: 10, stake: 2 },
        { side: 'lay', price: 5, stake: 8 },
      ]),
    ).toEqual({ ifWin: -32, ifLose: -2 })
  })

  it('are level after greening up', () => {
    const bets = fc.array(
      fc.record({ side: fc.constantFrom('back' as const, 'lay' as const), price: anyPrice, stake: anyStake }),
      { maxLength: 5 },
    )
    fc.assert(
      fc.property(bets, anyPrice, (matched, price) => {
        const { side, stake, profit } = greenUp(matchedPosition(matched), { back: price, lay: price })
        const { ifWin, ifLose } = matchedPosition([...matched, { side, price, stake }])
        const scale = 1 + Math.abs(profit) + stake * price
        expect(ifWin / scale).toBeCloseTo(profit / scale, 9)
        expect(ifLose / scale).toBeCloseTo(profit / scale, 9)
      }),
    )
  })

  it('pay commission on profits only', () => {
    expect(greenUp({ ifWin: 110, ifLose: -10 }, { back: 9.2, lay: 9.4 }, 0.05)).toMatchObject({
      side: 'lay',
      price: 9.4,
    })
    const losing = greenUp({ ifWin: 10, ifLose: -10 }, { back: 2.5, lay: 2.6 }, 0.05)
    expect(losing.profit).toBeLessThan(0)
    expect(losing.netProfit).toBe(losing.profit)
    const winning = greenUp({ ifWin: -100, ifLose: 100 }, { back: 2.4, lay: 2.5 }, 0.05)
    expect(winning).toMatchObject({ side: 'back', profit: expect.closeTo(100 / 6, 12) })
    expect(winning.netProfit).toBeCloseTo((100 / 6) * 0.95, 12)
  })

  it('refuse what is outside their range', () => {
    expect(() => matchedPosition([{ side: 'back', price: 1, stake: 1 }])).toThrow('bets[0].price')
    expect(() => worstUnmatchedPosition([{ side: 'lay', price: 2, stake: -1 }])).toThrow('bets[0].stake')
    expect(() => greenUp({ ifWin: Number.NaN, ifLose: 0 }, { back: 2, lay: 2 })).toThrow('ifWin')
    expect(() => greenUp({ ifWin: 0, ifLose: 0 }, { back: 2, lay: 1 })).toThrow('prices.lay')
    expect(() => greenUp({ ifWin: 0, ifLose: 0 }, { back: 2, lay: 2 }, 1)).toThrow('commission')
  })
})

describe('matched bets', () => {
  const terms = fc.record({ backStake: anyStake, backPrice: anyPrice, layPrice: anyPrice, commission: anyCommission })

  it('come to the same whatever happens', () => {
    fc.assert(
      fc.property(terms, fc.double({ min: 0, max: 1, noNaN: true }), (each, share) => {
        for (const bet of [
          qualifyingBet(each),
          freeBet(each),
          freeBetStakeReturned(each),
          riskFreeBet(each, each.backStake * share),
        ]) {
          expect((bet.ifBackWins - bet.ifLayWins) / (each.backStake * each.backPrice)).toBeCloseTo(0, 9)
          expect(bet.liability).toBeCloseTo(bet.layStake * (each.layPrice - 1), 9)
        }
      }),
    )
  })

  it('cost little to qualify and bring most of a free bet', () => {
    const each = { backStake: 25, backPrice: 2.1, layPrice: 2.08, commission: 0.02 }
    expect(qualifyingBet(each).layStake).toBeCloseTo(52.5 / 2.06, 12)
    expect(qualifyingBet({ backStake: 100, backPrice: 3, layPrice: 3 })).toEqual({
      layStake: 100,
      liability: 200,
      ifBackWins: 0,
      ifLayWins: 0,
    })
    const free = freeBet({ backStake: 10, backPrice: 5, layPrice: 5.2, commission: 0.05 })
    expect(free.layStake).toBeCloseTo(40 / 5.15, 12)
    expect(free.ifLayWins).toBeCloseTo((40 / 5.15) * 0.95, 12)
    expect(freeBetStakeReturned({ backStake: 10, backPrice: 5, layPrice: 5 }).ifBackWins).toBeCloseTo(10, 12)
  })

  it('refuse what is outside their range', () => {
    const each = { backStake: 10, backPrice: 2, layPrice: 2 }
    expect(() => qualifyingBet({ ...each, backStake: 0 })).toThrow('backStake')
    expect(() => freeBet({ ...each, backPrice: 1 })).toThrow('backPrice')
    expect(() => freeBet({ ...each, layPrice: Number.NaN })).toThrow('layPrice')
    expect(() => freeBet({ ...each, commission: 1 })).toThrow('commission')
    expect(() => riskFreeBet(each, 20)).toThrow('refund must be from 0 to below the payout, 20')
    expect(() => riskFreeBet(each, Number.NaN)).toThrow(InvalidValueError)
  })
})

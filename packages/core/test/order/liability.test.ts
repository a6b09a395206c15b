import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isAdvisorError } from '../../src/errors/advisor-error.ts'
import type { Side } from '../../src/market/market-update.ts'
import {
  grossProfit,
  liability,
  liabilityOfParts,
  type MatchedBet,
  type Rounding,
  winnings,
} from '../../src/order/liability.ts'
import { matchedValue, valueOfFills } from '../../src/units/matched-value.ts'
import { type Money, money, ZERO } from '../../src/units/money.ts'
import { type PriceUnits, priceUnits } from '../../src/units/price.ts'

const stakes = fc.oneof(fc.integer({ min: 0, max: 10_000_000 }), fc.maxSafeNat()).map(money)
const prices = fc
  .oneof(fc.integer({ min: 10_001, max: 10_000_000 }), fc.integer({ min: 10_001, max: Number.MAX_SAFE_INTEGER }))
  .map(priceUnits)

const matchedAt = (side: Side, matchedStake: Money, price: PriceUnits): MatchedBet => ({
  side,
  matchedStake,
  matchedValue: valueOfFills([{ stake: matchedStake, price }]),
})

/** The definition of each rounding, in exact arithmetic. */
function exactly(stake: number, price: number, rounding: Rounding): bigint {
  const numerator = BigInt(stake) * (BigInt(price) - 10_000n)
  const down = numerator / 10_000n
  const twice = 2n * (numerator - down * 10_000n)
  if (rounding === 'down' || twice === 0n) return down
  if (rounding === 'up') return down + 1n
  if (twice !== 10_000n) return twice > 10_000n ? down + 1n : down
  return rounding === 'half-up' || down % 2n === 1n ? down + 1n : down
}

describe('winnings', () => {
  test('is the exact quotient, rounded as asked, or refused beyond the range of money', () => {
    const roundings = fc.constantFrom<Rounding[]>('down', 'up', 'half-up', 'half-even')
    fc.assert(
      fc.property(stakes, prices, roundings, (stake, price, rounding) => {
        const exact = exactly(stake, price, rounding)
        if (exact > BigInt(Number.MAX_SAFE_INTEGER)) {
          expect(() => winnings(stake, price, rounding)).toThrow(
            expect.toSatisfy((error) => isAdvisorError(error, 'INVALID_VALUE')),
          )
        } else {
          expect(BigInt(winnings(stake, price, rounding))).toBe(exact)
        }
      }),
      { numRuns: 3000 },
    )
  })

  test.each<[Rounding, number, number]>([
    ['down', 0, 1],
    ['up', 1, 2],
    ['half-up', 1, 2],
    ['half-even', 0, 2],
  ])('rounds halves %s', (rounding, half, oneAndAHalf) => {
    expect(winnings(money(1), priceUnits(15_000), rounding)).toBe(half)
    expect(winnings(money(3), priceUnits(15_000), rounding)).toBe(oneAndAHalf)
  })
})

describe('liability', () => {
  test('of a back is its stake', () => {
    expect(liability('back', money(1001), priceUnits(25_000))).toBe(1001)
  })

  test('of a lay is what the backer would win, rounded up', () => {
    expect(liability('lay', money(1001), priceUnits(25_000))).toBe(1502)
    expect(liability('lay', money(1), priceUnits(10_001))).toBe(1)
  })

  test('is exact where the product is beyond 2^53', () => {
    expect(liability('lay', money(1_000_000_000_000_001), priceUnits(20_001))).toBe(1_000_100_000_000_002)
  })

  test('of an order that is matched at its own price stays as it was', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('back' as const, 'lay' as const),
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.integer({ min: 10_001, max: 10_000_000 }).map(priceUnits),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (side, stake, price, part) => {
          const matched = money(Math.floor(stake * part))
          const whole = liability(side, money(stake), price)
          expect(liabilityOfParts(matchedAt(side, matched, price), money(stake - matched), price)).toBe(whole)
        },
      ),
    )
  })

  test('of a lay falls where it is matched at a lower price and rises where at a higher', () => {
    const price = priceUnits(30_000)
    expect(liabilityOfParts(matchedAt('lay', money(500), priceUnits(28_000)), money(500), price)).toBe(1900)
    expect(liabilityOfParts(matchedAt('lay', money(500), priceUnits(31_000)), money(500), price)).toBe(2050)
    expect(liabilityOfParts(matchedAt('lay', money(500), priceUnits(28_000)), ZERO, price)).toBe(900)
    expect(liabilityOfParts(matchedAt('lay', ZERO, price), money(500), price)).toBe(1000)
  })
})

describe('grossProfit', () => {
  const bet = { matchedStake: money(1000), matchedValue: matchedValue(21_000_000) }

  test('of a back is the winnings or the stake lost', () => {
    expect(grossProfit({ side: 'back', ...bet }, 'won', 'half-up')).toBe(1100)
    expect(grossProfit({ side: 'back', ...bet }, 'lost', 'half-up')).toBe(-1000)
  })

  test('of a lay is the stake won or the winnings paid', () => {
    expect(grossProfit({ side: 'lay', ...bet }, 'won', 'half-up')).toBe(1000)
    expect(grossProfit({ side: 'lay', ...bet }, 'lost', 'half-up')).toBe(-1100)
  })

  test('never loses more than the liability, however the venue rounds', () => {
    const roundings = fc.constantFrom<Rounding[]>('down', 'up', 'half-up', 'half-even')
    const sides = fc.constantFrom('back' as const, 'lay' as const)
    const smallStakes = fc.integer({ min: 1, max: 1_000_000 }).map(money)
    const smallPrices = fc.integer({ min: 10_001, max: 10_000_000 }).map(priceUnits)
    fc.assert(
      fc.property(sides, smallStakes, smallPrices, roundings, (side, matchedStake, averagePrice, rounding) => {
        const loss = -grossProfit(matchedAt(side, matchedStake, averagePrice), 'lost', rounding)
        expect(loss).toBeLessThanOrEqual(liability(side, matchedStake, averagePrice))
      }),
    )
  })
})

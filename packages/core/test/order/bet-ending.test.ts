import { type Deduction, money, priceUnits, type SelectionEnding, type Side, timestamp } from '@betting-advisor/core'
import { matchedValue } from '@betting-advisor/core/venue'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { endingOf } from '../../src/order/bet-ending.ts'
import { liability, type MatchedBet } from '../../src/order/liability.ts'

const bet = (side: Side, stake: number, value: number): MatchedBet => ({
  side,
  matchedStake: money(stake),
  matchedValue: matchedValue(value),
})
/** A stake in minor units at one price. */
const at = (side: Side, stake: number, price: number) => bet(side, stake, stake * Math.round(price * 10_000))
const share = (numerator: number, denominator: number) => ({ numerator, denominator })
const deduction = (of: Deduction['of'], numerator: number, denominator: number): Deduction => ({
  before: timestamp(0),
  of,
  share: share(numerator, denominator),
})
const heat = (numerator: number, denominator: number): SelectionEnding => ({
  outcome: 'dead-heat',
  share: share(numerator, denominator),
})

describe('a bet is paid to the penny', () => {
  test.each([
    ['2.00 at 3', at('back', 200, 3), 'won', 400],
    ['10.00 at 3', at('back', 1000, 3), 'won', 2000],
    ['10.00 at 3', at('back', 1000, 3), 'lost', -1000],
    ['3.44 of several fills, 21.32 on average', bet('back', 344, 73_350_000), 'won', 6991],
    ['0.37 at 6.40', at('back', 37, 6.4), 'won', 200],
    ['a lay of 2.38 at 4.20', at('lay', 238, 4.2), 'won', -762],
    ['a lay of 2.38 at 4.20', at('lay', 238, 4.2), 'lost', 238],
    ['a lay of 2.38 at 4.20', at('lay', 238, 4.2), 'placed', 238],
    ['10.00 at 3, each way or not', at('back', 1000, 3), 'placed', -1000],
    ['10.00 at 1.95', at('back', 1000, 1.95), 'half-won', 475],
    ['0.01 at 2, half a penny', at('back', 1, 2), 'half-won', 1],
    ['0.01 at 2, half a penny', at('back', 1, 2), 'half-lost', -1],
    ['a lay of 0.01 at 2', at('lay', 1, 2), 'half-won', -1],
    ['a lay of 10.01 at 1.95', at('lay', 1001, 1.95), 'half-lost', 501],
    ['10.00 at 1.95', at('back', 1000, 1.95), 'push', 0],
    ['10.00 at 1.95', at('lay', 1000, 1.95), 'void', 0],
  ] as const)('%s: %o, %s', (_, told, outcome, profit) => {
    expect(endingOf(told, { outcome }).profit).toBe(profit)
  })

  test.each([
    ['two for one place', at('back', 1000, 5), heat(1, 2), 1500],
    ['two for one place at a short price', at('back', 1000, 1.5), heat(1, 2), -250],
    ['three for two places', at('back', 1000, 4), heat(2, 3), 1667],
    ['a lay', at('lay', 1000, 4), heat(2, 3), -1667],
    ['a half of three, which is rounded away from nothing', at('back', 1, 3), heat(1, 2), 1],
    ['a loss of half a penny', at('back', 1, 1.5), heat(1, 3), -1],
  ] as const)('in a dead heat: %s', (_, told, ended, profit) => {
    expect(endingOf(told, ended)).toEqual({ outcome: 'dead-heat', profit })
  })

  test.each([
    ['a quarter of winnings', at('back', 1000, 5), [deduction('winnings', 25, 100)], 3000],
    [
      'two of winnings add up',
      at('back', 1000, 5),
      [deduction('winnings', 25, 100), deduction('winnings', 1, 20)],
      2800,
    ],
    ['all of winnings and more', at('back', 1000, 5), [deduction('winnings', 3, 4), deduction('winnings', 3, 4)], 0],
    // Matched at 12, and 9.47 once a runner of factor 21.08 is gone.
    ['a reduction factor', at('back', 200, 12), [deduction('price', 253, 1200)], 1694],
    [
      'two factors, one after the other',
      at('back', 1000, 16),
      [deduction('price', 1, 4), deduction('price', 1, 4)],
      8000,
    ],
    ['a factor that leaves no more than the stake', at('back', 1000, 1.1), [deduction('price', 1, 2)], 0],
    ['a lay pays as much less', at('lay', 1000, 5), [deduction('winnings', 25, 100)], -3000],
  ] as const)('less what a withdrawal takes: %s', (_, told, deductions, profit) => {
    expect(endingOf(told, { outcome: 'won' }, deductions).profit).toBe(profit)
    expect(endingOf(told, { outcome: 'lost' }, deductions).profit).toBe(
      told.side === 'back' ? -told.matchedStake : told.matchedStake,
    )
  })
})

describe('a bet each way is two bets of its stake', () => {
  const eachWay = (told: MatchedBet, divisor: number): MatchedBet => ({ ...told, eachWay: { divisor, places: 3 } })
  const placed = (numerator: number, denominator: number): SelectionEnding => ({
    outcome: 'placed',
    share: share(numerator, denominator),
  })
  const [back, lay] = [eachWay(at('back', 1000, 9), 4), eachWay(at('lay', 1000, 9), 4)]

  test.each([
    ['that wins', back, { outcome: 'won' }, [], 'won', 10_000],
    ['that is placed', back, { outcome: 'placed' }, [], 'placed', 1000],
    ['that is placed at a short price', eachWay(at('back', 1000, 3), 5), { outcome: 'placed' }, [], 'placed', -600],
    ['that loses', back, { outcome: 'lost' }, [], 'lost', -2000],
    ['that is withdrawn', back, { outcome: 'void' }, [], 'void', 0],
    ['that shares the win is placed in full', back, heat(1, 2), [], 'dead-heat', 5500],
    ['that shares the last place', back, placed(1, 2), [], 'placed', -500],
    ['less a tenth of winnings', back, { outcome: 'won' }, [deduction('winnings', 1, 10)], 'won', 9000],
    ['less a tenth of winnings', back, { outcome: 'placed' }, [deduction('winnings', 1, 10)], 'placed', 800],
    ['with a price of 8.1', back, { outcome: 'placed' }, [deduction('price', 1, 10)], 'placed', 775],
    ['at a sixth', eachWay(at('back', 100, 1.1), 6), { outcome: 'won' }, [], 'won', 12],
    ['of a layer whose selection wins', lay, { outcome: 'won' }, [], 'lost', -10_000],
    ['of a layer whose selection is placed', lay, { outcome: 'placed' }, [], 'placed', -1000],
    ['of a layer whose selection loses', lay, { outcome: 'lost' }, [], 'won', 2000],
  ] as const)('one %s', (_, told, ended, taken, outcome, profit) => {
    expect(endingOf(told, ended, taken)).toEqual({ outcome, profit })
  })

  test('puts both of them at risk', () => {
    const terms = { divisor: 4, places: 3 }
    expect(liability('back', money(1000), priceUnits(90_000), terms)).toBe(2000)
    expect(liability('lay', money(1000), priceUnits(90_000), terms)).toBe(10_000)
    expect(liability('lay', money(1), priceUnits(11_000), terms)).toBe(1)
  })
})

/** A number as p/q, worked with as at school. */
class Rational {
  readonly p: bigint
  readonly q: bigint
  constructor(p: bigint | number, q: bigint | number = 1) {
    this.p = BigInt(p)
    this.q = BigInt(q)
  }
  plus = ({ p, q }: Rational) => new Rational(this.p * q + p * this.q, this.q * q)
  minus = ({ p, q }: Rational) => this.plus(new Rational(-p, q))
  times = ({ p, q }: Rational) => new Rational(this.p * p, this.q * q)
  isBelow = ({ p, q }: Rational) => this.p * q < p * this.q
  /** The integer that is nearest, found by looking at its neighbours. */
  nearest(): number {
    const near = Number(this.p / this.q)
    const [best] = [near - 2, near - 1, near, near + 1, near + 2]
      .map((value) => ({ value, away: this.minus(new Rational(value)).size() }))
      .toSorted((a, b) =>
        a.away.isBelow(b.away) ? -1 : b.away.isBelow(a.away) ? 1 : Math.abs(b.value) - Math.abs(a.value),
      )
    return best?.value ?? Number.NaN
  }
  size = () => (this.p < 0n ? new Rational(-this.p, this.q) : this)
}
const ONE = new Rational(1)
const NONE = new Rational(0)

/** What a backer gets back of one unit staked, less that unit. */
function perUnit(price: Rational, ended: SelectionEnding, deductions: readonly Deduction[]): Rational {
  let shortened = price
  let kept = ONE
  for (const { of, share: part } of deductions) {
    const rate = new Rational(part.numerator, part.denominator)
    if (of === 'price') shortened = shortened.times(ONE.minus(rate))
    else kept = kept.minus(rate)
  }
  const won = shortened.isBelow(ONE) || kept.isBelow(NONE) ? NONE : shortened.minus(ONE).times(kept)
  const half = new Rational(1, 2)
  switch (ended.outcome) {
    case 'won':
      return won
    case 'lost':
    case 'placed':
      return NONE.minus(ONE)
    case 'half-won':
      return won.times(half)
    case 'half-lost':
      return NONE.minus(half)
    case 'dead-heat':
      return won.plus(ONE).times(new Rational(ended.share.numerator, ended.share.denominator)).minus(ONE)
    case 'void':
    case 'push':
      return NONE
  }
}

const shares = fc
  .tuple(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 1, max: 1000 }))
  .map(([a, b]) => share(Math.min(a, b), Math.max(a, b)))
const endings: fc.Arbitrary<SelectionEnding> = fc.oneof(
  fc
    .constantFrom('won', 'lost', 'void', 'placed', 'half-won', 'half-lost', 'push')
    .map((outcome) => ({ outcome }) as const),
  shares.filter(({ numerator }) => numerator > 0).map((part) => ({ outcome: 'dead-heat', share: part }) as const),
)
const deductions = fc.array(
  fc.record({ before: fc.constant(timestamp(0)), share: shares, of: fc.constantFrom('winnings', 'price') }),
  { maxLength: 3 },
)
const bets = fc
  .tuple(
    fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 800_000_000 })),
    fc.integer({ min: 10_001, max: 10_000_000 }),
  )
  .map(([stake, price]) => ({ stake, price }))

test('each way: what each of the two bets brings, as fractions that are rounded once', () => {
  const divisors = fc.integer({ min: 100, max: 1000 })
  const parts = fc.oneof(
    endings,
    shares.filter(({ numerator }) => numerator > 0).map((part) => ({ outcome: 'placed', share: part }) as const),
  )
  fc.assert(
    fc.property(bets, divisors, parts, deductions, ({ stake, price }, hundredths, ended, taken) => {
      const eachWay = { divisor: hundredths / 100, places: 3 }
      const part = new Rational(100, hundredths)
      const unit = perUnit(new Rational(price, 10_000), ended, taken)
      const winnings = perUnit(new Rational(price, 10_000), { outcome: 'won' }, taken).times(part)
      const share =
        ended.outcome === 'placed' && ended.share !== undefined ? ended.share : { numerator: 1, denominator: 1 }
      const isPlaced = ['won', 'placed', 'dead-heat'].includes(ended.outcome)
      const half = new Rational(1, 2)
      const place = isPlaced
        ? winnings.plus(ONE).times(new Rational(share.numerator, share.denominator)).minus(ONE)
        : ended.outcome === 'half-won'
          ? winnings.times(half)
          : unit
      const profit = unit.plus(place).times(new Rational(stake)).nearest()
      const back = { ...bet('back', stake, stake * price), eachWay }
      expect(endingOf(back, ended, taken).profit).toBe(profit)
      expect(endingOf({ ...back, side: 'lay' }, ended, taken).profit + profit).toBe(0)
      expect(profit).toBeGreaterThanOrEqual(-liability('back', money(stake), priceUnits(price), eachWay))
      expect(profit).toBeLessThanOrEqual(liability('lay', money(stake), priceUnits(price), eachWay))
    }),
  )
})

test('back and lay of one bet add up to nothing, as fractions that are rounded once', () => {
  fc.assert(
    fc.property(bets, endings, deductions, ({ stake, price }, ended, taken) => {
      const unit = perUnit(new Rational(price, 10_000), ended, taken)
      const profit = unit.times(new Rational(stake)).nearest()
      expect(endingOf(bet('back', stake, stake * price), ended, taken).profit).toBe(profit)
      expect(endingOf(bet('lay', stake, stake * price), ended, taken).profit + profit).toBe(0)
      expect(profit).toBeGreaterThanOrEqual(-stake)
    }),
  )
})

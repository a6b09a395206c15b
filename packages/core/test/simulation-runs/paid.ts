import type { MarketResult, Share } from '@betting-advisor/core'
import type { Bet } from './bookmaker.ts'

/** An exact number: a numerator and a denominator above 0. */
type Exact = readonly [bigint, bigint]

const times = ([a, b]: Exact, [c, d]: Exact): Exact => [a * c, b * d]
const minus = ([a, b]: Exact, [c, d]: Exact): Exact => [a * d - c * b, b * d]
const left = ({ numerator, denominator }: Share): Exact => [BigInt(denominator - numerator), BigInt(denominator)]

/** Profit of a bet by how its market ended, before commission: worked out here by itself, in minor units. */
export function profitOf(
  { matched, selection, side, averagePrice, matchedValue, eachWay }: Bet,
  { selections, void: isVoid, deductions }: MarketResult,
  /** When the bet was made, as far as deductions go. */
  madeAt: number,
): number {
  const ended = selections.find((each) => each.selection === selection)
  if (isVoid || averagePrice === null || ended === undefined) return 0
  const stake: Exact = [BigInt(matched), 1n]
  const concerning = deductions.filter(({ before }) => madeAt < before)
  let returned: Exact = [BigInt(matchedValue), 10_000n]
  for (const { of, share } of concerning) if (of === 'price') returned = times(returned, left(share))
  let gain = minus(returned, stake)
  if (gain[0] < 0n) gain = [0n, 1n]
  // Shares of winnings add up, and no more than all of them can be taken.
  let kept: Exact = [1n, 1n]
  for (const { of, share } of concerning) {
    if (of === 'winnings') kept = minus(kept, [BigInt(share.numerator), BigInt(share.denominator)])
  }
  gain = kept[0] < 0n ? [0n, 1n] : times(gain, kept)
  const loss: Exact = [-stake[0], 1n]
  const half: Exact = [1n, 2n]
  const plus = (a: Exact, [b, whole]: Exact) => minus(a, [-b, whole])
  const shared = (whole: Exact, { numerator, denominator }: Share) =>
    plus(times(whole, [BigInt(numerator), BigInt(denominator)]), times(loss, left({ numerator, denominator })))
  const toWin = (): Exact => {
    switch (ended.outcome) {
      case 'won':
        return gain
      case 'lost':
      case 'placed':
        return loss
      case 'half-won':
        return times(gain, half)
      case 'half-lost':
        return times(loss, half)
      case 'void':
      case 'push':
        return [0n, 1n]
      case 'dead-heat':
        return shared(gain, ended.share)
    }
  }
  const forPlace = (divisor: number): Exact => {
    const part = times(gain, [100n, BigInt(Math.round(divisor * 100))])
    switch (ended.outcome) {
      case 'won':
      case 'dead-heat':
        return part
      case 'placed':
        return ended.share === undefined ? part : shared(part, ended.share)
      case 'lost':
        return loss
      case 'void':
        return [0n, 1n]
      default:
        throw new Error(`a race has no selection that ends ${ended.outcome}`)
    }
  }
  const rounded = nearest(eachWay === null ? toWin() : plus(toWin(), forPlace(eachWay.divisor)))
  // Nothing is paid as 0, not as −0.
  return side === 'back' || rounded === 0 ? rounded : -rounded
}

/** To the nearest whole number, halves away from zero. */
function nearest([numerator, denominator]: Exact): number {
  const size = numerator < 0n ? -numerator : numerator
  const whole = size / denominator + (2n * (size % denominator) >= denominator ? 1n : 0n)
  return Number(numerator < 0n ? -whole : whole)
}

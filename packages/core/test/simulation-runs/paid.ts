import type { MarketResult, Share } from '@betting-advisor/core'
import type { Bet } from './bookmaker.ts'

/** An exact number: a numerator and a denominator above 0. */
type Exact = readonly [bigint, bigint]

const times = ([a, b]: Exact, [c, d]: Exact): Exact => [a * c, b * d]
const minus = ([a, b]: Exact, [c, d]: Exact): Exact => [a * d - c * b, b * d]
const left = ({ numerator, denominator }: Share): Exact => [BigInt(denominator - numerator), BigInt(denominator)]

/** Profit of a bet by how its market ended, before commission: worked out here by itself, in minor units. */
export function profitOf(
  { matched, selection, side, averagePrice, matchedValue }: Bet,
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
  let profit: Exact
  switch (ended.outcome) {
    case 'won':
      profit = gain
      break
    case 'lost':
    case 'placed':
      profit = loss
      break
    case 'half-won':
      profit = times(gain, half)
      break
    case 'half-lost':
      profit = times(loss, half)
      break
    case 'void':
    case 'push':
      profit = [0n, 1n]
      break
    case 'dead-heat': {
      const { numerator, denominator } = ended.share
      const share: Exact = [BigInt(numerator), BigInt(denominator)]
      const won = times(gain, share)
      const lost = times(loss, left(ended.share))
      profit = minus(won, [-lost[0], lost[1]])
    }
  }
  const rounded = nearest(profit)
  // Nothing is paid as 0, not as −0.
  return side === 'back' || rounded === 0 ? rounded : -rounded
}

/** To the nearest whole number, halves away from zero. */
function nearest([numerator, denominator]: Exact): number {
  const size = numerator < 0n ? -numerator : numerator
  const whole = size / denominator + (2n * (size % denominator) >= denominator ? 1n : 0n)
  return Number(numerator < 0n ? -whole : whole)
}

import type { Deduction, SelectionEnding } from '../market/market-result.ts'
import { type Money, money, ZERO } from '../units/money.ts'
import { PRICE_SCALE } from '../units/price.ts'
import { placePaid } from './each-way.ts'
import { grossProfit, type MatchedBet } from './liability.ts'
import type { BetOutcome } from './order.ts'

/** How a bet ends, and what it brings. */
export interface BetEnding {
  readonly outcome: BetOutcome
  /** In minor units, before commission. */
  readonly profit: Money
}

/** A rational number; the denominator is above 0. */
type Fraction = readonly [numerator: bigint, denominator: bigint]

/**
 * How a matched bet ends with its selection: worked out as a fraction and rounded once, halves away from zero, so that back and lay of one
 * bet add up to nothing.
 *
 * In a dead heat its share of the stake is paid at the full price and the rest lost; of a half result half the stake is returned. A bet that
 * was to win loses when its selection is only placed. Each way it is two bets of its stake: when its selection is placed, the one is lost and
 * the other paid, in a dead heat for the last place by its share; a selection that shares the win is placed in full.
 *
 * @param deductions - Those that concern it. What is taken of a price leaves at least the stake.
 */
export function endingOf(bet: MatchedBet, ended: SelectionEnding, deductions: readonly Deduction[] = []): BetEnding {
  const outcome = outcomeFor(bet, ended.outcome)
  if (outcome === 'void' || outcome === 'push') return { outcome, profit: ZERO }
  if ((outcome === 'won' || outcome === 'lost') && deductions.length === 0) {
    return { outcome, profit: grossProfit(bet, outcome, 'half-up') }
  }
  const profit = rounded(backersProfit(bet, ended, deductions))
  return { outcome, profit: bet.side === 'back' ? profit : money(-profit) }
}

/** Whoever lays wins what a backer loses; of a dead heat, a place and what is returned both have the same word. */
function outcomeFor({ side, eachWay }: MatchedBet, ended: SelectionEnding['outcome']): BetOutcome {
  if (ended === 'placed' && eachWay !== undefined) return ended
  const word = ended === 'placed' ? 'lost' : ended
  return side === 'back' ? word : LAYERS[word]
}

const LAYERS = {
  won: 'lost',
  lost: 'won',
  void: 'void',
  'half-won': 'half-lost',
  'half-lost': 'half-won',
  push: 'push',
  'dead-heat': 'dead-heat',
} as const satisfies Record<Exclude<SelectionEnding['outcome'], 'placed'>, BetOutcome>

function backersProfit(
  { matchedStake, matchedValue, eachWay }: MatchedBet,
  ended: SelectionEnding,
  deductions: readonly Deduction[],
): Fraction {
  const stake = BigInt(matchedStake)
  const scale = BigInt(PRICE_SCALE)
  const [winnings, unit] = winningsAfter(stake * scale, BigInt(matchedValue), deductions)
  const toWin = wonPart(ended, stake, [winnings, unit * scale])
  if (eachWay === undefined) return toWin
  const [paid, of] = placePaid(eachWay)
  return sumOf(toWin, wonPart(ofPlace(ended), stake, [winnings * paid, unit * scale * of]))
}

/** How the place of a selection ended. */
function ofPlace(ended: SelectionEnding): SelectionEnding {
  if (ended.outcome === 'placed' && ended.share !== undefined) return { outcome: 'dead-heat', share: ended.share }
  return ended.outcome === 'placed' || ended.outcome === 'dead-heat' ? { outcome: 'won' } : ended
}

/** What one bet brings its backer. */
function wonPart(ended: SelectionEnding, stake: bigint, [winnings, whole]: Fraction): Fraction {
  switch (ended.outcome) {
    case 'won':
      return [winnings, whole]
    case 'half-won':
      return [winnings, 2n * whole]
    case 'half-lost':
      return [-stake, 2n]
    case 'dead-heat': {
      const part = BigInt(ended.share.numerator)
      const all = BigInt(ended.share.denominator)
      return [part * winnings - (all - part) * stake * whole, all * whole]
    }
    case 'lost':
    case 'placed':
      return [-stake, 1n]
    case 'void':
    case 'push':
      return [0n, 1n]
  }
}

function sumOf([a, of]: Fraction, [b, whole]: Fraction): Fraction {
  return [a * whole + b * of, of * whole]
}

/** What a backer wins on top of the stake after deductions, in the units of `value`. */
function winningsAfter(stake: bigint, value: bigint, deductions: readonly Deduction[]): Fraction {
  let [kept, whole]: Fraction = [1n, 1n]
  let [taken, of]: Fraction = [0n, 1n]
  for (const { share, of: what } of deductions) {
    const part = BigInt(share.numerator)
    const all = BigInt(share.denominator)
    if (what === 'price') [kept, whole] = [kept * (all - part), whole * all]
    else [taken, of] = [taken * all + part * of, of * all]
  }
  const won = value * kept - stake * whole
  if (won <= 0n || taken >= of) return [0n, 1n]
  return [won * (of - taken), whole * of]
}

/** To the nearest integer, halves away from zero. */
function rounded([numerator, denominator]: Fraction): Money {
  const size = numerator < 0n ? -numerator : numerator
  const nearest = (2n * size + denominator) / (2n * denominator)
  return money(Number(numerator < 0n ? -nearest : nearest))
}

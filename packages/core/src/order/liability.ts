import type { EachWayTerms } from '../market/market-at-venue.ts'
import type { Side } from '../market/market-update.ts'
import type { MatchedValue } from '../units/matched-value.ts'
import { type Money, money, negate } from '../units/money.ts'
import { PRICE_SCALE, type PriceUnits } from '../units/price.ts'
import { stakesOf, winningsPaid } from './each-way.ts'

/** How a venue rounds a fraction of a minor unit: towards zero, away from it, or to the nearest with halves away or to even. */
export type Rounding = 'down' | 'up' | 'half-up' | 'half-even'

/**
 * The most an order can lose: the stake of a back, ⌈stake × (price − 1)⌉ of a lay; each way twice the stake of a back, and
 * ⌈stake × (price − 1) × (1 + 1 / divisor)⌉ of a lay. Exact, also where the product exceeds 2^53.
 *
 * @param stake - The backer's stake in minor units, not negative; each way that of each of its two bets.
 * @param eachWay - Where it is a bet each way.
 * @throws InvalidValueError `INVALID_VALUE` when the result is beyond 2^53 minor units.
 * @example
 * ```ts
 * liability('lay', money(1001), toPriceUnits(price(2.5))) // 1502
 * ```
 */
export function liability(side: Side, stake: Money, price: PriceUnits, eachWay?: EachWayTerms): Money {
  if (eachWay === undefined) return side === 'back' ? stake : winnings(stake, price, 'up')
  if (side === 'back') return money(stake * stakesOf(eachWay))
  return winningsOf(BigInt(stake) * BigInt(price - PRICE_SCALE), eachWay, 'up')
}

/**
 * What a backer wins on top of his stake, before commission: stake × (price − 1), rounded as the venue does.
 *
 * @param stake - The backer's stake in minor units, not negative.
 * @throws InvalidValueError `INVALID_VALUE` when the result is beyond 2^53 minor units.
 * @example
 * ```ts
 * winnings(money(1001), toPriceUnits(price(2.5)), 'down') // 1501
 * ```
 */
export function winnings(stake: Money, price: PriceUnits, rounding: Rounding): Money {
  const product = stake * (price - PRICE_SCALE)
  // A rounded product of safe factors is safe only when the exact one is, so this test misses nothing.
  if (Number.isSafeInteger(product)) return money(divide(product, rounding))
  return money(Number(divideLarge(BigInt(stake) * BigInt(price - PRICE_SCALE), rounding)))
}

/** A matched bet, as far as its profit goes. */
export interface MatchedBet {
  readonly side: Side
  readonly matchedStake: Money
  readonly matchedValue: MatchedValue
  /** Where it is a bet each way: then the stake is that of each of its two bets. */
  readonly eachWay?: EachWayTerms | undefined
}

/**
 * Profit of a bet that won or lost (for whoever placed it: a lay wins when the selection loses), before commission; each way both of its
 * bets.
 *
 * @example
 * ```ts
 * grossProfit({ side: 'back', matchedStake: money(1000), matchedValue: matchedValue(21_000_000) }, 'won', 'half-up') // 1100
 * ```
 */
export function grossProfit(bet: MatchedBet, outcome: 'won' | 'lost', rounding: Rounding): Money {
  const stake = money(bet.matchedStake * stakesOf(bet.eachWay))
  if (bet.side === 'back') {
    return outcome === 'won' ? matchedWinnings(bet, rounding) : negate(stake)
  }
  return outcome === 'won' ? stake : negate(matchedWinnings(bet, rounding))
}

/**
 * What the backer of a matched bet wins on top of the stake, before commission: matched value − matched stake, each way with the place's
 * part of that, rounded once for all of it.
 *
 * @example
 * ```ts
 * matchedWinnings({ matchedStake: money(3), matchedValue: matchedValue(61_000) }, 'up') // 4: 6.1 less 3, rounded up
 * ```
 */
export function matchedWinnings(bet: Omit<MatchedBet, 'side'>, rounding: Rounding): Money {
  if (bet.eachWay !== undefined) return winningsOf(BigInt(netValue(bet)), bet.eachWay, rounding)
  return money(divide(netValue(bet), rounding))
}

/**
 * The most that an order's matched part and its open part at the order's price can lose together.
 *
 * @throws InvalidValueError `INVALID_VALUE` when the result is beyond 2^53 minor units.
 */
export function liabilityOfParts(matched: MatchedBet, openStake: Money, price: PriceUnits): Money {
  const { eachWay } = matched
  if (matched.side === 'back') return money((matched.matchedStake + openStake) * stakesOf(eachWay))
  if (matched.matchedStake === 0) return liability('lay', openStake, price, eachWay)
  if (openStake === 0) return matchedWinnings(matched, 'up')
  // One rounding for both, so that a fill at the order's own price leaves its liability as it was.
  const sum = BigInt(netValue(matched)) + BigInt(openStake) * BigInt(price - PRICE_SCALE)
  return winningsOf(sum, eachWay, 'up')
}

/** What winnings of the price, in ten-thousandths of a minor unit and not negative, pay in all. */
function winningsOf(sum: bigint, eachWay: EachWayTerms | undefined, rounding: Rounding): Money {
  const [times, whole] = winningsPaid(eachWay)
  return money(Number(divideLarge(sum * times, rounding, whole * BigInt(PRICE_SCALE))))
}

/** In ten-thousandths of a minor unit. */
function netValue({ matchedStake, matchedValue }: Omit<MatchedBet, 'side'>): number {
  return matchedValue - matchedStake * PRICE_SCALE
}

function divide(numerator: number, rounding: Rounding): number {
  const remainder = numerator % PRICE_SCALE
  const quotient = (numerator - remainder) / PRICE_SCALE
  return quotient + (roundsUp(2 * remainder - PRICE_SCALE, remainder > 0, quotient % 2 !== 0, rounding) ? 1 : 0)
}

function divideLarge(numerator: bigint, rounding: Rounding, scale = BigInt(PRICE_SCALE)): bigint {
  const remainder = numerator % scale
  const quotient = numerator / scale
  const overHalf = Number(2n * remainder - scale)
  return roundsUp(overHalf, remainder > 0n, quotient % 2n !== 0n, rounding) ? quotient + 1n : quotient
}

function roundsUp(overHalf: number, fraction: boolean, odd: boolean, rounding: Rounding): boolean {
  switch (rounding) {
    case 'down':
      return false
    case 'up':
      return fraction
    case 'half-up':
      return overHalf >= 0
    case 'half-even':
      return overHalf > 0 || (overHalf === 0 && odd)
  }
}

import { InvalidValueError } from '../../errors/invalid-value-error.ts'
import { checkPrice } from '../../units/check.ts'

/**
 * Decimal odds of American odds: what 100 win when positive, what must be staked to win 100 when negative.
 *
 * @param american - At most −100 or at least 100; both of these are evens.
 * @throws InvalidValueError `INVALID_VALUE` when `american` is between −100 and 100, or not finite.
 * @example
 * ```ts
 * decimalFromAmerican(340) // 4.4
 * decimalFromAmerican(-200) // 1.5
 * ```
 */
export function decimalFromAmerican(american: number): number {
  if (!(typeof american === 'number' && Math.abs(american) >= 100 && Number.isFinite(american))) {
    throw new InvalidValueError('american', american, 'at most -100 or at least 100, and finite')
  }
  return american > 0 ? 1 + american / 100 : 1 + 100 / -american
}

/**
 * Exact American odds of decimal odds, not rounded.
 *
 * @param price - Decimal odds, finite and above 1. Evens is +100.
 * @throws InvalidValueError `INVALID_VALUE` when `price` is outside its range.
 * @example
 * ```ts
 * americanFromDecimal(1.25) // -400
 * ```
 */
export function americanFromDecimal(price: number): number {
  checkPrice('price', price)
  return price >= 2 ? 100 * (price - 1) : -100 / (price - 1)
}

/**
 * American odds as they are quoted: {@link americanFromDecimal} rounded to a whole number. Converting back loses a little:
 * 1.87 → −115 → 1.8696.
 *
 * @param price - Decimal odds, finite and above 1.
 * @throws InvalidValueError `INVALID_VALUE` when `price` is outside its range.
 * @example
 * ```ts
 * roundedAmericanFromDecimal(1.87) // -115
 * ```
 */
export function roundedAmericanFromDecimal(price: number): number {
  return Math.round(americanFromDecimal(price))
}

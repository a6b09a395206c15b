import { InvalidValueError } from '../../errors/invalid-value-error.ts'
import { checkPrice } from '../../units/check.ts'

/**
 * Decimal odds of Hong Kong odds: the profit per unit staked.
 *
 * @param odds - Finite and above 0.
 * @throws InvalidValueError `INVALID_VALUE` when `odds` is outside its range.
 * @example
 * ```ts
 * decimalFromHongKong(0.5) // 1.5
 * ```
 */
export function decimalFromHongKong(odds: number): number {
  if (!(typeof odds === 'number' && odds > 0 && odds < Number.POSITIVE_INFINITY)) {
    throw new InvalidValueError('hong-kong odds', odds, 'a finite number above 0')
  }
  return 1 + odds
}

/**
 * Hong Kong odds of decimal odds.
 *
 * @param price - Decimal odds, finite and above 1.
 * @throws InvalidValueError `INVALID_VALUE` when `price` is outside its range.
 * @example
 * ```ts
 * hongKongFromDecimal(1.5) // 0.5
 * ```
 */
export function hongKongFromDecimal(price: number): number {
  checkPrice('price', price)
  return price - 1
}

/**
 * Decimal odds of Indonesian odds: American odds divided by 100.
 *
 * @param odds - At most −1 or at least 1; both of these are evens.
 * @throws InvalidValueError `INVALID_VALUE` when `odds` is between −1 and 1, or not finite.
 * @example
 * ```ts
 * decimalFromIndonesian(-2) // 1.5
 * ```
 */
export function decimalFromIndonesian(odds: number): number {
  if (!(typeof odds === 'number' && Math.abs(odds) >= 1 && Number.isFinite(odds))) {
    throw new InvalidValueError('indonesian odds', odds, 'at most -1 or at least 1, and finite')
  }
  return odds > 0 ? 1 + odds : 1 - 1 / odds
}

/**
 * Indonesian odds of decimal odds, not rounded. Evens is 1.
 *
 * @param price - Decimal odds, finite and above 1.
 * @throws InvalidValueError `INVALID_VALUE` when `price` is outside its range.
 * @example
 * ```ts
 * indonesianFromDecimal(1.5) // -2
 * ```
 */
export function indonesianFromDecimal(price: number): number {
  checkPrice('price', price)
  return price >= 2 ? price - 1 : -1 / (price - 1)
}

/**
 * Decimal odds of Malay odds: the profit per unit staked when positive, the stake that wins one unit when negative.
 *
 * @param odds - In [−1, 1] and not 0; −1 and 1 are evens.
 * @throws InvalidValueError `INVALID_VALUE` when `odds` is outside its range.
 * @example
 * ```ts
 * decimalFromMalay(-0.8) // 2.25
 * ```
 */
export function decimalFromMalay(odds: number): number {
  if (!(typeof odds === 'number' && Math.abs(odds) <= 1 && odds !== 0))
    throw new InvalidValueError('malay odds', odds, 'in [-1, 1] and not 0')
  return odds > 0 ? 1 + odds : 1 - 1 / odds
}

/**
 * Malay odds of decimal odds, not rounded. Evens is 1.
 *
 * @param price - Decimal odds, finite and above 1.
 * @throws InvalidValueError `INVALID_VALUE` when `price` is outside its range.
 * @example
 * ```ts
 * malayFromDecimal(3) // -0.5
 * ```
 */
export function malayFromDecimal(price: number): number {
  checkPrice('price', price)
  return price <= 2 ? price - 1 : -1 / (price - 1)
}

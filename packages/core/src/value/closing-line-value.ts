import { checkPrice, checkProbability } from '../units/check.ts'

/**
 * Closing line value against the fair close: price·p − 1, the expected value that the bet turned out to have at the close.
 *
 * The form to prefer: `closingProbability` comes from closing prices with their overround removed; say by which method.
 *
 * @param price - Decimal odds that were taken, above 1.
 * @param closingProbability - Fair probability of the selection at the close, in [0, 1].
 * @throws InvalidValueError `INVALID_VALUE` for an argument outside its range.
 * @example
 * ```ts
 * closingLineValue(2.1, 0.5) // 0.05 to rounding
 * ```
 */
export function closingLineValue(price: number, closingProbability: number): number {
  checkPrice('price', price)
  checkProbability('closingProbability', closingProbability)
  return price * closingProbability - 1
}

/**
 * Closing line value as a ratio of prices: price/closingPrice − 1. Overstates by about the overround of the close.
 *
 * @param price - Decimal odds that were taken, above 1.
 * @param closingPrice - Decimal odds at the close, overround included, above 1.
 * @throws InvalidValueError `INVALID_VALUE` for an argument outside its range.
 * @example
 * ```ts
 * closingLineValueRatio(1.75, 1.5) // 0.1666…
 * ```
 */
export function closingLineValueRatio(price: number, closingPrice: number): number {
  checkPrice('price', price)
  checkPrice('closingPrice', closingPrice)
  return price / closingPrice - 1
}

/**
 * Closing line value as a logarithm: ln(price/closingPrice). Symmetric: taking 2 that closes at 2.5 is as bad as the reverse is good.
 *
 * @param price - Decimal odds that were taken, above 1.
 * @param closingPrice - Decimal odds at the close, overround included, above 1.
 * @throws InvalidValueError `INVALID_VALUE` for an argument outside its range.
 * @example
 * ```ts
 * closingLineValueLog(1.75, 1.5) // 0.1541…
 * ```
 */
export function closingLineValueLog(price: number, closingPrice: number): number {
  checkPrice('price', price)
  checkPrice('closingPrice', closingPrice)
  return Math.log(price / closingPrice)
}

/**
 * Closing line value in probability points: 1/closingPrice − 1/price.
 *
 * @param price - Decimal odds that were taken, above 1.
 * @param closingPrice - Decimal odds at the close, overround included, above 1.
 * @throws InvalidValueError `INVALID_VALUE` for an argument outside its range.
 * @example
 * ```ts
 * closingLineValuePoints(1.75, 1.5) // 0.0952…
 * ```
 */
export function closingLineValuePoints(price: number, closingPrice: number): number {
  checkPrice('price', price)
  checkPrice('closingPrice', closingPrice)
  return 1 / closingPrice - 1 / price
}

import { InvalidValueError } from '../errors/invalid-value-error.ts'
import type { Brand } from './brand.ts'

/** Decimal odds: what one unit staked returns, stake included. Always finite and above 1. */
export type Price = Brand<number, 'Price'>

/** Decimal odds as an integer of ten-thousandths, in which an order's prices are compared and multiplied exactly. */
export type PriceUnits = Brand<number, 'PriceUnits'>

/** How many {@link PriceUnits} make a price of 1. */
export const PRICE_SCALE = 10_000

/**
 * Parses decimal odds.
 *
 * @param value - Decimal odds, finite and above 1.
 * @throws InvalidValueError `INVALID_VALUE` when `value` is not a finite number above 1.
 * @example
 * ```ts
 * price(2.5) // 2.5
 * ```
 */
export function price(value: number): Price {
  if (!isPrice(value)) throw new InvalidValueError('price', value, 'a finite number above 1')
  return value
}

/**
 * Whether `value` can be a {@link Price}.
 *
 * @example
 * ```ts
 * isPrice(1) // false
 * ```
 */
export function isPrice(value: number): value is Price {
  return typeof value === 'number' && value > 1 && value < Number.POSITIVE_INFINITY
}

/**
 * Converts decimal odds to integer ten-thousandths, rounding to the nearest.
 *
 * @throws InvalidValueError `INVALID_VALUE` when the price is so close to 1 that it rounds to 1, or beyond 2^53 units.
 * @example
 * ```ts
 * toPriceUnits(price(1.91)) // 19100
 * ```
 */
export function toPriceUnits(value: Price): PriceUnits {
  return priceUnits(Math.round(value * PRICE_SCALE))
}

/**
 * Parses an integer of ten-thousandths.
 *
 * @throws InvalidValueError `INVALID_VALUE` when `value` is not a safe integer above 10000.
 * @example
 * ```ts
 * priceUnits(19_100) // 19100
 * ```
 */
export function priceUnits(value: number): PriceUnits {
  if (!Number.isSafeInteger(value) || value <= PRICE_SCALE) {
    throw new InvalidValueError('price units', value, `a safe integer above ${PRICE_SCALE}`)
  }
  return value as PriceUnits
}

/**
 * The decimal odds that `units` stand for.
 *
 * @example
 * ```ts
 * fromPriceUnits(priceUnits(19_100)) // 1.91
 * ```
 */
export function fromPriceUnits(units: PriceUnits): Price {
  return price(units / PRICE_SCALE)
}

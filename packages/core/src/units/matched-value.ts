import { InvalidValueError } from '../errors/invalid-value-error.ts'
import type { Brand } from './brand.ts'
import type { Money } from './money.ts'
import { PRICE_SCALE, type PriceUnits } from './price.ts'

/** Σ stake × price of what is matched, in ten-thousandths of a minor unit: exact, where an average price seldom is. */
export type MatchedValue = Brand<number, 'MatchedValue'>

/** The value of nothing. */
export const NO_VALUE: MatchedValue = 0 as MatchedValue

/**
 * Checks a matched value.
 *
 * @throws InvalidValueError `INVALID_VALUE` when it is no safe integer or below 0.
 * @example
 * ```ts
 * matchedValue(21_000_000) // 21000000: 10.00 at 2.10
 * ```
 */
export function matchedValue(value: number): MatchedValue {
  if (!isMatchedValue(value)) throw new InvalidValueError('matched value', value, 'a safe integer, not negative')
  return value
}

/** Whether a number is a matched value: a safe integer, not negative. */
export function isMatchedValue(value: number): value is MatchedValue {
  return Number.isSafeInteger(value) && value >= 0
}

/**
 * The value of fills: Σ stake × price.
 *
 * @param fills - Backers' stakes in minor units, each at its price.
 * @throws InvalidValueError `INVALID_VALUE` when it is beyond 2^53 ten-thousandths of a minor unit.
 * @example
 * ```ts
 * valueOfFills([{ stake: money(400), price: priceUnits(20_000) }, { stake: money(600), price: priceUnits(21_500) }]) // 20_900_000
 * ```
 */
export function valueOfFills(fills: readonly { readonly stake: Money; readonly price: PriceUnits }[]): MatchedValue {
  return matchedValue(fills.reduce((sum, { stake, price }) => sum + stake * price, 0))
}

/**
 * The volume-weighted average price of a matched stake, rounded against the bettor: down for a back, up for a lay; `null` where nothing is
 * matched, and at the least the lowest price that there is.
 *
 * @example
 * ```ts
 * averagePriceOf('lay', money(3), matchedValue(61_000)) // 20_334
 * ```
 */
export function averagePriceOf(side: 'back' | 'lay', stake: Money, value: MatchedValue): PriceUnits | null {
  if (stake === 0) return null
  const remainder = value % stake
  const average = (value - remainder) / stake + (side === 'lay' && remainder > 0 ? 1 : 0)
  return Math.max(average, PRICE_SCALE + 1) as PriceUnits
}

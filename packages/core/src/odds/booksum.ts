import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { checkOutcomes } from './overround/overround-formula.ts'

/**
 * The sum of the implied probabilities of a book: Σ 1/price. Above 1 where the bookmaker has a margin.
 *
 * @param prices - Decimal odds of all outcomes, each finite and above 1; two or more.
 * @throws InvalidValueError `INVALID_VALUE` for prices outside their range.
 * @example
 * ```ts
 * booksum([1.6, 3.2]) // 0.9375
 * ```
 */
export function booksum(prices: readonly number[]): number {
  checkOutcomes('number of prices', prices.length)
  let sum = 0
  for (const [index, price] of prices.entries()) {
    if (!(typeof price === 'number' && price > 1 && price < Number.POSITIVE_INFINITY)) {
      throw new InvalidValueError(`prices[${index}]`, price, 'a finite number above 1')
    }
    sum += 1 / price
  }
  return sum
}

/**
 * The overround of a book: Σ 1/price − target.
 *
 * @param prices - Decimal odds of all outcomes, each finite and above 1; two or more.
 * @param target - The number of winners, above 0.
 * @throws InvalidValueError `INVALID_VALUE` for an argument outside its range.
 * @example
 * ```ts
 * overround([1.6, 2.5]) // 0.025
 * ```
 */
export function overround(prices: readonly number[], target = 1): number {
  return booksum(prices) - checkTarget(target)
}

/**
 * The share of all stakes that a bookmaker with a balanced book keeps: 1 − target/Σ(1/price). Also called hold or theoretical margin.
 *
 * @param prices - Decimal odds of all outcomes, each finite and above 1; two or more.
 * @param target - The number of winners, above 0.
 * @throws InvalidValueError `INVALID_VALUE` for an argument outside its range.
 * @example
 * ```ts
 * hold([1.75, 1.75]) // 0.125
 * ```
 */
export function hold(prices: readonly number[], target = 1): number {
  return 1 - checkTarget(target) / booksum(prices)
}

function checkTarget(target: number): number {
  if (!(typeof target === 'number' && target > 0 && target < Number.POSITIVE_INFINITY)) {
    throw new InvalidValueError('target', target, 'a finite number above 0')
  }
  return target
}

import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { checkPrice, checkProbability } from '../units/check.ts'

/**
 * The price of the place part of an each-way bet: 1 + (price − 1)·fraction.
 *
 * @param price - Decimal odds to win, finite and above 1.
 * @param fraction - The each-way fraction, such as 1/4 or 1/5, above 0 and at most 1.
 * @throws InvalidValueError `INVALID_VALUE` for an argument outside its range.
 * @example
 * ```ts
 * placePrice(9, 1 / 4) // 3
 * ```
 */
export function placePrice(price: number, fraction: number): number {
  checkPrice('price', price)
  if (!(typeof fraction === 'number' && fraction > 0 && fraction <= 1))
    throw new InvalidValueError('fraction', fraction, 'above 0 and at most 1')
  return 1 + (price - 1) * fraction
}

/**
 * Expected profit of an each-way bet, per unit staked on both parts together: half is on the win, half on the place.
 *
 * @param price - Decimal odds to win, finite and above 1.
 * @param fraction - The each-way fraction, above 0 and at most 1.
 * @param winProbability - Probability of winning, in [0, 1].
 * @param placeProbability - Probability of being placed, wins included: at least `winProbability`, at most 1.
 * @throws InvalidValueError `INVALID_VALUE` for an argument outside its range.
 * @example
 * ```ts
 * eachWayExpectedValue(9, 1 / 4, 0.125, 0.375) // 0.125
 * ```
 */
export function eachWayExpectedValue(
  price: number,
  fraction: number,
  winProbability: number,
  placeProbability: number,
): number {
  const place = placePrice(price, fraction)
  checkProbability('winProbability', winProbability)
  checkProbability('placeProbability', placeProbability)
  if (placeProbability < winProbability) {
    throw new InvalidValueError('placeProbability', placeProbability, `at least winProbability, ${winProbability}`)
  }
  return (winProbability * price + placeProbability * place) / 2 - 1
}

/** How a runner ends, as far as an each-way bet cares. */
export type EachWayResult = 'won' | 'placed' | 'lost'

/**
 * Profit of an each-way bet, per unit staked on both parts together.
 *
 * @param price - Decimal odds to win, finite and above 1.
 * @param fraction - The each-way fraction, above 0 and at most 1.
 * @param result - How the runner ended.
 * @throws InvalidValueError `INVALID_VALUE` for an argument outside its range.
 * @example
 * ```ts
 * eachWayProfit(9, 1 / 4, 'placed') // 0.5
 * ```
 */
export function eachWayProfit(price: number, fraction: number, result: EachWayResult): number {
  const place = placePrice(price, fraction)
  if (result === 'won') return (price + place) / 2 - 1
  return result === 'placed' ? place / 2 - 1 : -1
}

import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { checkInteger, checkPrice, checkProbability } from '../units/check.ts'

/** One leg of a parlay. */
export interface ParlayLeg {
  /** Decimal odds, finite and above 1. */
  readonly price: number
  /** Probability that it wins, in [0, 1], independently of the others. */
  readonly probability: number
}

/** The most legs of one parlay. */
const MAX_LEGS = 100

/**
 * The price of a parlay (accumulator): the product of its legs' prices. A leg that is void is left out.
 *
 * @param prices - Decimal odds of the legs, each finite and above 1; 1 to 100.
 * @throws InvalidValueError `INVALID_VALUE` for an argument outside its range, or a product beyond all numbers.
 * @example
 * ```ts
 * parlayPrice([2, 1.5, 3]) // 9
 * ```
 */
export function parlayPrice(prices: readonly number[]): number {
  checkInteger('number of legs', prices.length, 1, MAX_LEGS)
  let product = 1
  for (const [index, price] of prices.entries()) {
    checkPrice(`prices[${index}]`, price)
    product *= price
  }
  if (!Number.isFinite(product)) throw new InvalidValueError('product of prices', product, 'finite')
  return product
}

/**
 * Expected profit of a parlay per unit staked, for legs that do not depend on each other: Π(price·probability) − 1.
 *
 * Edges multiply, and so do margins. Legs of one match depend on each other, and this is not their expected value.
 *
 * @param legs - 1 to 100.
 * @throws InvalidValueError `INVALID_VALUE` for an argument outside its range.
 * @example
 * ```ts
 * parlayExpectedValue([{ price: 2, probability: 0.75 }, { price: 1.5, probability: 0.5 }]) // 0.125
 * ```
 */
export function parlayExpectedValue(legs: readonly ParlayLeg[]): number {
  checkLegs(legs)
  return legs.reduce((product, { price, probability }) => product * price * probability, 1) - 1
}

/**
 * Expected profit of a system bet per unit staked in all: equal stakes on every parlay of `size` of the legs (doubles of three, say).
 *
 * @param legs - 1 to 100, independent of each other.
 * @param size - How many legs each parlay has, from 1 to all.
 * @throws InvalidValueError `INVALID_VALUE` for an argument outside its range.
 * @example
 * ```ts
 * systemExpectedValue([{ price: 2, probability: 0.75 }, { price: 2, probability: 0.5 }, { price: 2, probability: 0.5 }], 2) // 0.33333…
 * ```
 */
export function systemExpectedValue(legs: readonly ParlayLeg[], size: number): number {
  checkLegs(legs)
  checkInteger('size', size, 1, legs.length)
  // The mean of all products of `size` returns, leg by leg: after leg m, means[k] is the mean over parlays of k of the first m.
  const means: number[] = [1, ...Array.from({ length: size }, () => 0)]
  for (const [index, { price, probability }] of legs.entries()) {
    const count = index + 1
    for (let k = Math.min(size, count); k >= 1; k -= 1) {
      const without = means[k] ?? 0
      const withLeg = (means[k - 1] ?? 0) * price * probability
      means[k] = (without * (count - k) + withLeg * k) / count
    }
  }
  return (means[size] ?? 0) - 1
}

function checkLegs(legs: readonly ParlayLeg[]): void {
  parlayPrice(legs.map(({ price }) => price))
  for (const [index, { probability }] of legs.entries()) {
    checkProbability(`legs[${index}].probability`, probability)
  }
}

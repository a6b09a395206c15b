import { checkCommission, checkPrice, checkProbability } from '../units/check.ts'

/**
 * Expected profit of a back bet, per unit staked: p·(price − 1)·(1 − commission) − (1 − p).
 *
 * This is the one expected value that everything here uses; "edge" without another word means it.
 *
 * @param price - Decimal odds, above 1.
 * @param probability - Probability that the selection wins, in [0, 1].
 * @param commission - Share of net winnings that the venue keeps, in [0, 1).
 * @throws InvalidValueError `INVALID_VALUE` for an argument outside its range.
 * @example
 * ```ts
 * expectedValue(2.5, 0.5) // 0.25
 * expectedValue(2.5, 0.5, 0.05) // 0.2125
 * ```
 */
export function expectedValue(price: number, probability: number, commission = 0): number {
  checkPrice('price', price)
  checkProbability('probability', probability)
  checkCommission('commission', commission)
  // Arranged so that without commission there is one rounding only: at the implied probability it is never above zero.
  return probability * (price - commission * (price - 1)) - 1
}

/**
 * Expected profit of a lay bet, per unit of the backer's stake: (1 − p)·(1 − commission) − p·(price − 1).
 *
 * The layer risks price − 1 for each unit of the backer's stake: see {@link layExpectedValuePerLiability}.
 *
 * @param price - Decimal odds, above 1.
 * @param probability - Probability that the selection wins (and the lay loses), in [0, 1].
 * @param commission - Share of net winnings that the venue keeps, in [0, 1).
 * @throws InvalidValueError `INVALID_VALUE` for an argument outside its range.
 * @example
 * ```ts
 * layExpectedValue(2.5, 0.5) // -0.25
 * ```
 */
export function layExpectedValue(price: number, probability: number, commission = 0): number {
  checkPrice('price', price)
  checkProbability('probability', probability)
  checkCommission('commission', commission)
  return 1 - probability * price - commission * (1 - probability)
}

/**
 * Expected profit of a lay bet, per unit of liability: {@link layExpectedValue} / (price − 1).
 *
 * @param price - Decimal odds, above 1.
 * @param probability - Probability that the selection wins (and the lay loses), in [0, 1].
 * @param commission - Share of net winnings that the venue keeps, in [0, 1).
 * @throws InvalidValueError `INVALID_VALUE` for an argument outside its range.
 * @example
 * ```ts
 * layExpectedValuePerLiability(2.5, 0.5) // -0.1666…
 * ```
 */
export function layExpectedValuePerLiability(price: number, probability: number, commission = 0): number {
  return layExpectedValue(price, probability, commission) / (price - 1)
}

/**
 * How far a probability is above the one that a price implies: p − 1/price, in probability points.
 *
 * The other thing that is called "edge"; {@link expectedValue} without commission is this times the price.
 *
 * @param price - Decimal odds, above 1.
 * @param probability - Probability that the selection wins, in [0, 1].
 * @throws InvalidValueError `INVALID_VALUE` for an argument outside its range.
 * @example
 * ```ts
 * probabilityEdge(2.5, 0.5) // 0.1 to rounding
 * ```
 */
export function probabilityEdge(price: number, probability: number): number {
  checkPrice('price', price)
  checkProbability('probability', probability)
  return probability - 1 / price
}

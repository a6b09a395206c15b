import { checkCommission, checkPrice, checkProbability } from '../units/check.ts'

/**
 * The Kelly stake of a single back bet: the fraction of the bankroll whose growth rate is highest.
 *
 * f = (p·b − (1 − p)) / b with net odds b = (price − 1)(1 − commission); 0 where there is no edge (Kelly 1956).
 *
 * @param price - Decimal odds, above 1.
 * @param probability - Probability that the bet wins, in [0, 1].
 * @param commission - On net winnings, in [0, 1).
 * @returns A fraction of the bankroll in [0, 1].
 * @throws InvalidValueError `INVALID_VALUE` when an argument is out of range.
 * @example
 * ```ts
 * kellyFraction(2, 0.6) // 0.2
 * ```
 */
export function kellyFraction(price: number, probability: number, commission = 0): number {
  const netOdds = (checkPrice('price', price) - 1) * (1 - checkCommission('commission', commission))
  checkProbability('probability', probability)
  const fraction = probability - (1 - probability) / netOdds
  return Math.max(fraction, 0)
}

/**
 * The Kelly liability of a single lay bet, as a fraction of the bankroll.
 *
 * f = (1 − p) − p·(price − 1) / (1 − commission); 0 where there is no edge. The backer's stake is this divided by
 * (price − 1). Laying at `price` is backing the complement at 1 + (1 − commission) / (price − 1).
 *
 * @param price - Decimal odds laid, above 1.
 * @param probability - Probability that the selection wins, so that the lay loses, in [0, 1].
 * @param commission - On net winnings, in [0, 1).
 * @returns The liability as a fraction of the bankroll in [0, 1].
 * @throws InvalidValueError `INVALID_VALUE` when an argument is out of range.
 * @example
 * ```ts
 * kellyLayFraction(3, 0.25) // 0.25: a liability of 25 %, a backer's stake of 12.5 % of the bankroll
 * ```
 */
export function kellyLayFraction(price: number, probability: number, commission = 0): number {
  checkPrice('price', price)
  checkProbability('probability', probability)
  checkCommission('commission', commission)
  const fraction = 1 - probability - (probability * (price - 1)) / (1 - commission)
  return Math.max(fraction, 0)
}

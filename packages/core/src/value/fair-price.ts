import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { checkCommission, checkPrice } from '../units/check.ts'

/**
 * The back price at which a bet neither wins nor loses in the long run: 1 + (1 − p)/(p(1 − commission)).
 *
 * @param probability - Probability that the selection wins, above 0 and below 1.
 * @param commission - Share of net winnings that the venue keeps, in [0, 1).
 * @throws InvalidValueError `INVALID_VALUE` for an argument outside its range.
 * @example
 * ```ts
 * fairBackPrice(0.25) // 4
 * fairBackPrice(0.25, 0.2) // 4.75
 * ```
 */
export function fairBackPrice(probability: number, commission = 0): number {
  checkOpen(probability)
  checkCommission('commission', commission)
  return priced(1 + (1 - probability) / (probability * (1 - commission)), probability)
}

/**
 * The lay price at which a bet neither wins nor loses in the long run: 1 + (1 − p)(1 − commission)/p.
 *
 * @param probability - Probability that the selection wins (and the lay loses), above 0 and below 1.
 * @param commission - Share of net winnings that the venue keeps, in [0, 1).
 * @throws InvalidValueError `INVALID_VALUE` for an argument outside its range.
 * @example
 * ```ts
 * fairLayPrice(0.25, 0.2) // 3.4
 * ```
 */
export function fairLayPrice(probability: number, commission = 0): number {
  checkOpen(probability)
  checkCommission('commission', commission)
  return priced(1 + ((1 - probability) * (1 - commission)) / probability, probability)
}

/**
 * The probability above which a back at this price gains: 1/(1 + (price − 1)(1 − commission)).
 *
 * @param price - Decimal odds, finite and above 1.
 * @param commission - Share of net winnings that the venue keeps, in [0, 1).
 * @throws InvalidValueError `INVALID_VALUE` for an argument outside its range.
 * @example
 * ```ts
 * breakEvenBack(2.5) // 0.4
 * ```
 */
export function breakEvenBack(price: number, commission = 0): number {
  checkPrice('price', price)
  checkCommission('commission', commission)
  return 1 / (1 + (price - 1) * (1 - commission))
}

/**
 * The probability below which a lay at this price gains: (1 − commission)/(price − commission).
 *
 * @param price - Decimal odds, finite and above 1.
 * @param commission - Share of net winnings that the venue keeps, in [0, 1).
 * @throws InvalidValueError `INVALID_VALUE` for an argument outside its range.
 * @example
 * ```ts
 * breakEvenLay(2.5) // 0.4
 * ```
 */
export function breakEvenLay(price: number, commission = 0): number {
  checkPrice('price', price)
  checkCommission('commission', commission)
  return (1 - commission) / (price - commission)
}

function checkOpen(probability: number): void {
  if (!(typeof probability === 'number' && probability > 0 && probability < 1)) {
    throw new InvalidValueError('probability', probability, 'above 0 and below 1')
  }
}

function priced(price: number, probability: number): number {
  if (!(typeof price === 'number' && price > 1 && price < Number.POSITIVE_INFINITY)) {
    throw new InvalidValueError('probability', probability, 'far enough from 0 and 1 to have a finite price above 1')
  }
  return price
}

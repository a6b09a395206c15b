import { InvalidValueError } from '../errors/invalid-value-error.ts'

/** Throws unless `value` is decimal odds. */
export function checkPrice(value: number, argument = 'price'): void {
  if (!(value > 1 && value < Number.POSITIVE_INFINITY)) {
    throw new InvalidValueError(argument, value, 'a finite number above 1')
  }
}

/** Throws unless `value` is a probability. */
export function checkProbability(value: number, argument = 'probability'): void {
  if (!(value >= 0 && value <= 1)) throw new InvalidValueError(argument, value, 'a number in [0, 1]')
}

/** Throws unless `value` is a commission rate. */
export function checkCommission(value: number, argument = 'commission'): void {
  if (!(value >= 0 && value < 1)) throw new InvalidValueError(argument, value, 'a number in [0, 1)')
}

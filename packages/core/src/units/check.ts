import { InvalidValueError } from '../errors/invalid-value-error.ts'

/** Returns decimal odds, or throws naming `argument` when they are not a finite number above 1. */
export function checkPrice(argument: string, value: number): number {
  if (!(typeof value === 'number' && value > 1 && value < Number.POSITIVE_INFINITY)) {
    throw new InvalidValueError(argument, value, 'a finite number above 1')
  }
  return value
}

/** Returns a probability, or throws naming `argument` when it is not in [0, 1]. */
export function checkProbability(argument: string, value: number): number {
  if (!(typeof value === 'number' && value >= 0 && value <= 1))
    throw new InvalidValueError(argument, value, 'a number in [0, 1]')
  return value
}

/** Returns a commission, or throws naming `argument` when it is not in [0, 1). */
export function checkCommission(argument: string, value: number): number {
  if (!(typeof value === 'number' && value >= 0 && value < 1))
    throw new InvalidValueError(argument, value, 'a number in [0, 1)')
  return value
}

/** Returns a finite number, or throws naming `argument`; with bounds, it must lie in [least, most]. */
export function checkNumber(
  argument: string,
  value: number,
  least = Number.NEGATIVE_INFINITY,
  most = Number.POSITIVE_INFINITY,
): number {
  if (!(Number.isFinite(value) && value >= least && value <= most)) {
    throw new InvalidValueError(argument, value, `a finite number${range(least, most)}`)
  }
  return value
}

/** Returns a finite number above 0, or throws naming `argument`. */
export function checkPositive(argument: string, value: number): number {
  if (!(typeof value === 'number' && value > 0 && value < Number.POSITIVE_INFINITY)) {
    throw new InvalidValueError(argument, value, 'a finite number above 0')
  }
  return value
}

/** Returns a safe integer in [least, most], or throws naming `argument`. */
export function checkInteger(argument: string, value: number, least: number, most = Number.MAX_SAFE_INTEGER): number {
  if (!(Number.isSafeInteger(value) && value >= least && value <= most)) {
    throw new InvalidValueError(argument, value, `an integer${range(least, most)}`)
  }
  return value
}

function range(least: number, most: number): string {
  const below = most >= Number.MAX_SAFE_INTEGER
  if (least === Number.NEGATIVE_INFINITY) return below ? '' : ` of at most ${most}`
  return below ? ` of at least ${least}` : ` in [${least}, ${most}]`
}

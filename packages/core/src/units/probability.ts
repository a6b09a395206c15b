import { InvalidValueError } from '../errors/invalid-value-error.ts'
import type { Brand } from './brand.ts'

/** A probability in [0, 1]. */
export type Probability = Brand<number, 'Probability'>

/**
 * Parses a probability.
 *
 * @throws InvalidValueError `INVALID_VALUE` when `value` is not a number in [0, 1].
 * @example
 * ```ts
 * probability(0.25) // 0.25
 * ```
 */
export function probability(value: number): Probability {
  if (!(typeof value === 'number' && value >= 0 && value <= 1))
    throw new InvalidValueError('probability', value, 'a number in [0, 1]')
  return value as Probability
}

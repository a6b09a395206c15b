import { AdvisorError } from '../../errors/advisor-error.ts'

/**
 * Why a method gives no fair book for these prices.
 *
 * - `outside-unit-interval`: its formula leaves (0, 1], as additive methods do with long shots.
 * - `no-solution`: the equation that defines it has no root.
 * - `underround`: the prices add up to less than the target, and the caller or the method refuses that.
 * - `target`: the method is only defined for one winner.
 */
export type OverroundRefusal = 'outside-unit-interval' | 'no-solution' | 'underround' | 'target'

const EXPLANATIONS: Readonly<Record<OverroundRefusal, string>> = {
  'outside-unit-interval': 'a probability would leave (0, 1].',
  'no-solution': 'its equation has no solution.',
  underround: 'the implied probabilities add up to less than the target.',
  target: 'it is only defined for a target of 1.',
}

/** A method of overround removal has no valid fair book for valid prices. */
export class OverroundError extends AdvisorError {
  readonly code = 'OVERROUND_UNSOLVABLE'
  /** The key of the method. */
  readonly method: string
  readonly reason: OverroundRefusal
  /** The prices, as they were given. */
  readonly prices: readonly number[]

  constructor(method: string, reason: OverroundRefusal, prices: readonly number[]) {
    super(`${method} cannot remove the overround of [${prices.join(', ')}]: ${EXPLANATIONS[reason]}`, {
      remedy: 'Use a method that covers such books, such as power or multiplicative.',
    })
    this.method = method
    this.reason = reason
    this.prices = prices
  }
}

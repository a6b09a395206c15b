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
  'no-solution': 'no solution.',
  underround: 'it adds up to less than the target.',
  target: 'its target must be 1.',
}

/** How many prices a message shows. */
const SHOWN = 12

/** A method of overround removal has no valid fair book for valid prices. */
export class OverroundError extends AdvisorError {
  readonly code = 'OVERROUND_UNSOLVABLE'
  // Declared, not defined: what the constructor assigns at once need not be in every bundle twice.
  /** The key of the method. */
  declare readonly method: string
  declare readonly reason: OverroundRefusal
  /** What was asked about: prices, or the probabilities to which an overround was to be added. */
  declare readonly book: readonly number[]

  constructor(method: string, reason: OverroundRefusal, book: readonly number[]) {
    const shown = book.slice(0, SHOWN).join(', ') + (book.length > SHOWN ? ', …' : '')
    super(`${method} has no answer for [${shown}]: ${EXPLANATIONS[reason]}`, {
      remedy: 'Power and multiplicative cover such books.',
    })
    this.method = method
    this.reason = reason
    this.book = [...book]
  }
}

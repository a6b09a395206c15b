import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { OverroundError } from './overround/overround-error.ts'
import {
  checkOutcomes,
  checkTarget,
  type OverroundFormula,
  ROUNDING,
  workspace,
} from './overround/overround-formula.ts'
import type { OverroundSolver } from './overround/overround-rows.ts'
import { repriceGotoConversion } from './overround/reprice/goto-conversion.ts'
import { repriceJensenShannon } from './overround/reprice/jensen-shannon.ts'
import { repriceShin } from './overround/reprice/shin.ts'

/** How far probabilities may add up to something else than their target. */
const INPUT_ROUNDING = 1e-6

/** Reverses that would make their methods too heavy to import for removing an overround alone. */
const REPRICERS: Readonly<Record<string, OverroundSolver>> = {
  'goto-conversion': repriceGotoConversion,
  'jensen-shannon': repriceJensenShannon,
  shin: repriceShin,
}

/** Prices made from fair probabilities. */
export interface PricedMarket {
  /** Decimal odds, aligned with the probabilities, each finite and above 1. */
  readonly prices: readonly number[]
  /** Σ 1/price − target. */
  readonly overround: number
  /** The key of the method. */
  readonly method: string
  /** The method's own parameter, the one that removing the overround would report; `null` where it has none. */
  readonly parameter: number | null
}

/**
 * The prices whose overround a method would remove to give these probabilities: the reverse of `removeOverround`.
 *
 * @param probabilities - Fair probabilities of all outcomes, each in (0, 1), adding up to `target`; two or more.
 * @param overround - What Σ 1/price − target shall be; negative for an underround.
 * @param method - Any of the methods of this package.
 * @param options - `target`: the number of winners, 1 by default.
 * @throws InvalidValueError `INVALID_VALUE` for an argument outside its range.
 * @throws OverroundError `OVERROUND_UNSOLVABLE` when no prices above 1 do that.
 * @example
 * ```ts
 * addOverround([0.5, 0.3, 0.2], 0.05, shin).prices // [1.92775…, 3.16173…, 4.65158…]
 * ```
 */
export function addOverround(
  probabilities: readonly number[],
  overround: number,
  method: OverroundFormula,
  options?: { readonly target?: number },
): PricedMarket {
  const count = checkOutcomes('number of probabilities', probabilities.length)
  const target = checkTarget(options?.target ?? 1, count)
  if (!(typeof overround === 'number' && overround > -target && overround < count - target)) {
    throw new InvalidValueError('overround', overround, `above ${-target} and below ${count - target}`)
  }
  checkProbabilities(probabilities, target)
  const books = workspace(count, target)
  for (let index = 0; index < count; index += 1) books.probabilities[index] = probabilities[index] ?? 0
  books.overrounds[0] = overround
  if (method.overroundOnly && overround < -ROUNDING) throw new OverroundError(method.key, 'underround', probabilities)
  if (!(method.reprice ?? REPRICERS[method.key] ?? repriceByTarget(method))(books, 0, 0, count)) {
    throw new OverroundError(method.key, 'no-solution', probabilities)
  }
  const prices = Array.from(books.prices.subarray(0, count))
  if (!prices.every((price) => price > 1 && price < Number.POSITIVE_INFINITY)) {
    throw new OverroundError(method.key, 'outside-unit-interval', probabilities)
  }
  return { prices, overround, method: method.key, parameter: method(prices, { target }).parameter }
}

/**
 * A method that moves a book along a curve which does not depend on where the book starts goes back along it: fair probabilities are
 * taken for implied ones, and solved for what the prices shall add up to.
 */
function repriceByTarget({ solve }: OverroundFormula): OverroundSolver {
  return (books, book, start, end) => {
    const { prices, probabilities, parameters, target } = books
    const overround = books.overrounds[book] ?? 0
    for (let index = start; index < end; index += 1) prices[index] = 1 / (probabilities[index] ?? 0)
    const overrounds = Float64Array.of(-overround)
    const solved = solve({ prices, probabilities, overrounds, parameters, target: target + overround }, 0, start, end)
    for (let index = start; index < end; index += 1) prices[index] = 1 / (probabilities[index] ?? 0)
    return solved
  }
}

function checkProbabilities(probabilities: readonly number[], target: number): void {
  let sum = 0
  for (const [index, probability] of probabilities.entries()) {
    if (!(typeof probability === 'number' && probability > 0 && probability < 1)) {
      throw new InvalidValueError(`probabilities[${index}]`, probability, 'above 0 and below 1')
    }
    sum += probability
  }
  if (Math.abs(sum - target) > INPUT_ROUNDING)
    throw new InvalidValueError('sum of probabilities', sum, `the target, ${target}`)
}

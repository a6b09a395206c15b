import { InvalidValueError } from '../../errors/invalid-value-error.ts'
import type { OverroundMethod, OverroundOptions, OverroundRemoval } from '../overround.ts'
import { OverroundError, type OverroundRefusal } from './overround-error.ts'
import { areProbabilities, implyProbabilities, type OverroundRows, type OverroundSolver } from './overround-rows.ts'

/** The most outcomes that one book may have. */
const MAX_OUTCOMES = 10_000

/** How far below its target a book may add up through rounding alone. */
export const ROUNDING = 1e-9

/** What makes a method. */
export interface OverroundDefinition {
  /** Stable name in kebab case. */
  readonly key: string
  /** What its parameter is called in the literature; `null` where it has none. */
  readonly parameterName: string | null
  /** Whether it is only defined for one winner. */
  readonly singleWinner?: boolean
  /** Whether it is only defined for books that add up to the target or more. */
  readonly overroundOnly?: boolean
  /** Must not call a method itself: single books are solved in one shared place. */
  readonly solve: OverroundSolver
  /**
   * The reverse: writes the prices of one book from its probabilities and its overround. May be left out where solving for the target
   * plus the overround is the reverse.
   */
  readonly reprice?: OverroundSolver
}

/** A method together with its mathematics, which the bulk form and the reverse run directly. */
export interface OverroundFormula extends OverroundMethod, OverroundDefinition {}

/**
 * Makes a method out of its mathematics; checks what goes in and what comes out.
 *
 * @example
 * ```ts
 * const halving = overroundFormula({
 *   key: 'halving',
 *   parameterName: null,
 *   solve({ prices, probabilities }, book, start, end) {
 *     for (let index = start; index < end; index += 1) probabilities[index] = 1 / (end - start)
 *     return true
 *   },
 * })
 * halving([1.8, 2]).probabilities // [0.5, 0.5]
 * ```
 */
export function overroundFormula(definition: OverroundDefinition): OverroundFormula {
  const { key, parameterName } = definition
  const method = (prices: readonly number[], options?: OverroundOptions): OverroundRemoval => {
    const count = checkOutcomes('number of prices', prices.length)
    const books = workspace(count, checkTarget(options?.target ?? 1, count))
    for (let index = 0; index < count; index += 1) {
      const price = prices[index]
      // A typed array would make a number of anything.
      books.prices[index] = typeof price === 'number' ? price : 0
    }
    const fault = implyProbabilities(books, 0, 0, count)
    if (fault >= 0) throw new InvalidValueError(`prices[${fault}]`, prices[fault], 'a finite number above 1')
    const refusal = solveBook(definition, books, 0, 0, count, options)
    if (refusal !== null) throw new OverroundError(key, refusal, prices)
    const probabilities: number[] = []
    for (let index = 0; index < count; index += 1) probabilities.push(books.probabilities[index] ?? 0)
    const overround = books.overrounds[0] ?? 0
    return {
      probabilities,
      overround,
      method: key,
      parameter: parameterName === null ? null : (books.parameters[0] ?? 0),
    }
  }
  return Object.assign(method, definition)
}

/** Solves one book whose implied probabilities are written; says why when there is no valid result. */
export function solveBook(
  { singleWinner, overroundOnly, solve }: OverroundDefinition,
  books: OverroundRows,
  book: number,
  start: number,
  end: number,
  options?: OverroundOptions,
): OverroundRefusal | null {
  if ((books.overrounds[book] ?? 0) < -ROUNDING && (overroundOnly || options?.underround === 'refuse'))
    return 'underround'
  if (singleWinner && books.target !== 1) return 'target'
  if (!solve(books, book, start, end)) return 'no-solution'
  return areProbabilities(books.probabilities, start, end) ? null : 'outside-unit-interval'
}

/** Throws unless a book can have so many outcomes. */
export function checkOutcomes(argument: string, count: number): number {
  if (!(Number.isInteger(count) && count >= 2 && count <= MAX_OUTCOMES)) {
    throw new InvalidValueError(argument, count, `an integer from 2 to ${MAX_OUTCOMES}`)
  }
  return count
}

/** Throws unless a book of `count` outcomes can have `target` winners. */
export function checkTarget(target: number, count: number): number {
  if (!(typeof target === 'number' && target > 0 && target < count)) {
    throw new InvalidValueError('target', target, `above 0 and below the number of outcomes, ${count}`)
  }
  return target
}

interface Workspace extends OverroundRows {
  target: number
}

let shared: Workspace | undefined

/** The place where single books are solved. There is one, because a typed array for each book would cost more than solving it. */
export function workspace(count: number, target: number): Workspace {
  if (shared === undefined || shared.prices.length < count) {
    const size = Math.max(64, 2 * count)
    shared = {
      prices: new Float64Array(size),
      probabilities: new Float64Array(size),
      overrounds: new Float64Array(1),
      parameters: new Float64Array(1),
      target,
    }
  }
  shared.target = target
  return shared
}

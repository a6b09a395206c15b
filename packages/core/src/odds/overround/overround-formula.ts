import { InvalidValueError } from '../../errors/invalid-value-error.ts'
import type { OverroundMethod, OverroundOptions, OverroundRemoval } from '../overround.ts'
import { OverroundError } from './overround-error.ts'

/** The most outcomes that one book may have. */
export const MAX_OUTCOMES = 10_000

/** How far below its target a book may add up through rounding alone. */
const ROUNDING = 1e-9

/** The working array of a solver: implied probabilities on entry, fair ones on return. */
export type Book = number[] | Float64Array

/**
 * Turns the implied probabilities at `start` to `end` of `book` into fair ones, in place and without allocating.
 *
 * @returns the method's parameter (any number where it has none), or NaN where there is no solution. What leaves (0, 1] is
 * noticed by the caller.
 */
export type OverroundSolver = (book: Book, start: number, end: number, booksum: number, target: number) => number

/** What makes a method. */
export interface OverroundDefinition {
  /** Stable name in kebab case. */
  readonly key: string
  /** What its parameter is called in the literature; `null` where it has none. */
  readonly parameter: string | null
  /** Whether it is only defined for one winner. */
  readonly singleWinner?: boolean
  /** Whether it is only defined for books that add up to the target or more. */
  readonly overroundOnly?: boolean
  readonly solve: OverroundSolver
}

/** A method together with its mathematics, which the bulk form runs directly. */
export interface OverroundFormula extends OverroundMethod, OverroundDefinition {}

/** Makes a method out of its mathematics; checks what goes in and what comes out. */
export function overroundFormula(definition: OverroundDefinition): OverroundFormula {
  const { key, parameter, solve } = definition
  const method = (prices: readonly number[], options?: OverroundOptions): OverroundRemoval => {
    const count = checkCount(prices)
    const target = options?.target ?? 1
    checkTarget(target, count)
    const book: number[] = []
    let booksum = 0
    for (let index = 0; index < count; index += 1) {
      const price = prices[index] ?? Number.NaN
      if (!(price > 1 && price < Number.POSITIVE_INFINITY)) throw invalidPrice(price, index)
      const implied = 1 / price
      booksum += implied
      book.push(implied)
    }
    const overround = booksum - target
    if (overround < -ROUNDING && (options?.underround === 'refuse' || definition.overroundOnly)) {
      throw new OverroundError(key, 'underround', prices)
    }
    if (definition.singleWinner && target !== 1) throw new OverroundError(key, 'target', prices)
    const value = solve(book, 0, count, booksum, target)
    if (Number.isNaN(value)) throw new OverroundError(key, 'no-solution', prices)
    for (const probability of book) {
      if (!(probability > 0 && probability <= 1)) throw new OverroundError(key, 'outside-unit-interval', prices)
    }
    return { probabilities: book, overround, method: key, parameter: parameter === null ? null : value }
  }
  return Object.assign(method, definition)
}

function checkCount(prices: readonly number[]): number {
  const count = prices.length
  if (!(count >= 2 && count <= MAX_OUTCOMES)) {
    throw new InvalidValueError('number of prices', count, `an integer from 2 to ${MAX_OUTCOMES}`)
  }
  return count
}

function checkTarget(target: number, count: number): void {
  if (!(target > 0 && target < count)) {
    throw new InvalidValueError('target', target, `a number between 0 and the number of prices, ${count}`)
  }
}

function invalidPrice(price: number, index: number): InvalidValueError {
  return new InvalidValueError(`prices[${index}]`, price, 'a finite number above 1')
}

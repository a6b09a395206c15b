import { InvalidValueError } from '../errors/invalid-value-error.ts'
import type { OverroundRefusal } from './overround/overround-error.ts'
import { checkOutcomes, checkTarget, type OverroundFormula, solveBook } from './overround/overround-formula.ts'
import { implyProbabilities } from './overround/overround-rows.ts'
import type { OverroundOptions } from './overround.ts'

const REFUSALS = ['invalid-price', 'outside-unit-interval', 'no-solution', 'underround', 'target'] as const

/** Where the bulk form writes; make it once with {@link overroundRemovals} and use it again. */
export interface OverroundRemovals {
  /** Fair probabilities, laid out as the prices; zero in refused books. */
  readonly probabilities: Float64Array
  /** Σ 1/price − target of each book; zero where a price is invalid. */
  readonly overrounds: Float64Array
  /** The method's parameter for each book; zero where it has none or refused the book. */
  readonly parameters: Float64Array
  /** Zero for each book that is solved; see {@link overroundRefusal}. */
  readonly refusals: Uint8Array
}

/**
 * Room for the results of {@link removeOverrounds}.
 *
 * @param books - How many books, 0 or more.
 * @param prices - How many prices all books have together.
 * @throws InvalidValueError `INVALID_VALUE` when a number is not an integer of 0 or more.
 * @example
 * ```ts
 * overroundRemovals(1000, 3000).probabilities.length // 3000
 * ```
 */
export function overroundRemovals(books: number, prices: number): OverroundRemovals {
  checkSize('books', books)
  checkSize('prices', prices)
  return {
    probabilities: new Float64Array(prices),
    overrounds: new Float64Array(books),
    parameters: new Float64Array(books),
    refusals: new Uint8Array(books),
  }
}

/**
 * Removes the overround from many books at once, without making garbage.
 *
 * A book that cannot be solved, or has an invalid price, is marked and does not stop the others.
 *
 * @param prices - Decimal odds of all books, one book after another.
 * @param outcomes - How many prices each book has: one number for all, or one for each. 2 to 10 000.
 * @param method - Any of the methods of this package.
 * @param into - Where the results go.
 * @param options - As for a single book; the target holds for all.
 * @returns how many books are solved.
 * @throws InvalidValueError `INVALID_VALUE` when sizes do not fit or the target is outside its range.
 * @example
 * ```ts
 * const into = overroundRemovals(2, 4)
 * removeOverrounds(Float64Array.of(1.9, 1.9, 1.5, 2.74), 2, shin, into) // 2
 * into.probabilities[2] // 0.65085…
 * ```
 */
export function removeOverrounds(
  prices: Float64Array,
  outcomes: number | Uint32Array,
  method: OverroundFormula,
  into: OverroundRemovals,
  options?: OverroundOptions,
): number {
  const target = checkTarget(options?.target ?? 1, checkLayout(prices, outcomes, into))
  const { probabilities, overrounds, parameters, refusals } = into
  const books = { prices, probabilities, overrounds, parameters, target }
  const same = typeof outcomes === 'number' ? outcomes : 0
  const each = typeof outcomes === 'number' ? undefined : outcomes
  let solved = 0
  let start = 0
  for (let book = 0; start < prices.length; book += 1) {
    const end = start + (each === undefined ? same : (each[book] ?? 0))
    const refusal =
      implyProbabilities(books, book, start, end) < 0
        ? solveBook(method, books, book, start, end, options)
        : 'invalid-price'
    if (method.parameterName === null) parameters[book] = 0
    if (refusal === null) {
      refusals[book] = 0
      solved += 1
    } else {
      if (refusal === 'invalid-price') overrounds[book] = 0
      refusals[book] = REFUSALS.indexOf(refusal) + 1
      parameters[book] = 0
      probabilities.fill(0, start, end)
    }
    start = end
  }
  return solved
}

/**
 * Why {@link removeOverrounds} did not solve a book; `null` when it did.
 *
 * @param removals - Where the results are.
 * @param book - Index of the book.
 * @throws InvalidValueError `INVALID_VALUE` when there is no such book.
 * @example
 * ```ts
 * const into = overroundRemovals(1, 2)
 * removeOverrounds(Float64Array.of(0.9, 1.9), 2, shin, into)
 * overroundRefusal(into, 0) // 'invalid-price'
 * ```
 */
export function overroundRefusal(removals: OverroundRemovals, book: number): OverroundRefusal | 'invalid-price' | null {
  const code = typeof book === 'number' ? removals.refusals[book] : undefined
  if (code === undefined) throw new InvalidValueError('book', book, `an index below ${removals.refusals.length}`)
  return REFUSALS[code - 1] ?? null
}

function checkSize(argument: string, size: number): void {
  if (!(Number.isSafeInteger(size) && size >= 0)) throw new InvalidValueError(argument, size, 'an integer of 0 or more')
}

/** Throws unless prices, outcomes and results fit together; the smallest number of outcomes in a book. */
function checkLayout(prices: Float64Array, outcomes: number | Uint32Array, into: OverroundRemovals): number {
  let books: number
  let fewest: number
  if (typeof outcomes === 'number') {
    fewest = checkOutcomes('outcomes', outcomes)
    books = prices.length / outcomes
    if (!Number.isInteger(books)) {
      throw new InvalidValueError(
        'number of prices',
        prices.length,
        `a multiple of the number of outcomes, ${outcomes}`,
      )
    }
  } else {
    if (!ArrayBuffer.isView(outcomes)) throw new InvalidValueError('outcomes', outcomes, 'a number or a Uint32Array')
    fewest = Number.POSITIVE_INFINITY
    let sum = 0
    for (let book = 0; book < outcomes.length; book += 1) {
      const count = checkOutcomes('outcomes', outcomes[book] ?? 0)
      fewest = Math.min(fewest, count)
      sum += count
    }
    books = outcomes.length
    if (sum !== prices.length) {
      throw new InvalidValueError('number of prices', prices.length, `the sum of the numbers of outcomes, ${sum}`)
    }
  }
  const { probabilities, overrounds, parameters, refusals } = into
  if (probabilities.length < prices.length || Math.min(overrounds.length, parameters.length, refusals.length) < books) {
    throw new InvalidValueError(
      'results',
      `room for ${refusals.length} books`,
      `for ${books} books of ${prices.length} prices`,
    )
  }
  return fewest
}

/**
 * Books laid out one after another, as solvers see them. Everything a solver reads or writes is in typed arrays, so that it makes
 * no garbage: numbers handed from function to function may be boxed.
 */
export interface OverroundRows {
  /** Decimal odds, above 1. */
  readonly prices: Float64Array
  /** Implied probabilities, 1/price, when a solver begins; fair ones when it ends. */
  readonly probabilities: Float64Array
  /** Σ 1/price − target of each book. */
  readonly overrounds: Float64Array
  /** Each book's parameter of the method. */
  readonly parameters: Float64Array
  /** What the fair probabilities of a book add up to. */
  readonly target: number
}

/**
 * Writes the fair probabilities, and the parameter, of the book with index `book`, whose outcomes are at `start` to `end`. Does not
 * check that they are in (0, 1].
 *
 * @returns whether there is a solution.
 */
export type OverroundSolver = (books: OverroundRows, book: number, start: number, end: number) => boolean

/**
 * Writes implied probabilities and the overround of one book.
 *
 * @returns the index of the first price that is not one, or −1 when all are.
 */
export function implyProbabilities(books: OverroundRows, book: number, start: number, end: number): number {
  const { prices, probabilities } = books
  let booksum = 0
  for (let index = start; index < end; index += 1) {
    const price = prices[index] ?? 0
    if (!(price > 1 && Number.isFinite(price))) return index
    const implied = 1 / price
    probabilities[index] = implied
    booksum += implied
  }
  books.overrounds[book] = booksum - books.target
  return -1
}

/** Whether all probabilities of one book are in (0, 1]. */
export function areProbabilities(probabilities: Float64Array, start: number, end: number): boolean {
  for (let index = start; index < end; index += 1) {
    const probability = probabilities[index] ?? 0
    if (!(probability > 0 && probability <= 1)) return false
  }
  return true
}

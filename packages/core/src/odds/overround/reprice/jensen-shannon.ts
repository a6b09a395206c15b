import { solveGaps } from '../jensen-shannon.ts'
import type { OverroundRows } from '../overround-rows.ts'

/** The prices from which the Jensen-Shannon method would remove the overround. */
export function repriceJensenShannon(books: OverroundRows, book: number, start: number, end: number): boolean {
  // Going up by a distance is going down by it on the other side: the same problem for 1 − p.
  const { prices, probabilities } = books
  for (let index = start; index < end; index += 1) prices[index] = 1 / (1 - (probabilities[index] ?? 0))
  if (!solveGaps(books, book, start, end)) return false
  for (let index = start; index < end; index += 1) {
    prices[index] = 1 / (1 - 1 / (prices[index] ?? 0) + 2 * (probabilities[index] ?? 0))
  }
  return true
}

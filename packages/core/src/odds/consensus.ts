import { InvalidValueError } from '../errors/invalid-value-error.ts'
import type { OverroundMethod, OverroundOptions, OverroundRemoval } from './overround.ts'

/** The smallest overround that weighting by sharpness tells apart. */
const TIGHTEST = 0.001

/** What one bookmaker says. */
export interface ConsensusSource {
  /** Decimal odds, in the same order in all books. */
  readonly prices: readonly number[]
  /** How much it counts, 0 or more; 1 by default. */
  readonly weight?: number
}

/** How books are put together. */
export interface ConsensusOptions extends OverroundOptions {
  /**
   * How probabilities are averaged: `linear` is the weighted mean (Stone, 1961); `logarithmic` the weighted geometric mean, made to
   * add up (Genest, 1984), which lets confident books speak louder. Linear by default.
   */
  readonly pool?: 'linear' | 'logarithmic'
  /**
   * How much more tight books count: weights are divided by overround^sharpness. 0, the default, leaves them as they are; with 1 a
   * book at 2 % counts twice as much as one at 4 %. Books at 0.1 % and below count alike.
   */
  readonly sharpness?: number
}

/** What several books say together. */
export interface Consensus {
  /** Fair probabilities, adding up to the target. */
  readonly probabilities: readonly number[]
  /** Weighted standard deviation between the books, in probability: how much they disagree. */
  readonly deviations: readonly number[]
  /** What each book counted in the end, adding up to 1. */
  readonly weights: readonly number[]
  /** Each book without its overround. */
  readonly removals: readonly OverroundRemoval[]
}

/**
 * Fair probabilities from several books: the overround is removed from each, then they are averaged.
 *
 * @param books - One or more books of the same outcomes.
 * @param method - How the overround is removed.
 * @param options - Pool, sharpness, and the options of the method. A logarithmic pool needs a target of 1.
 * @throws InvalidValueError `INVALID_VALUE` for arguments outside their range or books of different sizes.
 * @throws OverroundError `OVERROUND_UNSOLVABLE` when the method refuses one of the books.
 * @example
 * ```ts
 * consensus([{ prices: [1.9, 1.9] }, { prices: [1.5, 3], weight: 3 }], multiplicative).probabilities // [0.625, 0.375]
 * ```
 */
export function consensus(
  books: readonly ConsensusSource[],
  method: OverroundMethod,
  options: ConsensusOptions = {},
): Consensus {
  const { pool = 'linear', sharpness = 0, target = 1 } = options
  if (!(typeof sharpness === 'number' && sharpness >= 0 && sharpness <= 10))
    throw new InvalidValueError('sharpness', sharpness, 'a number in [0, 10]')
  if (pool !== 'linear' && pool !== 'logarithmic') throw new InvalidValueError('pool', pool, 'linear or logarithmic')
  if (pool === 'logarithmic' && target !== 1) throw new InvalidValueError('target', target, '1 in a logarithmic pool')
  const count = checkSizes(books)
  const removals = books.map(({ prices }) => method(prices, options))
  const weights = shares(books, removals, sharpness)
  const average = Array.from({ length: count }, (_, outcome) =>
    weighted(weights, (book) => {
      const probability = removals[book]?.probabilities[outcome] ?? 0
      return pool === 'linear' ? probability : Math.log(probability)
    }),
  )
  const probabilities = pool === 'linear' ? average : normalised(average.map(Math.exp))
  const deviations = probabilities.map((centre, outcome) =>
    Math.sqrt(weighted(weights, (book) => ((removals[book]?.probabilities[outcome] ?? 0) - centre) ** 2)),
  )
  return { probabilities, deviations, weights, removals }
}

function checkSizes(books: readonly ConsensusSource[]): number {
  const [first] = books
  if (first === undefined) throw new InvalidValueError('number of books', 0, 'at least 1')
  for (const [index, { prices }] of books.entries()) {
    if (prices.length !== first.prices.length) {
      throw new InvalidValueError(
        `books[${index}].prices.length`,
        prices.length,
        `as in the first book, ${first.prices.length}`,
      )
    }
  }
  return first.prices.length
}

function shares(
  books: readonly ConsensusSource[],
  removals: readonly OverroundRemoval[],
  sharpness: number,
): readonly number[] {
  for (const [index, { weight = 1 }] of books.entries()) {
    if (!(typeof weight === 'number' && weight >= 0 && weight < Number.POSITIVE_INFINITY)) {
      throw new InvalidValueError(`books[${index}].weight`, weight, 'a finite number of 0 or more')
    }
  }
  // Relative to the largest, so that no weight is too large to add.
  const largest = Math.max(...books.map(({ weight = 1 }) => weight))
  if (largest === 0) throw new InvalidValueError('sum of weights', largest, 'above 0')
  return normalised(
    books.map(({ weight = 1 }, index) => {
      const overround = Math.max(removals[index]?.overround ?? 0, TIGHTEST)
      return (weight / largest) * (TIGHTEST / overround) ** sharpness
    }),
  )
}

function normalised(values: readonly number[]): readonly number[] {
  const sum = values.reduce((total, value) => total + value, 0)
  return values.map((value) => value / sum)
}

function weighted(weights: readonly number[], value: (index: number) => number): number {
  return weights.reduce((sum, weight, index) => sum + (weight === 0 ? 0 : weight * value(index)), 0)
}

import {
  additive,
  balancedBook,
  efficientShin,
  gotoConversion,
  jensenShannon,
  multiplicative,
  type OverroundFormula,
  oddsRatio,
  power,
  shin,
} from '@betting-advisor/core/odds'
import { createSeededRandom } from '@betting-advisor/core/simulation'
import fc from 'fast-check'

export const allMethods: readonly OverroundFormula[] = [
  multiplicative,
  additive,
  power,
  shin,
  oddsRatio,
  balancedBook,
  gotoConversion,
  jensenShannon,
  efficientShin,
]

/** The same for `each`, which names a row by its keys. */
export const methodTable = allMethods.map((method) => ({ key: method.key, method }))

/** Prices from real favourites to long shots. */
const anyPrice = fc.double({ min: 1.001, max: 1000, noNaN: true })

/** A book of any prices: usually far from adding up to 1. */
export const anyBook = fc.array(anyPrice, { minLength: 2, maxLength: 20 })

/** Fair probabilities, none very small. */
export const fairProbabilities = fc
  .array(fc.double({ min: 0.02, max: 1, noNaN: true }), { minLength: 2, maxLength: 12 })
  .map((weights) => {
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    return weights.map((weight) => weight / total)
  })
  .filter((probabilities) => probabilities.every((probability) => probability < 0.97))

/** A book as bookmakers make it: fair probabilities and a margin up to 20 %, spread in proportion. */
export const marginBook = fc
  .tuple(fairProbabilities, fc.double({ min: 1e-4, max: 0.2, noNaN: true }))
  .map(([probabilities, margin]) => probabilities.map((probability) => 1 / (probability * (1 + margin))))
  .filter((prices) => prices.every((price) => price > 1.0001))

/** Reproducible books of many shapes: from an underround of a quarter to an overround of 60 %, from two outcomes to twelve. */
export function sampleBooks(seed: string, count: number, smallestSum = 0.75): readonly (readonly number[])[] {
  const random = createSeededRandom(seed)
  const books: number[][] = []
  while (books.length < count) {
    const outcomes = 2 + Math.floor(random() * 11)
    const weights = Array.from({ length: outcomes }, () => Math.exp(4 * random()))
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    const booksum = smallestSum + random() * (1.6 - smallestSum)
    const prices = weights.map((weight) => total / (weight * booksum))
    if (prices.every((price) => price > 1.001)) books.push(prices)
  }
  return books
}

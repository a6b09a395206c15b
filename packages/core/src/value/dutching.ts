import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { checkPositive, checkPrice } from '../units/check.ts'

/** Several selections backed as one. */
export interface Dutch {
  /** Stake on each selection. */
  readonly stakes: readonly number[]
  /** What all stakes add up to. */
  readonly total: number
  /** Profit when any of the selections wins; negative where their prices are too short. */
  readonly profit: number
  /** The price of backing them all as one: 1/Σ(1/price). May be 1 or less. */
  readonly price: number
}

/**
 * Dutching: divides a total so that it pays the same whichever of the selections wins, stake ∝ 1/price.
 *
 * @param prices - Decimal odds of the selections, each finite and above 1; one or more.
 * @param total - What to stake in all, above 0.
 * @throws InvalidValueError `INVALID_VALUE` for an argument outside its range.
 * @example
 * ```ts
 * dutch([4, 4], 10) // { stakes: [5, 5], total: 10, profit: 10, price: 2 }
 * ```
 */
export function dutch(prices: readonly number[], total: number): Dutch {
  checkPositive('total', total)
  const price = dutchPrice(prices)
  return { stakes: prices.map((each) => (total * price) / each), total, profit: total * (price - 1), price }
}

/**
 * Dutching for a profit: the stakes that win `profit` whichever of the selections wins.
 *
 * @param prices - Decimal odds of the selections, each finite and above 1, with Σ 1/price below 1; one or more.
 * @param profit - What to win, above 0.
 * @throws InvalidValueError `INVALID_VALUE` for an argument outside its range, or prices that cannot win.
 * @example
 * ```ts
 * dutchForProfit([4, 4], 10).stakes // [5, 5]
 * ```
 */
export function dutchForProfit(prices: readonly number[], profit: number): Dutch {
  checkPositive('profit', profit)
  const price = dutchPrice(prices)
  if (!(price > 1)) throw new InvalidValueError('sum of 1/price', 1 / price, 'below 1')
  const total = profit / (price - 1)
  return { stakes: prices.map((each) => (total * price) / each), total, profit, price }
}

function dutchPrice(prices: readonly number[]): number {
  if (!(prices.length >= 1 && prices.length <= 10_000)) {
    throw new InvalidValueError('number of prices', prices.length, 'from 1 to 10000')
  }
  let sum = 0
  for (const [index, price] of prices.entries()) {
    checkPrice(`prices[${index}]`, price)
    sum += 1 / price
  }
  return 1 / sum
}

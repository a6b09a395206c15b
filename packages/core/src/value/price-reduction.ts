import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { checkNumber, checkPrice } from '../units/check.ts'

/**
 * Tattersalls' Rule 4(c): up to which odds against (price − 1) a withdrawn runner costs how many pence in the pound of winnings.
 * Prices between two bands of the rule, which is written in fractions, belong to the longer one.
 */
const RULE_FOUR: readonly (readonly [upTo: number, pence: number])[] = [
  [1 / 9, 90],
  [2 / 11, 85],
  [1 / 4, 80],
  [3 / 10, 75],
  [2 / 5, 70],
  [8 / 15, 65],
  [8 / 13, 60],
  [4 / 5, 55],
  [20 / 21, 50],
  [6 / 5, 45],
  [6 / 4, 40],
  [7 / 4, 35],
  [9 / 4, 30],
  [3, 25],
  [4, 20],
  [11 / 2, 15],
  [9, 10],
  [14, 5],
]

/** The most that Rule 4 takes, whatever is withdrawn. */
const RULE_FOUR_MOST = 0.9

/** Reduction factors below this, in per cent, change nothing in a win market at Betfair. */
const SMALLEST_FACTOR = 2.5

/**
 * What Rule 4 takes from winnings when a runner at this price is withdrawn, as a share in [0, 0.9].
 *
 * Tattersalls' Committee, Rule 4(c).
 *
 * @param price - Decimal odds of the withdrawn runner at the time, finite and above 1.
 * @throws InvalidValueError `INVALID_VALUE` when `price` is outside its range.
 * @example
 * ```ts
 * ruleFourDeduction(2) // 0.45
 * ruleFourDeduction(16) // 0
 * ```
 */
export function ruleFourDeduction(price: number): number {
  checkPrice('price', price)
  const pence = RULE_FOUR.find(([upTo]) => price - 1 <= upTo + 1e-9)?.[1] ?? 0
  return pence / 100
}

/**
 * The price that Rule 4 leaves: winnings are reduced by the sum of the deductions, at most 0.9.
 *
 * @param price - Decimal odds of the bet, finite and above 1.
 * @param deductions - One for each withdrawn runner, each in [0, 0.9].
 * @throws InvalidValueError `INVALID_VALUE` for an argument outside its range.
 * @example
 * ```ts
 * applyRuleFour(5, [0.25]) // 4
 * ```
 */
export function applyRuleFour(price: number, deductions: readonly number[]): number {
  checkPrice('price', price)
  let sum = 0
  for (const [index, deduction] of deductions.entries()) {
    sum += checkNumber(`deductions[${index}]`, deduction, 0, RULE_FOUR_MOST)
  }
  return 1 + (price - 1) * (1 - Math.min(sum, RULE_FOUR_MOST))
}

/**
 * The matched price that is left after a withdrawal at an exchange: price·(1 − factor/100), at least 1.01; unchanged for factors below
 * 2.5.
 *
 * Betfair's rule for win markets, where the whole price shrinks and not only the winnings.
 *
 * @param price - Decimal odds of the matched bet, finite and above 1.
 * @param factor - The withdrawn runner's reduction factor in per cent, in [0, 100].
 * @throws InvalidValueError `INVALID_VALUE` for an argument outside its range.
 * @example
 * ```ts
 * applyReductionFactor(12, 25) // 9
 * ```
 */
export function applyReductionFactor(price: number, factor: number): number {
  checkPrice('price', price)
  checkNumber('factor', factor, 0, 100)
  return factor < SMALLEST_FACTOR ? price : Math.max(1.01, price * (1 - factor / 100))
}

/**
 * Profit of a winning bet in a dead heat, per unit staked: the stake is divided, and only its share for the places left is paid.
 *
 * Two tied for the win share one place: half the stake wins at full odds, half is lost.
 *
 * @param price - Decimal odds, finite and above 1.
 * @param tied - How many tied, 1 or more.
 * @param places - How many places they tied for, from 1 to `tied`.
 * @throws InvalidValueError `INVALID_VALUE` for an argument outside its range.
 * @example
 * ```ts
 * deadHeatProfit(5, 2) // 1.5
 * ```
 */
export function deadHeatProfit(price: number, tied: number, places = 1): number {
  checkPrice('price', price)
  if (!(Number.isSafeInteger(tied) && tied >= 1)) throw new InvalidValueError('tied', tied, 'an integer of at least 1')
  if (!(Number.isSafeInteger(places) && places >= 1 && places <= tied)) {
    throw new InvalidValueError('places', places, `an integer in [1, ${tied}]`)
  }
  return (price * places) / tied - 1
}

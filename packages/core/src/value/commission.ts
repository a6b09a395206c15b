import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { checkCommission, checkNumber, checkPrice } from '../units/check.ts'

/**
 * The commission rate of one account in one market: the market's base rate less the account's discount.
 *
 * @param baseRate - The market's rate, in [0, 1); Betfair sends it in per cent.
 * @param discount - The account's discount, in [0, 1].
 * @param discountAllowed - Whether the market allows discounts.
 * @throws InvalidValueError `INVALID_VALUE` for an argument outside its range.
 * @example
 * ```ts
 * commissionRate(0.05, 0.2) // 0.04
 * ```
 */
export function commissionRate(baseRate: number, discount = 0, discountAllowed = true): number {
  checkCommission('baseRate', baseRate)
  checkNumber('discount', discount, 0, 1)
  return discountAllowed ? baseRate * (1 - discount) : baseRate
}

/**
 * The commission on one market: a share of what was won there on balance, nothing of a loss.
 *
 * Exchanges charge it on the market and not on the bet: a winner and a loser in the same market are netted first.
 *
 * @param profits - Profit or loss of each bet in the market, before commission.
 * @param rate - Share of net winnings, in [0, 1).
 * @throws InvalidValueError `INVALID_VALUE` for an argument outside its range.
 * @example
 * ```ts
 * marketCommission([20, -5], 0.05) // 0.75
 * ```
 */
export function marketCommission(profits: readonly number[], rate: number): number {
  checkCommission('rate', rate)
  let net = 0
  for (const [index, profit] of profits.entries()) net += checkNumber(`profits[${index}]`, profit)
  return Math.max(0, net) * rate
}

/**
 * The price that is left of a back price after commission on its winnings: 1 + (price − 1)(1 − commission).
 *
 * @param price - Decimal odds, finite and above 1.
 * @param commission - Share of winnings, in [0, 1).
 * @throws InvalidValueError `INVALID_VALUE` for an argument outside its range.
 * @example
 * ```ts
 * effectiveBackPrice(6, 0.2) // 5
 * ```
 */
export function effectiveBackPrice(price: number, commission: number): number {
  checkPrice('price', price)
  checkCommission('commission', commission)
  return 1 + (price - 1) * (1 - commission)
}

/**
 * The price at which backing everything else is worth as much as laying at `price`, commission included:
 * 1 + (1 − commission)/(price − 1).
 *
 * @param price - Decimal odds, finite and above 1.
 * @param commission - Share of winnings, in [0, 1).
 * @throws InvalidValueError `INVALID_VALUE` for an argument outside its range.
 * @example
 * ```ts
 * oppositePrice(1.5, 0) // 3
 * ```
 */
export function oppositePrice(price: number, commission = 0): number {
  checkPrice('price', price)
  checkCommission('commission', commission)
  const opposite = 1 + (1 - commission) / (price - 1)
  if (!(opposite > 1)) throw new InvalidValueError('price', price, 'so low that the other side has a price above 1')
  return opposite
}

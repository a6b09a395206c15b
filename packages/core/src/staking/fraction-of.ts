import { checkNumber, checkPositive } from '../units/check.ts'
import { type Money, money } from '../units/money.ts'
import { PRICE_SCALE } from '../units/price.ts'

/**
 * A fraction of an amount, rounded down to a minor unit as decimal arithmetic does it: 29 % of 100 is 29, though the binary
 * product is 28.999999999999996.
 *
 * @param amount - In minor units, not negative.
 * @param fraction - Not negative.
 * @throws InvalidValueError `INVALID_VALUE` when an argument is out of range or the result is beyond 2^53.
 * @example
 * ```ts
 * fractionOf(money(10_000), 0.29) // 2900
 * ```
 */
export function fractionOf(amount: Money, fraction: number): Money {
  return money(floorDecimal(checkNumber('amount', amount, 0) * checkNumber('fraction', fraction, 0)))
}

/**
 * The largest backer's stake whose risk, rounded up to a minor unit, stays within `amount`.
 *
 * @param amount - What may be at risk, in minor units, not negative.
 * @param riskPerUnit - What a unit of stake puts at risk: 1 for a back, price − 1 for a lay; above 0.
 * @throws InvalidValueError `INVALID_VALUE` when an argument is out of range or the result is beyond 2^53.
 * @example
 * ```ts
 * stakeWithin(money(1000), 4.5 - 1) // 285: its liability of 997.5 is reserved as 998
 * ```
 */
export function stakeWithin(amount: Money, riskPerUnit: number): Money {
  checkNumber('amount', amount, 0)
  checkPositive('riskPerUnit', riskPerUnit)
  // Orders count their prices in ten-thousandths, so for such a price whole numbers decide.
  const units = Math.round(riskPerUnit * PRICE_SCALE)
  const whole = units > 0 && Math.abs(riskPerUnit * PRICE_SCALE - units) < 1e-6
  if (whole && Number.isSafeInteger(amount * PRICE_SCALE)) return money(Math.floor((amount * PRICE_SCALE) / units))
  return money(floorDecimal(amount / riskPerUnit))
}

/** The integer at or below `value`, where a value within two roundings of an integer counts as that integer. */
export function floorDecimal(value: number): number {
  const nearest = Math.round(value)
  return Math.abs(value - nearest) <= nearest * 2 ** -51 ? nearest : Math.floor(value)
}

import { InvalidValueError } from '../errors/invalid-value-error.ts'
import type { Brand } from './brand.ts'

/** An amount in integer minor units (pence, cents) of its account's currency; a safe integer, negative where money is owed. */
export type Money = Brand<number, 'Money'>

/** A currency: its ISO 4217 code and how many decimal digits its minor unit has. */
export interface Currency {
  readonly code: string
  readonly exponent: number
}

/** No money. */
export const ZERO: Money = 0 as Money

/**
 * Parses an amount in minor units.
 *
 * @throws InvalidValueError `INVALID_VALUE` when `minor` is not a safe integer.
 * @example
 * ```ts
 * money(1250) // 1250: 12.50 in a currency with two decimals
 * ```
 */
export function money(minor: number): Money {
  if (!Number.isSafeInteger(minor)) {
    throw new InvalidValueError('money', minor, 'a safe integer of minor units')
  }
  return (minor === 0 ? 0 : minor) as Money
}

/**
 * The sum of amounts of one currency.
 *
 * @example
 * ```ts
 * add(money(1000), money(250)) // 1250
 * ```
 */
export function add(a: Money, b: Money): Money {
  return money(a + b)
}

/**
 * `a` less `b`, both of one currency.
 *
 * @example
 * ```ts
 * subtract(money(1000), money(1250)) // -250
 * ```
 */
export function subtract(a: Money, b: Money): Money {
  return money(a - b)
}

/**
 * The same amount, owed instead of owned.
 *
 * @example
 * ```ts
 * negate(money(1000)) // -1000
 * ```
 */
export function negate(amount: Money): Money {
  return money(-amount)
}

/**
 * Converts an amount in major units (pounds, euros), exact for what the currency can hold and rounded to the nearest minor
 * unit otherwise.
 *
 * @throws InvalidValueError `INVALID_VALUE` when `major` is not finite or too large.
 * @example
 * ```ts
 * moneyFromMajor(35.41, currency('GBP')) // 3541
 * ```
 */
export function moneyFromMajor(major: number, { exponent }: Currency): Money {
  if (!Number.isFinite(major)) throw new InvalidValueError('amount', major, 'a finite number')
  // Shifting the decimal exponent in the number's own shortest text is exact, where 4.35 * 100 is 434.99999999999994.
  const [digits = '0', shift = '0'] = String(major).split('e')
  return money(Math.round(Number(`${digits}e${Number(shift) + exponent}`)))
}

/**
 * The amount in major units, for display and statistics only.
 *
 * @example
 * ```ts
 * toMajor(money(1250), currency('GBP')) // 12.5
 * ```
 */
export function toMajor(amount: Money, { exponent }: Currency): number {
  return amount / 10 ** exponent
}

/**
 * Writes an amount for people and logs: digits, a decimal point, the code.
 *
 * @example
 * ```ts
 * formatMoney(money(-1250), currency('GBP')) // '-12.50 GBP'
 * ```
 */
export function formatMoney(amount: Money, { code, exponent }: Currency): string {
  // In digits, since the quotient of a large amount is not exact.
  const digits = String(Math.abs(amount)).padStart(exponent + 1, '0')
  const whole = digits.slice(0, digits.length - exponent)
  const fraction = exponent === 0 ? '' : `.${digits.slice(-exponent)}`
  return `${amount < 0 ? '-' : ''}${whole}${fraction} ${code}`
}

import { InvalidValueError } from '../../errors/invalid-value-error.ts'
import { checkPrice } from '../../units/check.ts'

/** Fractional odds: `numerator` is won for `denominator` staked. Positive integers without a common factor. */
export interface Fraction {
  readonly numerator: number
  readonly denominator: number
}

/** The longest decimal text of a price that is turned into a fraction as it stands. */
const MAX_DECIMALS = 15

/** The fractions in use on British boards and betting slips, ascending, as `numerator/denominator`. */
const TRADITIONAL: readonly Fraction[] = /* @__PURE__ */ (
  '1/100 1/66 1/50 1/40 1/33 1/25 1/20 1/16 1/14 1/12 1/11 1/10 1/9 1/8 2/15 1/7 2/13 1/6 2/11 1/5 2/9 1/4 2/7 3/10 1/3 4/11 2/5 4/9 ' +
  '1/2 8/15 4/7 8/13 4/6 8/11 4/5 5/6 10/11 1/1 11/10 6/5 5/4 11/8 7/5 6/4 8/5 13/8 7/4 9/5 15/8 2/1 11/5 9/4 12/5 5/2 13/5 11/4 14/5 ' +
  '3/1 10/3 7/2 4/1 9/2 5/1 11/2 6/1 13/2 7/1 15/2 8/1 17/2 9/1 10/1 11/1 12/1 14/1 16/1 18/1 20/1 22/1 25/1 28/1 33/1 40/1 50/1 66/1 ' +
  '80/1 100/1 125/1 150/1 200/1 250/1 300/1 400/1 500/1 1000/1'
)
  .split(' ')
  .map((text) => {
    const [numerator = 1, denominator = 1] = text.split('/').map(Number)
    return { numerator, denominator }
  })

/**
 * Decimal odds of fractional odds.
 *
 * @param fraction - A positive numerator and denominator, finite.
 * @throws InvalidValueError `INVALID_VALUE` when one of them is not.
 * @example
 * ```ts
 * decimalFromFraction({ numerator: 7, denominator: 4 }) // 2.75
 * ```
 */
export function decimalFromFraction({ numerator, denominator }: Fraction): number {
  checkPart('numerator', numerator)
  checkPart('denominator', denominator)
  return (numerator + denominator) / denominator
}

/**
 * The fraction that is exactly a price, taken as the decimal number that it prints as: 1.91 is 91/100, not the traditional 10/11.
 *
 * @param price - Decimal odds with at most 15 decimals, so large that it is above 1 and so small that all is exact, up to 10^15.
 * @throws InvalidValueError `INVALID_VALUE` when `price` is outside its range or has more digits than a fraction can hold.
 * @example
 * ```ts
 * formatFraction(exactFraction(1.91)) // '91/100'
 * ```
 */
export function exactFraction(price: number): Fraction {
  checkPrice('price', price)
  const [digits = '', exponent = '0'] = String(price).split('e')
  const [whole = '0', decimals = ''] = digits.split('.')
  const places = decimals.length - Number(exponent)
  const denominator = 10 ** Math.max(0, places)
  const numerator = Number(whole + decimals) * 10 ** Math.max(0, -places) - denominator
  if (places > MAX_DECIMALS || !Number.isSafeInteger(numerator) || !Number.isSafeInteger(numerator + denominator)) {
    throw new InvalidValueError('price', price, 'a decimal number of at most 15 digits')
  }
  return reduced(numerator, denominator)
}

/**
 * The traditional fraction nearest to a price, in implied probability: what a British bookmaker would chalk up.
 *
 * Not reduced where tradition does not reduce: 4/6 and 6/4 stay as they are. Prices beyond 1/100 and 1000/1 give these.
 *
 * @param price - Decimal odds, finite and above 1.
 * @throws InvalidValueError `INVALID_VALUE` when `price` is outside its range.
 * @example
 * ```ts
 * formatFraction(traditionalFraction(1.91)) // '10/11'
 * ```
 */
export function traditionalFraction(price: number): Fraction {
  checkPrice('price', price)
  const distance = (fraction: Fraction): number =>
    Math.abs(fraction.denominator / (fraction.numerator + fraction.denominator) - 1 / price)
  return TRADITIONAL.reduce((best, fraction) => (distance(fraction) < distance(best) ? fraction : best))
}

/**
 * Writes fractional odds.
 *
 * @example
 * ```ts
 * formatFraction({ numerator: 7, denominator: 4 }) // '7/4'
 * ```
 */
export function formatFraction({ numerator, denominator }: Fraction): string {
  return `${numerator}/${denominator}`
}

function checkPart(argument: string, value: number): void {
  if (!(typeof value === 'number' && value > 0 && value < Number.POSITIVE_INFINITY)) {
    throw new InvalidValueError(argument, value, 'a finite number above 0')
  }
}

function reduced(numerator: number, denominator: number): Fraction {
  let a = numerator
  let b = denominator
  while (b > 0) [a, b] = [b, a % b]
  return { numerator: numerator / a, denominator: denominator / a }
}

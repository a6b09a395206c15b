import { InvalidValueError } from '../../errors/invalid-value-error.ts'
import { checkPrice } from '../../units/check.ts'
import { americanFromDecimal, decimalFromAmerican, roundedAmericanFromDecimal } from './american.ts'
import {
  decimalFromHongKong,
  decimalFromIndonesian,
  decimalFromMalay,
  hongKongFromDecimal,
  indonesianFromDecimal,
  malayFromDecimal,
} from './asian.ts'
import { decimalFromFraction, exactFraction, formatFraction, traditionalFraction } from './fraction.ts'

/** A way of writing odds. `fractional` is traditional when written; `probability` is the implied one. */
export type OddsFormat = 'decimal' | 'fractional' | 'american' | 'hong-kong' | 'indonesian' | 'malay' | 'probability'

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/
const FRACTION = /^(\d+(?:\.\d+)?)\s*[/-]\s*(\d+(?:\.\d+)?)$/
const EVENS = /^(?:evens?|evs|ev)$/i

/**
 * Decimal odds of an implied probability: 1/probability.
 *
 * @param probability - Above 0 and below 1.
 * @throws InvalidValueError `INVALID_VALUE` when `probability` is outside its range.
 * @example
 * ```ts
 * decimalFromProbability(0.4) // 2.5
 * ```
 */
export function decimalFromProbability(probability: number): number {
  const price = typeof probability === 'number' ? 1 / probability : Number.NaN
  if (!(probability > 0 && price > 1 && price < Number.POSITIVE_INFINITY)) {
    throw new InvalidValueError('probability', probability, 'above 0 and below 1')
  }
  return price
}

/**
 * The probability that decimal odds imply, overround included: 1/price.
 *
 * @param price - Decimal odds, finite and above 1.
 * @throws InvalidValueError `INVALID_VALUE` when `price` is outside its range.
 * @example
 * ```ts
 * impliedProbability(2.5) // 0.4
 * ```
 */
export function impliedProbability(price: number): number {
  checkPrice('price', price)
  return 1 / price
}

/**
 * Reads odds as decimal odds.
 *
 * Without a format, a text with a slash, or "evens", is fractional; one with a sign, or a whole number of 100 or more in size with
 * one, American; one with a percent sign an implied probability; any other number decimal. Asian formats must be named, because their
 * numbers look like decimal ones.
 *
 * @param text - Such as `7/4`, `evens`, `+175`, `-110`, `36.4 %`, `2.75`.
 * @param format - How to read it, where that is known.
 * @returns decimal odds, finite and above 1.
 * @throws InvalidValueError `INVALID_VALUE` when the text is not odds in that format.
 * @example
 * ```ts
 * parseOdds('7/4') // 2.75
 * parseOdds('-200') // 1.5
 * parseOdds('-0.8', 'malay') // 2.25
 * ```
 */
export function parseOdds(text: string, format?: OddsFormat): number {
  // A typographic minus is what people copy from web pages.
  const trimmed = text.trim().replace(/^[−–]/, '-')
  const known = format ?? guess(trimmed)
  try {
    switch (known) {
      case 'fractional':
        return parseFraction(trimmed)
      case 'probability':
        return parseProbability(trimmed)
      case 'american':
        return decimalFromAmerican(EVENS.test(trimmed) ? 100 : parseNumber(trimmed))
      case 'hong-kong':
        return decimalFromHongKong(parseNumber(trimmed))
      case 'indonesian':
        return decimalFromIndonesian(parseNumber(trimmed))
      case 'malay':
        return decimalFromMalay(parseNumber(trimmed))
      default:
        return parseDecimal(trimmed)
    }
  } catch (error) {
    if (!(error instanceof InvalidValueError) || error.argument === 'odds') throw error
    throw new InvalidValueError('odds', text, `${known} odds: ${error.message.replace(/\.$/, '')}`)
  }
}

/**
 * Writes decimal odds in a format.
 *
 * @param price - Decimal odds, finite and above 1.
 * @param format - `fractional` gives the nearest traditional fraction, `american` whole numbers with a sign, `probability` per cent
 * with two decimals, the others at most three decimals.
 * @throws InvalidValueError `INVALID_VALUE` when `price` is outside its range.
 * @example
 * ```ts
 * formatOdds(2.75, 'fractional') // '7/4'
 * formatOdds(2.75, 'american') // '+175'
 * ```
 */
export function formatOdds(price: number, format: OddsFormat): string {
  checkPrice('price', price)
  switch (format) {
    case 'decimal':
      return short(price)
    case 'fractional':
      return formatFraction(traditionalFraction(price))
    case 'american': {
      const rounded = roundedAmericanFromDecimal(price)
      return rounded > 0 ? `+${rounded}` : String(rounded)
    }
    case 'hong-kong':
      return short(hongKongFromDecimal(price))
    case 'indonesian':
      return short(indonesianFromDecimal(price))
    case 'malay':
      return short(malayFromDecimal(price))
    case 'probability':
      return `${(100 / price).toFixed(2)}%`
  }
}

/**
 * Converts decimal odds to a number in another format, not rounded; fractional odds as a quotient.
 *
 * @param price - Decimal odds, finite and above 1.
 * @param format - The format of the result.
 * @throws InvalidValueError `INVALID_VALUE` when `price` is outside its range.
 * @example
 * ```ts
 * oddsIn(1.5, 'malay') // 0.5
 * ```
 */
export function oddsIn(price: number, format: OddsFormat): number {
  checkPrice('price', price)
  switch (format) {
    case 'decimal':
      return price
    case 'american':
      return americanFromDecimal(price)
    case 'fractional':
    case 'hong-kong':
      return hongKongFromDecimal(price)
    case 'indonesian':
      return indonesianFromDecimal(price)
    case 'malay':
      return malayFromDecimal(price)
    case 'probability':
      return 1 / price
  }
}

/**
 * Writes a price as the fraction that it exactly is.
 *
 * @param price - Decimal odds of at most 15 digits, above 1.
 * @throws InvalidValueError `INVALID_VALUE` when `price` is outside its range.
 * @example
 * ```ts
 * formatExactFraction(1.91) // '91/100'
 * ```
 */
export function formatExactFraction(price: number): string {
  return formatFraction(exactFraction(price))
}

function guess(text: string): OddsFormat {
  if (EVENS.test(text) || text.includes('/')) return 'fractional'
  if (text.endsWith('%')) return 'probability'
  return /^[+-]/.test(text) ? 'american' : 'decimal'
}

function parseFraction(text: string): number {
  if (EVENS.test(text)) return 2
  const match = FRACTION.exec(text)
  if (match === null) throw new InvalidValueError('odds', text, 'fractional odds, such as 7/4 or evens')
  return decimalFromFraction({ numerator: Number(match[1]), denominator: Number(match[2]) })
}

function parseProbability(text: string): number {
  const percent = text.endsWith('%')
  const value = parseNumber(percent ? text.slice(0, -1).trimEnd() : text)
  return decimalFromProbability(percent ? value / 100 : value)
}

function parseDecimal(text: string): number {
  const price = parseNumber(text)
  checkPrice('price', price)
  return price
}

function parseNumber(text: string): number {
  if (!NUMBER.test(text)) throw new InvalidValueError('odds', text, 'a number written with digits and a decimal point')
  return Number(text)
}

function short(value: number): string {
  return String(Math.round(value * 1000) / 1000)
}

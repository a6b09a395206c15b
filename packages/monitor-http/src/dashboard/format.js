/** @import { Currency } from '@betting-advisor/core' */

const MINUS = '\u2212'
const LOCALE = 'en-GB'

/** @type {Map<string, Intl.NumberFormat>} */
const formats = new Map()

/**
 * An amount in integer minor units, written out by the currency's exponent: 1250 of GBP is £12.50, of JPY ¥1,250.
 *
 * @param {number} minor
 * @param {Currency} currency
 * @param {{ signed?: boolean }} [options]
 */
export function money(minor, { code, exponent }, { signed = false } = {}) {
  const name = `${code}${exponent}`
  const format =
    formats.get(name) ??
    new Intl.NumberFormat(LOCALE, {
      style: 'currency',
      currency: code,
      currencyDisplay: 'narrowSymbol',
      minimumFractionDigits: exponent,
      maximumFractionDigits: exponent,
    })
  formats.set(name, format)
  const size = format.format(/** @type {Intl.StringNumericLiteral} */ (decimal(Math.abs(minor), exponent)))
  const sign = minor < 0 ? MINUS : signed && minor > 0 ? '+' : ''
  return `${sign}${size}`
}

/**
 * The digits of an integer with a decimal point, without going through binary fractions.
 *
 * @param {number} integer
 * @param {number} exponent
 */
function decimal(integer, exponent) {
  const digits = String(integer).padStart(exponent + 1, '0')
  const split = digits.length - exponent
  return exponent === 0 ? digits : `${digits.slice(0, split)}.${digits.slice(split)}`
}

/**
 * Decimal odds with two digits, or three where the third says something.
 *
 * @param {number} odds
 */
export function price(odds) {
  const exact = Math.abs(odds * 100 - Math.round(odds * 100)) < 1e-6
  return odds.toFixed(exact || odds >= 20 ? 2 : 3)
}

/**
 * @param {number} fraction
 * @param {{ digits?: number, signed?: boolean }} [options]
 */
export function percent(fraction, { digits = 1, signed = false } = {}) {
  const size = `${(Math.abs(fraction) * 100).toFixed(digits)}\u202f%`
  const isZero = Number((fraction * 100).toFixed(digits)) === 0
  return `${isZero ? '' : fraction < 0 ? MINUS : signed ? '+' : ''}${size}`
}

/** @param {number} count */
export function count(count) {
  return count.toLocaleString(LOCALE)
}

const DAY_AND_TIME = new Intl.DateTimeFormat(LOCALE, {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
})
const SHORT = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })
const SHORT_YEAR = new Intl.DateTimeFormat(LOCALE, {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
})
const CLOCK = new Intl.DateTimeFormat(LOCALE, {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
})
const TIME = new Intl.DateTimeFormat(LOCALE, { hour: '2-digit', minute: '2-digit', second: '2-digit' })

/** @param {number} at */
export const dayAndTime = (at) => DAY_AND_TIME.format(at)
/** @param {number} at */
export const shortTime = (at) => SHORT.format(at)
/** @param {number} at */
export const dayAndYear = (at) => SHORT_YEAR.format(at)
/** @param {number} at */
export const clockTime = (at) => CLOCK.format(at)
/** @param {number} at */
export const timeOfDay = (at) => TIME.format(at)

/** The zone in which times are shown: the reader's own. */
export const zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone

/**
 * A length of time in its two largest units.
 *
 * @param {number} milliseconds
 */
export function duration(milliseconds) {
  const seconds = Math.max(0, Math.round(milliseconds / 1000))
  if (seconds < 60) return `${seconds}\u202fs`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes}\u202fmin`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return minutes % 60 === 0 ? `${hours}\u202fh` : `${hours}\u202fh ${minutes % 60}\u202fmin`
  const days = Math.floor(hours / 24)
  return hours % 24 === 0 ? `${days}\u202fd` : `${days}\u202fd ${hours % 24}\u202fh`
}

/**
 * A constant as words: `LOSS_STREAK_LOCK` → `Loss streak lock`, `day-loss` → `Day loss`.
 *
 * @param {string} name
 */
export function words(name) {
  const text = name.replaceAll(/[_-]/g, ' ').toLowerCase()
  return text.charAt(0).toUpperCase() + text.slice(1)
}

import { answerOf } from '../errors/async-answer-error.ts'
import { InvalidValueError } from '../errors/invalid-value-error.ts'
import type { Currency } from '../units/money.ts'

/**
 * What currencies are worth. A book may be kept in another than the account's: what it offers is converted at the moment of the order.
 * A replay needs the same rates, for they are not recorded.
 */
export interface ExchangeRates {
  /** How much of `to` one of `from` is worth, both by their ISO 4217 codes; `null` where that is not known. */
  rate(from: string, to: string): number | null
}

/** How what is shown in another currency is converted. */
export interface Conversion {
  /** Into this. */
  readonly currency: Currency
  readonly rates: ExchangeRates | null
  /** What is taken off, since a rate moves until the order is there; in [0, 1). */
  readonly margin: number
}

const PAIR = /^[A-Z]{3}\/[A-Z]{3}$/

/**
 * Rates that stay as they are, such as those of the day. Each serves both ways.
 *
 * @param rates - By pairs of codes: of `GBP/EUR`, how many euros a pound is worth.
 * @throws InvalidValueError `INVALID_VALUE` when a pair is none, or a rate is not above 0.
 * @example
 * ```ts
 * const rates = fixedRates({ 'GBP/EUR': 1.16 })
 * rates.rate('GBP', 'EUR') // 1.16
 * rates.rate('GBP', 'USD') // null
 * ```
 */
export function fixedRates(rates: Readonly<Record<string, number>>): ExchangeRates {
  const known = new Map<string, number>()
  for (const [pair, rate] of Object.entries(rates)) {
    if (!PAIR.test(pair)) throw new InvalidValueError('pair', pair, 'two codes of currencies, such as GBP/EUR')
    if (!(rate > 0 && rate < Number.POSITIVE_INFINITY))
      throw new InvalidValueError(pair, rate, 'a finite number above 0')
    const [from, to] = [pair.slice(0, 3), pair.slice(4)]
    known.set(`${from}/${to}`, rate)
    if (!known.has(`${to}/${from}`)) known.set(`${to}/${from}`, 1 / rate)
  }
  return { rate: (from, to) => (from === to ? 1 : (known.get(`${from}/${to}`) ?? null)) }
}

/**
 * How many minor units one of another currency is worth, less the margin; `null` where that is not known.
 *
 * @throws InvalidValueError `INVALID_VALUE` when the rate is no rate; AsyncAnswerError `ASYNC_ANSWER`
 */
export function minorUnitWorth(from: Currency, { currency: to, rates, margin }: Conversion): number | null {
  if (from.code === to.code) return 1
  const rate: unknown = rates === null ? null : answerOf(rates.rate(from.code, to.code), 'exchange rates', 'rate')
  if (rate === null) return null
  if (!(typeof rate === 'number' && rate > 0 && rate < Number.POSITIVE_INFINITY)) {
    throw new InvalidValueError(`rate of ${from.code} in ${to.code}`, rate, 'null or a finite number above 0')
  }
  return rate * (1 - margin) * 10 ** (to.exponent - from.exponent)
}

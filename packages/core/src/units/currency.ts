import { InvalidValueError } from '../errors/invalid-value-error.ts'
import type { Currency } from './money.ts'

/** Currencies whose minor unit is not a hundredth (ISO 4217). */
const EXPONENTS: Readonly<Record<string, number>> = {
  BHD: 3,
  CLP: 0,
  IQD: 3,
  ISK: 0,
  JOD: 3,
  JPY: 0,
  KRW: 0,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  PYG: 0,
  TND: 3,
  UGX: 0,
  VND: 0,
}

/**
 * The currency of an ISO 4217 code.
 *
 * @throws InvalidValueError `INVALID_VALUE` when `code` is not three capital letters.
 * @example
 * ```ts
 * currency('GBP') // { code: 'GBP', exponent: 2 }
 * ```
 */
export function currency(code: string): Currency {
  if (!/^[A-Z]{3}$/.test(code)) throw new InvalidValueError('currency', code, 'three capital letters, such as GBP')
  return { code, exponent: EXPONENTS[code] ?? 2 }
}

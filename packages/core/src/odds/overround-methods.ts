import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { multiplicative } from './overround/multiplicative.ts'
import type { OverroundFormula } from './overround/overround-formula.ts'
import { power } from './overround/power.ts'
import { shin } from './overround/shin.ts'

const METHODS: Readonly<Record<string, OverroundFormula>> = {
  multiplicative,
  power,
  shin,
}

/**
 * The method of a name, for settings; code imports the methods themselves, which brings in only those it uses.
 *
 * @throws InvalidValueError `INVALID_VALUE` for a name that no method has.
 * @example
 * ```ts
 * overroundMethod('shin')([2.6, 2.4, 4.3])
 * ```
 */
export function overroundMethod(name: string): OverroundFormula {
  const method = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined
  if (method === undefined)
    throw new InvalidValueError('overround method', name, `one of ${Object.keys(METHODS).join(', ')}`)
  return method
}

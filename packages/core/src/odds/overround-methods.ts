import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { additive } from './overround/additive.ts'
import { balancedBook } from './overround/balanced-book.ts'
import { efficientShin } from './overround/efficient-shin.ts'
import { gotoConversion } from './overround/goto-conversion.ts'
import { jensenShannon } from './overround/jensen-shannon.ts'
import { multiplicative } from './overround/multiplicative.ts'
import { oddsRatio } from './overround/odds-ratio.ts'
import type { OverroundFormula } from './overround/overround-formula.ts'
import { power } from './overround/power.ts'
import { shin } from './overround/shin.ts'

const METHODS: Readonly<Record<string, OverroundFormula>> = {
  multiplicative,
  additive,
  power,
  shin,
  'odds-ratio': oddsRatio,
  'balanced-book': balancedBook,
  'goto-conversion': gotoConversion,
  'jensen-shannon': jensenShannon,
  'efficient-shin': efficientShin,
}

/** Other names of the same functions. "Logarithmic" is not among them: it means power to some and odds ratio to others. */
const ALIASES: Readonly<Record<string, string>> = {
  basic: 'multiplicative',
  proportional: 'multiplicative',
  normalisation: 'multiplicative',
  'differential-margin-weighting': 'additive',
  'margin-proportional-to-odds': 'additive',
  wpo: 'additive',
  'logit-shift': 'odds-ratio',
  cheung: 'odds-ratio',
  'fingleton-waldron': 'balanced-book',
  goto: 'goto-conversion',
  jsd: 'jensen-shannon',
}

/** The names of all methods, without their aliases. */
export const overroundMethodNames: readonly string[] = /* @__PURE__ */ Object.keys(METHODS)

/**
 * The method of a name, for settings. Code imports the methods themselves, which brings in only those it uses.
 *
 * @param name - One of {@link overroundMethodNames} or a known alias, such as `wpo` or `logit-shift`.
 * @throws InvalidValueError `INVALID_VALUE` for a name that no method has.
 * @example
 * ```ts
 * overroundMethod('wpo').key // 'additive'
 * ```
 */
export function overroundMethod(name: string): OverroundFormula {
  const key = Object.hasOwn(ALIASES, name) ? ALIASES[name] : name
  const method = key !== undefined && Object.hasOwn(METHODS, key) ? METHODS[key] : undefined
  if (method === undefined)
    throw new InvalidValueError('overround method', name, `one of ${overroundMethodNames.join(', ')}`)
  return method
}

import type { ExchangeRates } from '../ports/exchange-rates.ts'
import { aYardstick } from '../ports/part-checks.ts'
import { riskLimits } from '../risk/check-limits.ts'
import type { Control } from '../risk/gate.ts'
import { aFunction, aText, type Check, type Complete, having, listOf, optional } from '../units/shape.ts'
import { strategyList } from './check-strategies.ts'

const aControl: Check = having('a control, as one of standardControls', {
  name: aText,
  check: aFunction,
} satisfies Complete<Control>)

const someRates: Check = having('rates, as fixedRates gives them', {
  rate: aFunction,
} satisfies Complete<ExchangeRates>)

/** What every engine decides with, by the names that it has wherever one is made. */
export const decidingParts = {
  strategies: strategyList,
  controls: optional(listOf('controls', aControl)),
  yardstick: optional(aYardstick),
  rates: optional(someRates),
} as const

/**
 * Checks what an engine decides with, in words for those whose editor does not know types.
 *
 * @throws InvalidValueError `INVALID_VALUE`; UnknownOptionError `UNKNOWN_OPTION`
 */
export function checkDecidingParts(
  settings: { readonly [Name in keyof typeof decidingParts | 'limits']?: unknown },
): void {
  const { strategies, controls, yardstick, rates, limits } = settings
  decidingParts.strategies('strategies', strategies)
  decidingParts.controls('controls', controls)
  decidingParts.yardstick('yardstick', yardstick)
  decidingParts.rates('rates', rates)
  riskLimits('limits', limits)
}

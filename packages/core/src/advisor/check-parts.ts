import { decidingParts } from '../engine/check-parts.ts'
import {
  aBookFeed,
  aClock,
  aLogger,
  aPriceSource,
  aRecorder,
  aResultSource,
  aStore,
  aStoreToCome,
  aVenue,
} from '../ports/part-checks.ts'
import { riskLimits } from '../risk/check-limits.ts'
import { aFlag, aText, type Check, having, isObject, listOf, oneOf, optional, valuesThat } from '../units/shape.ts'
import { aCurrency, anAmount, aTimeZone } from '../units/shape-of-units.ts'

const settings: Check = having('settings, as defineSettings or settingsFromEnv gives them', {
  mode: oneOf('DRY_RUN', 'LIVE'),
  seed: aText,
  account: having('the settings of an account', {
    name: aText,
    currency: aCurrency,
    timeZone: aTimeZone,
    bankroll: anAmount,
    limitRaiseDelayMs: anAmount,
  }),
  risk: riskLimits,
  permits: having('what is permitted', { emulator: aFlag, memoryStore: aFlag }),
})

/** How each part of an advisor is checked. */
export const advisorParts = {
  settings,
  mode: optional(oneOf('LIVE')),
  waive: optional(listOf('names of requirements', aText)),
  sources: listOf('price sources', aPriceSource),
  books: optional(listOf('feeds that keep books', aBookFeed)),
  results: optional(listOf('result sources', aResultSource)),
  venues: listOf('venues', aVenue),
  store: aStoreToCome,
  funds: optional(
    valuesThat(
      'amounts by the names of venues',
      (value) =>
        isObject(value) && Object.values(value).every((amount) => Number.isSafeInteger(amount) && Number(amount) >= 0),
    ),
  ),
  ...decidingParts,
  clock: optional(aClock),
  logger: optional(aLogger),
  syncMs: optional(
    valuesThat('a finite number of milliseconds above 0', (value) => Number.isFinite(value) && Number(value) > 0),
  ),
  recorder: optional(aRecorder),
} as const

/** Checks a store that there was only the promise of. */
export function checkOpenedStore(store: unknown): void {
  aStore('store', store)
}

/** Closes what an advisor would have closed, as far as it can be: of parts that are wrong, anything may be missing. */
export async function closeParts(parts: unknown): Promise<void> {
  if (!isObject(parts)) return
  for (const name of ['recorder', 'store']) {
    try {
      const part: unknown = await parts[name]
      if (isObject(part) && typeof part['close'] === 'function') await part['close']()
    } catch {
      // What is wrong with the parts is thrown in any case.
    }
  }
}

import type { Currency } from './money.ts'
import { aText, type Check, type Complete, having, valuesThat } from './shape.ts'

export const aCurrency: Check = having("a currency, as currency('GBP') gives it", {
  code: aText,
  exponent: valuesThat(
    'a whole number from 0 to 4',
    (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 4,
  ),
} satisfies Complete<Currency>)

export const anAmount: Check = valuesThat(
  'a whole number of minor units, at least 0',
  (value) => Number.isSafeInteger(value) && Number(value) >= 0,
)

export const aTimeZone: Check = valuesThat('an IANA time zone, such as Europe/London', (value) => {
  if (typeof value !== 'string') return false
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
})

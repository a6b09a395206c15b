import { type Timestamp, timestamp } from '@betting-advisor/core'
import { Problem } from './problem.ts'

/** A whole number in the query, within bounds. @throws Problem `INVALID_QUERY` */
export function wholeNumber(
  name: string,
  text: string | undefined,
  { fallback, min, max }: { readonly fallback: number; readonly min: number; readonly max: number },
): number {
  if (text === undefined) return fallback
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN
  if (!(value >= min && value <= max)) throw invalid(name, `a whole number from ${min} to ${max}`, text)
  return value
}

/** A moment in the query: epoch milliseconds or an ISO 8601 date. @throws Problem `INVALID_QUERY` */
export function moment(name: string, text: string): Timestamp {
  const iso = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/
  const value = /^\d{1,15}$/.test(text) ? Number(text) : iso.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(value))
    throw invalid(name, 'epoch milliseconds or an ISO 8601 moment such as 2026-08-08T15:00Z', text)
  return timestamp(value)
}

/** A list in the query, separated by commas, of allowed words. @throws Problem `INVALID_QUERY` */
export function words<Word extends string>(name: string, text: string, allowed: readonly Word[]): readonly Word[] {
  return text.split(',').map((given) => {
    const word = allowed.find((candidate) => candidate === given)
    if (word === undefined) throw invalid(name, `one or more of ${allowed.join(', ')}`, given)
    return word
  })
}

function invalid(name: string, allowed: string, given: string): Problem {
  return new Problem(400, 'INVALID_QUERY', `${name} must be ${allowed}, was ${JSON.stringify(given.slice(0, 64))}.`)
}

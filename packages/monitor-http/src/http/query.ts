import { type Timestamp, timestamp } from '@betting-advisor/core'
import type { Asked } from './asked.ts'
import { Problem } from './problem.ts'

/**
 * The parameters of a query by name. One that the route does not know, or that is given twice, is refused: a filter that is
 * misspelt would otherwise answer with everything.
 *
 * @throws Problem `INVALID_QUERY`
 */
export function parameters<Name extends string>(
  { search }: Asked,
  names: readonly Name[],
): Readonly<Partial<Record<Name, string>>> {
  const found: Partial<Record<Name, string>> = {}
  for (const [given, value] of search === '' ? [] : new URLSearchParams(search)) {
    const name = names.find((candidate) => candidate === given)
    if (name === undefined) {
      const known = names.length === 0 ? 'takes no parameters' : `takes ${names.join(', ')}`
      throw new Problem(400, 'INVALID_QUERY', `This route ${known}, not ${JSON.stringify(given.slice(0, 64))}.`)
    }
    if (found[name] !== undefined) throw new Problem(400, 'INVALID_QUERY', `${name} is given more than once.`)
    found[name] = value
  }
  return found
}

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

const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,3})?)?(?:Z|([+-])(\d{2}):(\d{2})))?$/

/** A moment in the query: epoch milliseconds or an ISO 8601 date, of a day that the calendar has. @throws Problem `INVALID_QUERY` */
export function moment(name: string, text: string): Timestamp {
  // A plus sign that nobody escaped arrives as a space.
  const value = /^\d{1,15}$/.test(text) ? Number(text) : isoMoment(text.replace(/ (?=\d{2}:\d{2}$)/, '+'))
  if (Number.isNaN(value))
    throw invalid(name, 'epoch milliseconds or an ISO 8601 moment such as 2026-08-08T15:00Z', text)
  return timestamp(value)
}

/** Epoch milliseconds; not a number where the text is no moment. `Date.parse` alone makes 3 March of 31 February. */
function isoMoment(text: string): number {
  const [, year, month, day, hour = '0', minute = '0', second = '0', , offsetHours = '0', offsetMinutes = '0'] =
    ISO.exec(text) ?? []
  const date = new Date(Date.UTC(2000, Number(month) - 1, 1))
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day))
  const isReal =
    date.getUTCMonth() + 1 === Number(month) &&
    date.getUTCDate() === Number(day) &&
    Number(hour) < 24 &&
    Number(minute) < 60 &&
    Number(second) < 60 &&
    Number(offsetHours) < 24 &&
    Number(offsetMinutes) < 60
  return isReal ? Date.parse(text) : Number.NaN
}

/** A list in the query, separated by commas, of allowed words. @throws Problem `INVALID_QUERY` */
export function words<Word extends string>(name: string, text: string, allowed: readonly Word[]): readonly Word[] {
  return text.split(',').map((given) => {
    const word = allowed.find((candidate) => candidate === given)
    if (word === undefined) throw invalid(name, `one or more of ${allowed.join(', ')}`, given)
    return word
  })
}

/** A name in the query: not empty, and without the characters that stores cannot keep. @throws Problem `INVALID_QUERY` */
export function nameIn(name: string, text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  if (text === '' || /[\u0000-\u001f\u007f]/.test(text)) throw invalid(name, 'a name without control characters', text)
  return text
}

/** A parameter that is not what it may be. */
export function invalid(name: string, allowed: string, given: string): Problem {
  return new Problem(400, 'INVALID_QUERY', `${name} must be ${allowed}, was ${JSON.stringify(given.slice(0, 64))}.`)
}

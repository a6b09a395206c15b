import { StreamFault } from './stream-fault.ts'

/** A line as JSON has it: an object, of which nothing is known yet. */
export type ReadLine = Readonly<Record<string, unknown>>

/**
 * Reads a line.
 *
 * @throws StreamFault `LINE_UNREADABLE` when it is no object of JSON; what it says is not shown.
 */
export function readLine(text: string): ReadLine {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new StreamFault('LINE_UNREADABLE', `a line of ${text.length} characters is not JSON`)
  }
  if (!isObject(value)) throw new StreamFault('LINE_UNREADABLE', `a line of ${text.length} characters is no object`)
  return value
}

export function isObject(value: unknown): value is ReadLine {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

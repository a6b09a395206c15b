import type { Lines } from './line-framer.ts'
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

/** Texts of lines that came together. */
export function textsOf({ bytes, ends }: Lines): readonly string[] {
  const all = bytes.toString('utf8')
  // Where every letter is one byte, one decoding does for all lines.
  const isPlain = all.length === bytes.length
  const texts: string[] = []
  let start = 0
  for (const end of ends) {
    texts.push(isPlain ? all.slice(start, end) : bytes.toString('utf8', start, end))
    start = end
  }
  return texts
}

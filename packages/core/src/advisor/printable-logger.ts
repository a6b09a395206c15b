import { oneLine, printableLines } from '../errors/one-line.ts'
import type { Logger } from '../ports/logger.ts'

/** Fields nested deeper than this are nobody's texts. */
const DEEPEST = 6

/**
 * A logger that hands on only what can do nothing to a log or a terminal: whatever a service, a file or a person put into a text, each
 * message and each text of the fields is one line without control characters.
 */
export function printableLogger(logger: Logger): Logger {
  const at = (level: keyof Logger) => (fields: object, message?: string) => {
    const shown = printable(fields, 0)
    // One argument stays one: a logger may tell them apart.
    if (message === undefined) logger[level](shown)
    else logger[level](shown, oneLine(message))
  }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

/** The value as it is where nothing in it has to change, as nearly always. */
function printable<Value>(value: Value, depth: number): Value
function printable(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return oneLine(value)
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return value
  if (value instanceof Error) return printableError(value, depth)
  const prototype: unknown = Object.getPrototypeOf(value)
  const isPlain = prototype === null || Object.getPrototypeOf(prototype) === null
  if (!Array.isArray(value) && !isPlain) return value
  const entries = Object.entries(value).map(([name, part]) => ({
    name,
    part,
    shown: printable<unknown>(part, depth + 1),
  }))
  const isSame = entries.every(({ name, part, shown }) => part === shown && name === oneLine(name))
  if (isSame) return value
  if (Array.isArray(value)) return entries.map(({ shown }) => shown)
  return Object.fromEntries(entries.map(({ name, shown }) => [oneLine(name), shown]))
}

/** A copy of an error with texts that can be shown, of the same kind and with the same fields; the error itself where they are sound. */
function printableError(error: Error, depth: number): Error {
  const message = oneLine(error.message)
  const cause = printable(error.cause, depth + 1)
  const stack =
    error.stack === undefined ? undefined : printableLines(error.stack.replace(error.message, () => message))
  if (message === error.message && cause === error.cause && stack === error.stack) return error
  const copy: Error = Object.create(Object.getPrototypeOf(error), Object.getOwnPropertyDescriptors(error))
  const put = (name: 'message' | 'stack' | 'cause', text: unknown): void => {
    Object.defineProperty(copy, name, { value: text, writable: true, configurable: true, enumerable: false })
  }
  put('message', message)
  if (stack !== undefined) put('stack', stack)
  if (cause !== undefined) put('cause', cause)
  return copy
}
